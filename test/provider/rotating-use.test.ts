import { describe, expect, it } from "vitest";
import { began, policy, rotated } from "./rotating-began";
import type { PairArgs } from "./rotating-pair";

describe('use: "previous"', () => {
  const back: PairArgs = { ...policy, use: "previous" };

  it("gives consumers the key before back, and holds rotation and retirement until it is taken out", async () => {
    const pair = await began();
    const first = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    const second = pair.held;
    await pair.up(back);
    expect(pair.held).toBe(first);
    await pair.goTo("2027-03-20");
    expect((await pair.up(back)).steps).toEqual([]);
    expect(await pair.opens(first)).toBe(true);
    await pair.up(policy);
    expect(pair.held).toBe(second);
    expect(await pair.opens(first)).toBe(false);
  });

  it("calls a key back that was disabled already", async () => {
    const pair = await began();
    const first = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    await pair.goTo("2027-03-09");
    await pair.up(policy);
    expect(await pair.opens(first)).toBe(false);
    expect((await pair.up(back)).steps).toEqual(["update schedule", "update retirement"]);
    expect(pair.held).toBe(first);
    expect(await pair.opens(first)).toBe(true);
  });

  it("fails where there is no key before", async () => {
    const pair = await began();
    await expect(pair.preview(back)).rejects.toThrow("holds no previous key");
  });

  it("says that rotation is held once it is due", async () => {
    const pair = await rotated();
    await pair.up(back);
    expect((await pair.preview(back)).notices.join()).not.toContain("held");
    expect((await pair.preview(back, "2027-05-01")).notices.join()).toContain("Rotation is held because use is");
  });
});
