/** Plays each scenario of identity on the real engine, and writes down what it did. */
import { describe, test } from "vitest";
import { writeRecordedOn } from "../e2e/recorded-on";
import { play } from "./play";
import { folder, writeRecording } from "./recordings";
import { ProcessStage } from "./stage-processes";
import { scenarios } from "./table";

describe("recording identities on Pulumi's command line", () => {
  test("there is a `pulumi` on the path, or PULUMI_BIN names one", () => writeRecordedOn(folder));

  // `SCENARIO=<regular expression>` records those titles alone; without it, all.
  const wanted = new RegExp(process.env.SCENARIO ?? "");
  for (const scenario of scenarios.filter(({ title }) => wanted.test(title))) {
    test(scenario.title, async () => {
      writeRecording(await play(scenario, (each) => ProcessStage.open("cli", each)));
    });
  }
});
