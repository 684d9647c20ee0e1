import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readPage, root } from "./blocks";

/** The rows of the page's tables: promise, proof, tests. */
const rows = readPage("docs/explanation/safety.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (promise|when) /.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));

const named = (cell: string): string[] => [...cell.matchAll(/`((?:test|src)\/[^`]+)`/g)].map(([, path = ""]) => path);

it("names for each promise what proves it, and a test that is there", () => {
  expect(rows.length).toBeGreaterThan(10);
  for (const [, promise = "", proof = "", tests = ""] of rows) {
    expect(promise.length, promise).toBeGreaterThan(10);
    expect(proof.length, promise).toBeGreaterThan(5);
    expect(named(tests).length, promise).toBeGreaterThan(0);
    for (const path of [...named(proof), ...named(tests)]) {
      expect(existsSync(join(root, path)), `${path}, of "${promise}"`).toBe(true);
    }
    for (const path of named(tests)) expect(readFileSync(join(root, path), "utf8")).toMatch(/\b(it|test)(\.each)?[(<]/);
  }
});

it("would miss a test that is not there", () => {
  expect(named("`test/no/such.test.ts`, and more").map((path) => existsSync(join(root, path)))).toEqual([false]);
});
