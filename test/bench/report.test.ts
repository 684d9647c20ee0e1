import { describe, expect, it } from "vitest";
import { boundMs, idealMs, windowsOf } from "../../bench/measures/limits/windows.mts";
import { partsOf } from "../../bench/measures/profile/summary.mts";
import { sameCalls } from "../../bench/measures/stacks/calls.mts";
import type { Sample } from "../../bench/measures/stacks/sample.mts";
import { markdown, targetsTable } from "../../bench/report/section.mts";
import { median, ratiosOf, slopes } from "../../bench/report/statistics.mts";
import { countsIn } from "../../bench/stage/engine-cli.mts";
import { variants } from "../../bench/variants/index.mts";

describe("statistics", () => {
  it("takes the middle, or the mean of the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
    expect(() => median([])).toThrow("no values");
  });

  it("compares what was measured in the same turn, and nothing else", () => {
    const at = (round: number, turn: number, ms: number) => ({ round, turn, ms });
    const floor = [at(0, 0, 10), at(0, 1, 20), at(2, 0, 5)];
    expect(ratiosOf([at(0, 0, 11), at(0, 1, 30), at(1, 0, 99)], floor, ({ ms }) => ms)).toEqual([1.1, 1.5]);
  });

  it("shows a square as slopes that grow", () => {
    const square = [10, 100, 1000].map((size) => ({ size, value: size * size }));
    expect(slopes(square).map(({ each }) => each)).toEqual([110, 1100]);
    expect(slopes([{ size: 1, value: 1 }])).toEqual([]);
  });
});

describe("the bound of rolling windows", () => {
  it.each([
    [100, 0],
    [101, 5_000],
    [510, 25_000],
    [1_001, 180_000],
  ])("%i calls take %i ms at least", (calls, ms) => {
    expect(boundMs(calls, "1000/180s,100/5s")).toBe(ms);
  });

  it("is shared by keys", () => {
    expect(boundMs(300, "100/5s", 3)).toBe(0);
    expect(boundMs(300, "100/5s", 2)).toBe(5_000);
  });

  it("begins with the arrivals", () => {
    expect(idealMs([0, 100, 200], 1, windowsOf("2/1s"))).toBe(1_000);
  });
});

describe("the calls of a floor", () => {
  const sample = (variant: string, calls: Record<string, number>): Sample => ({
    ...{
      engine: "embedded",
      size: 2,
      round: 0,
      turn: 0,
      operation: "up",
      variant,
      ms: 1,
      cpuMs: 1,
      emulatorMs: 0,
      calls,
    },
  });

  it("are those of ours, or the floor is none", () => {
    const ours = sample("ours", { "POST /user": 2 });
    expect(sameCalls([ours, sample("floor-calls", { "POST /user": 2 }), sample("floor", {})], variants)).toEqual([]);
    expect(sameCalls([ours, sample("floor-calls", { "POST /user": 1 })], variants)).toEqual([
      'floor-calls, up: its calls are {"POST /user":1}, those of ours {"POST /user":2}',
    ]);
    expect(sameCalls([ours, sample("native", { "POST /user": 3 })], variants)).toEqual([
      'native, up: its calls are {"POST /user":3}, those of ours {"POST /user":2}',
    ]);
  });
});

describe("tables", () => {
  it("are Markdown with columns in line", () => {
    const table = { title: "T", head: ["a", "long head"], rows: [["1", "2"]], notes: ["A note."] };
    expect(markdown(table)).toBe("### T\n\n| a   | long head |\n|-----|-----------|\n| 1   | 2         |\n\nA note.\n");
  });

  it("say which targets are missed", () => {
    const { rows } = targetsTable([
      { what: "x", allowed: 1.05, seen: 1.05 },
      { what: "y", allowed: 0, seen: 3 },
    ]);
    expect(rows.map((row) => row.at(-1))).toEqual(["met", "missed"]);
  });
});

describe("the summary of the command line", () => {
  it("is read in each of its forms", () => {
    const none = { same: 0, create: 0, update: 0, delete: 0 };
    expect(countsIn("x\nResources:\n    + 4 created\n\nDuration: 5s\n")).toEqual({ ...none, create: 4 });
    expect(countsIn("\nResources:\n    ~ 3 to update\n")).toEqual({ ...none, update: 3 });
    expect(countsIn("\nResources:\n    ~ 3 updated\n    1 unchanged\n")).toEqual({ ...none, update: 3, same: 1 });
    expect(countsIn("\nResources:\n    - 5 deleted\n")).toEqual({ ...none, delete: 5 });
    expect(countsIn("\nResources:\n    + 2 to create\n    1 unchanged\n")).toEqual({ ...none, create: 2, same: 1 });
  });
});

describe("a profile", () => {
  it("is time by package and room, without what waits", () => {
    const node = (id: number, functionName: string, url: string) => ({ id, callFrame: { functionName, url } });
    const parts = partsOf({
      nodes: [
        node(1, "(idle)", ""),
        node(2, "decide", "file:///x/node_modules/pulumi-digicert-one/dist/rotation/days.js"),
        node(3, "call", "/x/node_modules/pulumi-digicert-one/node_modules/@grpc/grpc-js/build/src/call.js"),
        node(4, "load", "node:internal/modules/cjs/loader"),
        node(5, "(garbage collector)", ""),
        node(6, "diff", "/checkout/dist/rotation/window.js"),
      ],
      samples: [1, 2, 3, 4, 5, 6, 6],
      timeDeltas: [9_000, 1_000, 2_000, 3_000, 4_000, 5_000, 500],
    });
    expect(Object.fromEntries(parts)).toEqual({
      "ours: rotation": 6.5,
      "@grpc/grpc-js": 2,
      "Node: loading modules": 3,
      "garbage collection": 4,
    });
  });
});
