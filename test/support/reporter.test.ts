import { describe, expect, it } from "vitest";
import type { TestCase } from "vitest/node";
import { countsLine, slowestLines, stateOf } from "./reporter";

describe("the slowest files of a run", () => {
  it("come first, ten at the most, in seconds", () => {
    const files = Array.from({ length: 12 }, (_, at) => ({ name: `test/${at}.test.ts`, ms: at * 1000 }));
    const lines = slowestLines(files);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("   11.0 s  test/11.test.ts");
    expect(lines.at(-1)).toBe("    2.0 s  test/2.test.ts");
  });
});

describe("the counts of a run", () => {
  it("stand in one line", () => {
    expect(countsLine(["passed", "skipped", "passed", "failed"], 0)).toBe("2 passed, 1 failed, 1 skipped");
  });

  it("take a test for skipped whose suite, or the one around it, is skipped", () => {
    const within = (...modes: string[]) => {
      const module: object = { type: "module" };
      const parent = modes.reduceRight((outer, mode) => ({ type: "suite", options: { mode }, parent: outer }), module);
      return { result: () => ({ state: "pending" }), parent } as unknown as TestCase;
    };
    const tests = [within("run", "skip"), within("skip"), within("run", "run"), within()];
    expect(tests.map(stateOf)).toEqual(["skipped", "skipped", "pending", "pending"]);
  });

  it("take what never ended, and what failed outside of any test, for failed", () => {
    expect(countsLine(["passed", "pending"], 2)).toBe("1 passed, 3 failed, 0 skipped");
  });
});
