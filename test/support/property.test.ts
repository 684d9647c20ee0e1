import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { holds, holdsAsync } from "./property";

afterEach(() => vi.unstubAllEnvs());

/** Fails for about one draw in a thousand, and says for which. */
const seldomFalse = (seen: number[]) =>
  fc.property(fc.nat(1_000_000), (drawn) => {
    seen.push(drawn);
    return drawn % 1000 !== 1;
  });

describe("a property that fails", () => {
  it("shows the command that draws the same again", () => {
    const first: number[] = [];
    let message = "";
    try {
      holds(seldomFalse(first), 20_000);
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    const [, seed] = /Repeat it: FC_SEED=(\d+) npx vitest run test\/support\/property\.test\.ts/.exec(message) ?? [];
    expect(seed).toBeDefined();
    vi.stubEnv("FC_SEED", seed);
    const again: number[] = [];
    expect(() => holds(seldomFalse(again), 20_000)).toThrow(`Repeat it: FC_SEED=${seed} `);
    expect(again).toEqual(first);
  });

  it("shows it when it waits, too", async () => {
    const property = fc.asyncProperty(fc.nat(), async () => false);
    await expect(holdsAsync(property)).rejects.toThrow(/Repeat it: FC_SEED=\d+ npx vitest run/);
  });
});

describe("a property that holds", () => {
  it("is asked as often as the tier says", () => {
    const seen: number[] = [];
    const count = fc.property(fc.nat(), (drawn) => void seen.push(drawn));
    holds(count, 10);
    expect(seen).toHaveLength(10);
    vi.stubEnv("FC_FACTOR", "3");
    holds(count, 10);
    expect(seen).toHaveLength(40);
  });
});
