import { describe, expect, it } from "vitest";
import { scenarios } from "./scenarios";
import { cliTrace, cliVersion, embeddedTrace, ordered, readTrace, type TraceStep, writeTrace } from "./traces";

/** `RECORD_ENGINE_TRACES=1` with a `pulumi` on PATH writes the traces anew, or only the one named. */
const RECORD = process.env.RECORD_ENGINE_TRACES;

const all = (steps: readonly TraceStep[]) => steps.map((step, at) => ordered(step, steps[at - 1]));

describe("the embedded engine does as the real engine did", () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    it(
      `${name}: ${scenario.title}`,
      async () => {
        if (RECORD === "1" || RECORD === name) writeTrace(name, await cliVersion(), await cliTrace(scenario));
        const recorded = readTrace(name);
        expect(recorded.map((step) => step.ok)).toEqual(scenario.steps.map((step) => step.fails !== true));
        expect(all(await embeddedTrace(scenario, "in-process"))).toEqual(all(recorded));
      },
      RECORD === undefined ? 30_000 : 300_000,
    );
  }
});

/** Whatever depends on the transport: ids, gRPC error details, several hosts. */
const IN_PROCESSES = ["partial-create"] as const;

describe("and does the same with the SDK's own processes", () => {
  for (const name of IN_PROCESSES) {
    it(name, async () => {
      const scenario = scenarios[name];
      if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
      expect(all(await embeddedTrace(scenario, "process"))).toEqual(all(readTrace(name)));
    }, 180_000);
  }
});
