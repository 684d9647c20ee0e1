import { expect, test } from "vitest";
import { describeOnEngines } from "./engines";
import { play, type Scenario, shortcomings } from "./scenario";
import { scenarios } from "./scenarios";
import { differences, expectedWith, floor, newest, type SdkUnderTest } from "./sdks";
import { traceOf } from "./trace";
import { readTrace } from "./traces";

const SLOW = 300_000;

/** What lies between SDK and engine when each provider is a process of its own: settings, error details, a life. */
const ON_THE_FLOOR = [
  "a resource is previewed, created, left alone, changed and deleted",
  "an explicit provider sees its own settings",
  "a partial create is stored and the next up updates it",
];

/** `ALL_IN_PROCESSES=1` plays everything in processes, with either SDK: minutes, to be had by hand. */
function isPlayed({ title, inProcesses }: Scenario, engine: "cli" | "embedded", { which }: SdkUnderTest): boolean {
  if (process.env.ALL_IN_PROCESSES) return true;
  if (which === "newest") return engine === "cli" || inProcesses !== undefined;
  return ON_THE_FLOOR.includes(title) || (engine === "cli" && differing.has(title));
}

const differing = new Set(differences.floor.flatMap(({ scenarios: titles }) => titles));

// The embedded engine plays all of them in this process, in traces.test.ts; here it starts the processes that it starts
// for users. On the real engine this tells whether the traces are still what it does.
for (const sdk of [newest, floor]) {
  describeOnEngines("what an engine does with the toys", sdk, (makeStage, engine) => {
    const played = scenarios.filter((scenario) => isPlayed(scenario, engine, sdk));
    test("there are scenarios to play", () => {
      expect(played.length).toBeGreaterThanOrEqual(ON_THE_FLOOR.length);
    });
    for (const scenario of played) {
      test(
        scenario.title,
        async () => {
          const records = await play(scenario, await makeStage(scenario.program));
          expect(records.map(shortcomings)).toEqual(records.map(() => []));
          const trace = readTrace(scenario.title);
          if (trace) expect(traceOf(scenario.title, records)).toEqual(expectedWith(sdk, trace));
        },
        engine === "cli" ? SLOW : undefined,
      );
    }
  });
}
