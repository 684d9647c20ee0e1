/** The plain preview of each event, as an approver reads it. `npm run docs` writes the snapshots. */
import { expect, it } from "vitest";
import { events } from "./events";
import { previewOf } from "./stage";

it("has its events", () => {
  expect(Object.keys(events).length).toBeGreaterThan(18);
});

it.each(Object.entries(events))("says in words that %s", async (name, event) => {
  const { stdout, said } = await previewOf(event);
  for (const words of event.says)
    expect(
      said.filter((line) => words.test(line)),
      `${words} in\n${said.join("\n")}`,
    ).toHaveLength(1);
  if (event.says.length === 0) expect(said).toEqual([]);
  await expect(stdout).toMatchFileSnapshot(`../fixtures/previews/${name.replaceAll(/\W+/g, "-")}.txt`);
});
