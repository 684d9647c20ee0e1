import { describe, expect, test } from "vitest";
import { describeOnCli } from "../e2e/engines";
import { play } from "./play";
import { readRecording } from "./recordings";
import type { Scenario } from "./scenario";
import { type Engine, ProcessStage } from "./stage-processes";
import { scenarios } from "./table";

const SLOW = 300_000;

function plays(engine: Engine, played: readonly Scenario[]): void {
  test("there are scenarios to play", () => {
    expect(played.length).toBeGreaterThanOrEqual(6);
  });
  test.each(played.map((scenario) => [scenario.title, scenario] as const))(
    "%s",
    async (title, scenario) => {
      expect(await play(scenario, (each) => ProcessStage.open(engine, each))).toEqual(readRecording(title));
    },
    SLOW,
  );
}

// In this process all of them are played, by recordings.test.ts. Processes show real kills, real copies of the package and
// of the SDK, and notices on standard error.
describe("identities on the embedded engine, in processes", () => {
  plays(
    "embedded",
    scenarios.filter(({ inProcesses }) => inProcesses),
  );
});

// Whether the recordings are still what the real engine does.
describeOnCli("identities", () => plays("cli", scenarios));
