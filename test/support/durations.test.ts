import { describe, expect, it } from "vitest";
import { slowestLines } from "./durations";

describe("the slowest files of a run", () => {
  it("come first, ten at the most, in seconds", () => {
    const files = Array.from({ length: 12 }, (_, at) => ({ name: `test/${at}.test.ts`, ms: at * 1000 }));
    const lines = slowestLines(files);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("   11.0 s  test/11.test.ts");
    expect(lines.at(-1)).toBe("    2.0 s  test/2.test.ts");
  });
});
