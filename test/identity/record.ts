/** Plays each scenario of identity on the real engine, and writes down what it did. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { findCli } from "../../scripts/find-cli.mts";
import { newest } from "../e2e/sdks";
import { play } from "./play";
import { writeRecordedOn, writeRecording } from "./recordings";
import { ProcessStage } from "./stage-processes";
import { scenarios } from "./table";

describe("recording identities on Pulumi's command line", () => {
  test("there is a `pulumi` on the path, or PULUMI_BIN names one", () => {
    const cli = findCli() ?? "";
    expect(cli).not.toBe("");
    const version = execFileSync(cli, ["version"], { encoding: "utf8" }).trim();
    writeRecordedOn({ cli: version, sdk: newest.version });
  });

  // `SCENARIO=<regular expression>` records those titles alone; without it, all.
  const wanted = new RegExp(process.env.SCENARIO ?? "");
  for (const scenario of scenarios.filter(({ title }) => wanted.test(title))) {
    test(scenario.title, async () => {
      writeRecording(await play(scenario, (each) => ProcessStage.open("cli", each)));
    });
  }
});
