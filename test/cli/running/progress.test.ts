import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startProgress } from "../../../src/cli/running/progress";

let said: string[];
let now: number;
const io = (isTerminal: boolean) => ({
  writeError: (text: string) => void said.push(text),
  errorIsTerminal: () => isTerminal,
});
beforeEach(() => {
  vi.useFakeTimers();
  [said, now] = [[], 0];
});
afterEach(() => vi.useRealTimers());

/** Lets time pass for timers and for the clock. */
const pass = (ms: number) => {
  now += ms;
  vi.advanceTimersByTime(ms);
};

describe("at a terminal", () => {
  it("nothing is said of work that takes less than a second", () => {
    const progress = startProgress(io(true), () => now);
    progress.at("one");
    pass(900);
    progress.end();
    pass(5_000);
    expect(said).toEqual([]);
  });

  it("what is done is said after a second, although nothing new is told meanwhile", () => {
    const progress = startProgress(io(true), () => now);
    progress.at("waiting for the server");
    pass(2_000);
    expect(said).toEqual(["waiting for the server …\n"]);
    pass(9_000);
    expect(said).toHaveLength(1);
    progress.end();
  });

  it("what is done is said at most once a second, and the last of it", () => {
    const progress = startProgress(io(true), () => now);
    for (let count = 1; count <= 100; count++) {
      progress.at(`user ${count}`);
      pass(50);
    }
    progress.end();
    expect(said.length).toBeGreaterThanOrEqual(4);
    expect(said.length).toBeLessThanOrEqual(5);
    expect(new Set(said).size).toBe(said.length);
  });

  it("work that holds the thread is said as it goes on", () => {
    const progress = startProgress(io(true), () => now);
    progress.at("reading");
    now = 3_000; // no timer comes through
    progress.at("planning");
    expect(said).toEqual(["planning …\n"]);
    progress.end();
  });
});

it("elsewhere nothing is said at all", () => {
  const progress = startProgress(io(false), () => now);
  progress.at("one");
  pass(10_000);
  progress.at("two");
  progress.end();
  expect(said).toEqual([]);
});
