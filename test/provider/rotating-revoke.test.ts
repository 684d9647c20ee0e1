import { describe, expect, it } from "vitest";
import { began, policy, rotated } from "./rotating-began";

describe("revoke", () => {
  const revoke = { leaked: "2027-03-03" };

  it("makes a new key and deletes both older ones in the same run", async () => {
    const pair = await rotated();
    const before = await pair.keys();
    expect(before).toHaveLength(2);
    const { steps } = await pair.up({ ...policy, revoke });
    expect([...steps].sort()).toEqual(["replace a", "replace b", "update retirement", "update schedule"]);
    const after = await pair.keys();
    expect(after).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
    expect(await pair.opens(pair.held)).toBe(true);
  });

  it("does nothing more when it is left in, and nothing when it is taken out", async () => {
    const pair = await rotated();
    await pair.up({ ...policy, revoke });
    const [key] = await pair.keys();
    expect((await pair.up({ ...policy, revoke })).steps).toEqual([]);
    expect((await pair.up(policy)).steps).toEqual(["update schedule"]);
    expect(await pair.keys()).toEqual([key]);
    expect((await pair.up({ ...policy, revoke: { leaked: "again" } })).steps).toContain("replace b");
  });
});

describe("triggers", () => {
  it("rotate now, with overlap", async () => {
    const pair = await began();
    const old = pair.held;
    await pair.goTo("2027-01-10");
    await pair.up({ ...policy, triggers: { reason: "audit" } });
    expect(pair.held).not.toBe(old);
    expect(await pair.opens(old)).toBe(true);
    expect((await pair.up({ ...policy, triggers: { reason: "audit" } })).steps).toEqual([]);
  });

  it("are refused in preview during an overlap, with the day it ends", async () => {
    const pair = await rotated();
    const triggered = { ...policy, triggers: { reason: "audit" } };
    await expect(pair.preview(triggered)).rejects.toThrow("until the overlap ends on 2027-03-09");
    await pair.goTo("2027-03-09");
    expect((await pair.preview(triggered)).steps).toContain("replace a");
  });
});
