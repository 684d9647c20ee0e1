import { afterEach, describe, expect, it } from "vitest";
import { variantNames } from "../../src/emulator";
import { Pair, type PairArgs } from "./rotating-pair";

const policy: PairArgs = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };

/** Other readings of the API under which a pair cannot live, with what it says instead. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "asked-life-granted": /granted the new key less life than asked/,
  "grants-less": /granted the new key less life than asked/,
  "single-key": /one key per service user/,
};

/** Tells host names apart; the emulator has one address. */
const ELSEWHERE = ["another-host"];

const pairs: Pair[] = [];
afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.emulator.close();
});

async function start(...variants: string[]): Promise<Pair> {
  const pair = await Pair.start("2027-01-01", { variants });
  pairs.push(pair);
  return pair;
}

describe("a pair under every other reading of the API's assumptions", () => {
  it.each(variantNames.filter((variant) => !(variant in REFUSED || ELSEWHERE.includes(variant))))(
    "rotates and retires under %s",
    async (variant) => {
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
    },
  );

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

  it.each(Object.entries(REFUSED))("says why it cannot rotate under %s", async (variant, message) => {
    const pair = await start(variant);
    await expect(pair.up(policy)).rejects.toThrow(message);
    expect(variantNames).toContain(variant);
  });
});
