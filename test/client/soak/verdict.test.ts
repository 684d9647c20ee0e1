import { expect, it } from "vitest";
import { growth, median, quarters, type Sample } from "./verdict";

const samples = (heap: (i: number) => number, handles: (i: number) => number = () => 3): Sample[] =>
  Array.from({ length: 40 }, (_, i) => ({ second: i * 90, heap: heap(i), handles: handles(i) }));

it.each([
  ["nothing grows", samples(() => 1000), []],
  ["it shrinks", samples((i) => 1000 - i), []],
  ["it goes up and down", samples((i) => (i % 2 === 0 ? 1000 : 1040)), []],
  ["it grows by a twentieth", samples((i) => (i < 20 ? 1000 : 1050)), []],
  ["a single sample stands out", samples((i) => (i === 38 ? 9000 : 1000)), []],
  ["the heap grows by more", samples((i) => 1000 + 3 * i), ["heap grew from 1013.5 to 1103.5"]],
  [
    "a handle stays",
    samples(
      () => 1000,
      (i) => (i < 20 ? 3 : 4),
    ),
    ["handles grew from 3 to 4"],
  ],
  [
    "the first handle stays",
    samples(
      () => 1000,
      (i) => (i < 20 ? 0 : 1),
    ),
    ["handles grew from 0 to 1"],
  ],
  ["there are too few", samples(() => 1000).slice(0, 7), ["7 samples are too few"]],
])("where %s", (_what, given, verdict) => {
  expect(growth(given)).toEqual(verdict);
});

it("compares the middle of a quarter", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect(
    quarters(
      samples((i) => i),
      "heap",
    ),
  ).toEqual({ first: 4.5, last: 34.5 });
});
