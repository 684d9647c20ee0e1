import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { readPage, root } from "./blocks";

const INDEX = "docs/decisions/README.md";
const pages = globSync("docs/decisions/[0-9]*.md", { cwd: root }).sort();

const titleOf = (page: string) => readPage(page).split("\n", 1)[0] ?? "";
const numberOf = (page: string) => basename(page).slice(0, 4);

/** The numbers that stand twice. */
const repeated = (numbers: readonly string[]) => numbers.filter((number, at) => numbers.indexOf(number) !== at);

it("has one decision a number, with the number in its title", () => {
  expect(pages.length).toBeGreaterThan(50);
  expect(repeated(pages.map(numberOf))).toEqual([]);
  expect(pages.filter((page) => !titleOf(page).startsWith(`# ${numberOf(page)}: `))).toEqual([]);
});

it("would notice a number that stands twice", () => {
  expect(repeated(["0100", "0101", "0100"])).toEqual(["0100"]);
});

// `npm run docs` writes it anew: it runs this test with --update.
it("lists every decision", async () => {
  const rows = pages.map((page) => `- [${titleOf(page).slice(2)}](${basename(page)})`);
  const text = `# Decisions\n\nWhy it is so and not otherwise: half a page for each choice that someone may question.\n\n${rows.join("\n")}\n`;
  await expect(text).toMatchFileSnapshot(join(root, INDEX));
});
