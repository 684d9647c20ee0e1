/** Plays each event on the real engine, and writes down what its preview shows. */
import { describe, expect, test } from "vitest";
import { cliStack } from "../e2e/engines";
import { writeRecordedOn } from "../e2e/recorded-on";
import { events } from "./events";
import { play } from "./play";
import { folder, writeRecording } from "./recordings";
import { onStage } from "./stage";

describe("recording previews on Pulumi's command line", () => {
  test("there is a `pulumi` on the path, or PULUMI_BIN names one", () => writeRecordedOn(folder));

  // `SCENARIO=<regular expression>` records those titles alone; without it, all.
  const wanted = new RegExp(process.env.SCENARIO ?? "");
  for (const [name, event] of Object.entries(events).filter(([title]) => wanted.test(title))) {
    test(name, async () => {
      const preview = await onStage(cliStack, (stage) => play(event, stage));
      for (const words of event.says) expect(preview.said.filter((line) => words.test(line))).toHaveLength(1);
      writeRecording(name, preview);
    });
  }
});
