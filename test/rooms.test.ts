/** Each room has an index of its files (a README.md) that names every file once, and none that is gone. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const src = join(__dirname, "..", "src");
const MOST_FILES = 14;

const filesBelow = (folder: string): string[] =>
  readdirSync(join(src, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort();

/** The files that an index names, `path/file.ts` at the head of a line of its list. */
const named = (index: string): string[] =>
  [...index.matchAll(/^- `([^`]+\.ts)`: .+/gm)].map(([, file = ""]) => file).sort();

const indexed = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("README.md"))
  .map(dirname);

it("finds an index in every room", () => {
  const rooms = readdirSync(src, { withFileTypes: true }).flatMap((each) => (each.isDirectory() ? [each.name] : []));
  expect(rooms.length).toBeGreaterThan(10);
  expect([...indexed].sort()).toEqual([...rooms].sort());
});

describe.each(indexed)("src/%s", (folder) => {
  it("has a line for each file in its index", () => {
    expect(named(readFileSync(join(src, folder, "README.md"), "utf8"))).toEqual(filesBelow(folder));
  });

  it(`has at most ${MOST_FILES} files at one level`, () => {
    const levels = new Map<string, number>();
    for (const file of filesBelow(folder)) levels.set(dirname(file), (levels.get(dirname(file)) ?? 0) + 1);
    expect(levels.size).toBeGreaterThan(0);
    expect([...levels].filter(([, count]) => count > MOST_FILES)).toEqual([]);
  });
});
