import { expect, test } from "vitest";
import { describeOnEngines } from "./engines";
import { play, shortcomings } from "./scenario";
import { scenarios } from "./scenarios";
import { traceOf } from "./trace";
import { readTrace } from "./traces";

const SLOW = 300_000;

// The embedded engine plays all of them in this process, in traces.test.ts; here it starts the processes that it starts
// for users. On the real engine this tells whether the traces are still what it does.
describeOnEngines("what an engine does with the toys", (makeStage, engine) => {
  for (const scenario of scenarios.filter(({ inProcesses }) => engine === "cli" || inProcesses)) {
    test(
      scenario.title,
      async () => {
        const records = await play(scenario, await makeStage(scenario.program));
        expect(records.map(shortcomings)).toEqual(records.map(() => []));
        const trace = readTrace(scenario.title);
        if (trace) expect(traceOf(scenario.title, records)).toEqual(trace);
      },
      engine === "cli" ? SLOW : undefined,
    );
  }
});
