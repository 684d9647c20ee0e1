/** The plain preview of each event, as an approver reads it. `npm run docs` writes the snapshots. */
import { describe, expect, it } from "vitest";
import { inProcessStack } from "../e2e/engines";
import { events } from "./events";
import { play } from "./play";
import { readRecording } from "./recordings";
import { onStage } from "./stage";

it("has its events", () => {
  expect(Object.keys(events).length).toBeGreaterThan(23);
});

describe.each(Object.entries(events))("%s", (name, event) => {
  it("is said in words, and shown as on Pulumi's command line", async () => {
    const { stdout, steps, said } = await onStage(inProcessStack, (stage) => play(event, stage));
    for (const words of event.says)
      expect(
        said.filter((line) => words.test(line)),
        `${words} in\n${said.join("\n")}`,
      ).toHaveLength(1);
    if (event.says.length === 0) expect(said).toEqual([]);
    await expect(stdout).toMatchFileSnapshot(`../fixtures/previews/${name.replaceAll(/\W+/g, "-")}.txt`);
    const recorded = readRecording(name);
    expect({ steps, said }).toEqual({ steps: recorded.steps, said: recorded.said });
  });
});
