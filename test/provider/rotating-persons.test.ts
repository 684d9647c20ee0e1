import { describe, expect, it } from "vitest";
import { began, policy, rotated } from "./rotating-began";

describe("what persons do", () => {
  it("a deleted previous key leaves its place empty; none is made", async () => {
    const pair = await rotated();
    const [old] = await pair.keys();
    await pair.client.apiKeys.delete(old?.id ?? "");
    await pair.refresh();
    expect((await pair.up(policy)).steps).toEqual(["create a", "update retirement"]);
    expect(pair.stored("a").id).toBe("empty");
    expect(await pair.keys()).toHaveLength(1);
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("a deleted newest key is made again after a refresh", async () => {
    const pair = await rotated();
    const [, newest] = await pair.keys();
    await pair.client.apiKeys.delete(newest?.id ?? "");
    await pair.refresh();
    expect((await pair.up(policy)).steps).toContain("create b");
    expect(await pair.opens(pair.held)).toBe(true);
  });

  it("a refresh of what nobody touched changes nothing, and calls nothing but GET", async () => {
    const pair = await rotated();
    await pair.emulator.clearJournal();
    await pair.refresh();
    const methods = (await pair.emulator.journal()).map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(["GET"]));
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("a disabled newest key keeps the old one from being disabled", async () => {
    const pair = await rotated();
    const [, newest] = await pair.keys();
    const { name = "", endDate = "" } = await pair.client.apiKeys.get(newest?.id ?? "");
    await pair.client.apiKeys.update(newest?.id ?? "", { name, endDate, enabled: false });
    await pair.goTo("2027-03-09");
    await expect(pair.up(policy)).rejects.toThrow(
      /The newest key .* is DISABLED\. The previous key .* stays enabled\./,
    );
    expect((await pair.keys())[0]?.enabled).toBe(true);
    await pair.client.apiKeys.update(newest?.id ?? "", { name, endDate, enabled: true });
    await pair.up(policy);
    expect((await pair.keys())[0]?.enabled).toBe(false);
  });

  it("a disabled newest key stays disabled when its end is moved", async () => {
    const pair = await began();
    const [key] = await pair.keys();
    const { name = "", endDate = "" } = await pair.client.apiKeys.get(key?.id ?? "");
    await pair.client.apiKeys.update(key?.id ?? "", { name, endDate, enabled: false });
    await pair.up({ ...policy, lifetimeDays: 120 });
    expect(await pair.keys()).toMatchObject([{ enabled: false, endDate: "2027-05-01" }]);
  });

  it("a schedule that is replaced makes a new key, hands it over, and then deletes the old one", async () => {
    const pair = await began();
    const old = pair.held;
    const { steps } = await pair.up(policy, { replace: "schedule" });
    expect(steps).toContain("replace schedule");
    expect(pair.held).not.toBe(old);
    expect(await pair.opens(old)).toBe(false);
    expect(await pair.keys()).toHaveLength(1);
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("another service user gets keys of its own, and the first one's go", async () => {
    const pair = await rotated();
    const other = await pair.makeUser("other");
    await pair.up({ ...policy, serviceUserId: other });
    expect(await pair.keys()).toEqual([]);
    expect(await pair.keys(other)).toHaveLength(1);
    expect((await pair.up({ ...policy, serviceUserId: other })).steps).toEqual([]);
  });
});
