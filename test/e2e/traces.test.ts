import { describe, expect, test } from "vitest";
import { inProcessStack, onEngine } from "./engines";
import { play, shortcomings } from "./scenario";
import { scenarios } from "./scenarios";
import { expectedWith, sdks } from "./sdks";
import { traceOf } from "./trace";
import { readTrace } from "./traces";

for (const sdk of sdks) {
  describe(`the embedded engine reproduces what the real engine was recorded doing, with SDK ${sdk.version}`, () => {
    onEngine(inProcessStack, sdk, (makeStage) => {
      for (const scenario of scenarios.filter(({ inProcesses }) => inProcesses !== "only")) {
        const trace = readTrace(scenario.title);
        const title = trace ? scenario.title : `${scenario.title} (no trace: recorded on no real engine yet)`;
        test(title, async () => {
          const records = await play(scenario, await makeStage(scenario.program));
          expect(records.map(shortcomings)).toEqual(records.map(() => []));
          if (trace) expect(traceOf(scenario.title, records)).toEqual(expectedWith(sdk, trace));
        });
      }
    });
  });
}
