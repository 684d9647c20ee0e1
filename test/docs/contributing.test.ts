import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pages, readPage, root } from "./blocks";

/** The planted faults do not stand in the copies that they are planted in. */
const PLANTED = "test/planted/";

/** Paths of this repository in backticks: a `*` is a pattern, `<kind>` stands for any name. */
const pathsIn = (page: string): string[] =>
  [...page.matchAll(/`((?:src|test|docs)\/[^`\s]*)`/g)]
    .map(([, path = ""]) => path.replaceAll(/<[^>]+>/g, "*"))
    .filter((path) => !path.startsWith(PLANTED));

const isThere = (path: string): boolean =>
  path.includes("*") ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path));

describe("the words of CONTRIBUTING.md", () => {
  const page = readPage("CONTRIBUTING.md");
  const rows = [...page.slice(page.indexOf("## Words")).matchAll(/^\| ([a-zA-Z ]+) \| .+ \|$/gm)].map(
    ([, word = ""]) => word,
  );
  const words = rows.filter((word) => word !== "word");
  const sources = globSync("src/**/*.{ts,md}", { cwd: root })
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n")
    // Names hold words too: `takeBack`, `OwnerMark`.
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

  it("are 25 at most", () => {
    expect(words.length).toBeGreaterThan(15);
    expect(words.length).toBeLessThanOrEqual(25);
  });

  it("are all in use", () => {
    const isUsed = (word: string) => sources.includes(word.toLowerCase());
    expect(words.filter((word) => !isUsed(word))).toEqual([]);
    expect(isUsed("flibbertigibbet")).toBe(false);
  });
});

it("every path that a page names is there", () => {
  const named = pages().flatMap((page) => pathsIn(readPage(page)).map((path) => ({ page, path })));
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ path }) => !isThere(path))).toEqual([]);
  expect(isThere("src/nowhere.ts")).toBe(false);
});
