import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import type { Declaration } from "../../../src/native/schema/declarations";
import { readPage, root } from "../../docs/blocks";
import { declarations } from "./declarations";

const FILE = "src/native/schema/declarations.json";
const render = (all: Record<string, Declaration>) => `${JSON.stringify(all, undefined, 2)}\n`;

let fromSources: Record<string, Declaration>;
beforeAll(() => {
  fromSources = declarations();
});

// `npm run docs` writes it anew: it runs this test with --update.
it("stands in a file, since the compiled code has neither comments nor types", async () => {
  await expect(render(fromSources)).toMatchFileSnapshot(join(root, FILE));
});

it("has words for everything", () => {
  const wordless = Object.entries(fromSources).flatMap(([name, { words, members }]) => [
    ...(words === "" && !/Args$|Fields$|Result$/.test(name) ? [name] : []),
    ...Object.entries(members).flatMap(([member, { words }]) => (words === "" ? [`${name}.${member}`] : [])),
  ]);
  expect(wordless).toEqual([]);
  expect(Object.values(fromSources).flatMap(({ members }) => Object.keys(members)).length).toBeGreaterThan(80);
});

it("would notice a comment that has changed since", () => {
  const file = readPage(FILE);
  const stale = file.replace("Ids of its roles. Changed in place.", "Its roles.");
  expect(stale).not.toBe(file);
  expect(stale).not.toBe(render(fromSources));
});
