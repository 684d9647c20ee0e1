import { expect, test } from "vitest";
import { describeOnEngines } from "./engines";
import { play, shortcomings } from "./scenario";
import { scenarios } from "./scenarios";

describeOnEngines("what an engine does with the toys", (makeStage) => {
  for (const scenario of scenarios) {
    test(scenario.title, async () => {
      const records = await play(scenario, await makeStage(scenario.program));
      const faults = records.flatMap((record, at) =>
        shortcomings(record).map((fault) => `phase ${at + 1} (${record.phase.run}), ${fault}`),
      );
      expect(faults).toEqual([]);
    });
  }
});
