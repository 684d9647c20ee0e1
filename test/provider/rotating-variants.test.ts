import { afterEach, describe, expect, it } from "vitest";
import { variantNames } from "../../src/emulator";
import { outcomes } from "../variants/outcomes";
import { Pair, type PairArgs } from "./rotating-pair";

const policy: PairArgs = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };

/** Readings under which a pair cannot live, with what it says instead; those under which there is no user to have one. */
const refused = Object.entries(outcomes).flatMap(([name, { pair }]) => (pair === undefined ? [] : [{ name, pair }]));
const nowhere = Object.keys(outcomes).filter((name) => outcomes[name]?.user !== undefined);

const pairs: Pair[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.emulator.close();
});

async function start(...variants: string[]): Promise<Pair> {
  const pair = await Pair.start("2027-01-01", { variants });
  pairs.push(pair);
  return pair;
}

describe("a pair under every other reading of what is not documented of the API", () => {
  it.each(
    variantNames.filter((variant) => !nowhere.includes(variant) && refused.every(({ name }) => name !== variant)),
  )("rotates and retires under %s", async (variant) => {
    const pair = await start(variant);
    await pair.up(policy);
    const first = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    await pair.refresh();
    expect((await pair.up(policy)).steps).toEqual([]);
    expect([await pair.opens(first), await pair.opens(pair.held)]).toEqual([true, true]);
    await pair.goTo("2027-03-09");
    expect((await pair.up(policy)).steps).toEqual(["update retirement"]);
    expect([await pair.opens(first), await pair.opens(pair.held)]).toEqual([false, true]);
    await pair.destroy();
    expect(await pair.keys()).toEqual([]);
  });

  it("calls the previous key back where a key only says that it is INACTIVE", async () => {
    const pair = await start("status-values", "token-metadata");
    await pair.up(policy);
    const first = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    await pair.goTo("2027-03-09");
    await pair.up(policy);
    expect(await pair.opens(first)).toBe(false);
    await pair.up({ ...policy, use: "previous" });
    expect(await pair.opens(first)).toBe(true);
    expect(pair.held).toBe(first);
  });

  it.each(refused)("says why it cannot rotate under $name", async ({ name, pair: message }) => {
    const pair = await start(name);
    await expect(pair.up(policy)).rejects.toThrow(message);
  });
});
