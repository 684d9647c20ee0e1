import { describe, expect, it } from "vitest";
import { began, policy, rotated, started } from "./rotating-began";

describe("a pair of rotating keys", () => {
  it("begins with one key, and a second run changes nothing", async () => {
    const pair = await began();
    expect(await pair.keys()).toMatchObject([{ enabled: true, endDate: "2027-04-01" }]);
    expect(await pair.opens(pair.held)).toBe(true);
    expect(pair.stored("b")).toMatchObject({ id: "empty", outs: { value: "", name: "" } });
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("shows a rotation in the preview of its day and of thirty days before as of it, and on no other day", async () => {
    const pair = await began();
    await pair.goTo("2027-01-31");
    expect((await pair.preview(policy)).steps).toEqual([]);
    const shown = ["update schedule", "replace b", "update retirement"];
    expect(await pair.preview(policy, "2027-03-02")).toMatchObject({ steps: shown, value: undefined });
    expect((await pair.preview(policy, "2027-03-01")).steps).toEqual([]);
    await pair.goTo("2027-03-02");
    expect((await pair.preview(policy)).steps).toEqual(shown);
    expect(await pair.keys()).toHaveLength(1); // nothing was done
  });

  it("makes the new key in the other place, hands it over, and lets the old one work on", async () => {
    const pair = await began();
    const old = pair.held;
    await pair.goTo("2027-03-02");
    expect((await pair.up(policy)).steps).toEqual(["update schedule", "replace b", "update retirement"]);
    expect(pair.held).not.toBe(old);
    expect(await Promise.all([pair.opens(old), pair.opens(pair.held)])).toEqual([true, true]);
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("disables the old key when the overlap is over, without a change for consumers", async () => {
    const pair = await rotated();
    const [old] = await pair.keys();
    await pair.goTo("2027-03-08");
    expect((await pair.up(policy)).steps).toEqual([]);
    await pair.goTo("2027-03-09");
    expect(await pair.preview(policy)).toMatchObject({ steps: ["update retirement"], value: pair.held });
    const before = pair.held;
    await pair.up(policy);
    expect(pair.held).toBe(before);
    expect((await pair.keys()).map(({ enabled }) => enabled)).toEqual([false, true]);
    expect((await pair.keys())[0]).toMatchObject({ id: old?.id, endDate: "2027-04-01" });
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("deletes the old key when its place is used again", async () => {
    const pair = await rotated();
    const [first, second] = await pair.keys();
    await pair.goTo("2027-05-01");
    expect((await pair.up(policy)).steps).toContain("replace a");
    const keys = await pair.keys();
    expect(keys.map(({ id }) => id)).not.toContain(first?.id);
    expect(keys).toHaveLength(2);
    expect(keys[0]?.id).toBe(second?.id);
  });

  it("empties the place of an old key that has ended, and makes none there", async () => {
    const pair = await rotated();
    await pair.goTo("2027-04-02");
    await pair.up(policy);
    expect(pair.stored("a").id).toBe("empty");
    expect(await pair.keys()).toHaveLength(1);
    expect((await pair.up(policy)).steps).toEqual([]);
  });

  it("deletes both keys when destroyed", async () => {
    const pair = await rotated();
    expect(await pair.keys()).toHaveLength(2);
    await pair.destroy();
    expect(await pair.keys()).toEqual([]);
  });

  it("moves the end of the newest key in place, and leaves the old one's alone", async () => {
    const pair = await rotated();
    const longer = { ...policy, lifetimeDays: 120 };
    expect((await pair.up(longer)).steps).toContain("update b");
    expect((await pair.keys()).map(({ endDate }) => endDate)).toEqual(["2027-04-01", "2027-06-30"]);
    expect((await pair.up(longer)).steps).toEqual([]);
  });
});

describe("a mint that fails", () => {
  const broken = {
    match: { method: "POST", path: "/account/api/v1/api-access-token" },
    kind: "status",
    status: 403,
  } as const;

  it("leaves consumers their key; a run two weeks late makes it, and the overlap counts from that day", async () => {
    const pair = await began();
    const old = pair.held;
    await pair.goTo("2027-03-02");
    await pair.emulator.addFault(broken);
    await expect(pair.up(policy)).rejects.toThrow("one key per service user");
    expect(pair.held).toBe(old);
    expect(await pair.opens(old)).toBe(true);

    await pair.emulator.clearFaults();
    await pair.goTo("2027-03-16");
    expect((await pair.up(policy)).steps).toEqual(["replace b", "update retirement"]);
    expect(pair.held).not.toBe(old);
    expect(pair.stored("retirement").outs.retireOn).toBe("2027-03-23");
    expect(await pair.opens(old)).toBe(true);
    await pair.goTo("2027-03-23");
    await pair.up(policy);
    expect(await pair.opens(old)).toBe(false);
    expect(await pair.opens(pair.held)).toBe(true);
  });

  it("is undone when the server grants less life than asked, with the days to set", async () => {
    const pair = await started({ variants: ["grants-less"] });
    await expect(pair.up(policy)).rejects.toThrow(
      /granted the new key less life than asked: until .*, not 2027-04-01, 90 days\..*Set lifetimeDays to at most \d+,/,
    );
    expect(await pair.keys()).toEqual([]);
  });

  it("leaves no older key in the place of the one that was never made", async () => {
    const pair = await began();
    const triggered = (reason: string) => ({ ...policy, triggers: { reason } });
    await pair.goTo("2027-01-10");
    await pair.up(triggered("one"));
    await pair.goTo("2027-01-20");
    await pair.emulator.addFault({ ...broken, times: 1 });
    await expect(pair.up(triggered("two"))).rejects.toThrow("one key per service user");
    expect(pair.stored("a").outs.name).not.toBe(""); // the first key, alive: nothing was made in its place
    await pair.goTo("2027-01-30");
    expect((await pair.up(triggered("three"))).steps).toContain("replace a");
    expect(pair.stored("a").id).toBe("empty");
    expect(await pair.keys()).toHaveLength(1);
    expect(await pair.opens(pair.held)).toBe(true);
  });

  it("is undone when the engine is gone", async () => {
    const pair = await began();
    await pair.goTo("2027-03-02");
    pair.engineIsAlive = false;
    await expect(pair.up(policy)).rejects.toThrow("The engine is gone");
    expect(await pair.keys()).toHaveLength(1);
  });
});

describe("a new key", () => {
  const refused = { match: { method: "GET", path: "/account/api/v1/user/me" }, kind: "status", status: 401 } as const;

  it("is waited for while it is not accepted yet", async () => {
    const pair = await began();
    await pair.goTo("2027-03-02");
    await pair.emulator.addFault({ ...refused, times: 2 });
    await pair.up(policy);
    expect(await pair.keys()).toHaveLength(2);
    const asked = (await pair.emulator.journal()).filter(({ path, status }) => path.endsWith("/me") && status === 401);
    expect(asked).toHaveLength(2);
  });

  it("that never works is deleted, and the old one stays", async () => {
    const pair = await began();
    const old = pair.held;
    await pair.goTo("2027-03-02");
    await pair.emulator.addFault({ ...refused, times: 100 });
    await expect(pair.up(policy)).rejects.toThrow(
      "does not accept it (401). The key was deleted again, and a key before it stays.",
    );
    await pair.emulator.clearFaults();
    expect(await pair.keys()).toHaveLength(1);
    expect(await pair.opens(old)).toBe(true);
    expect((await pair.up(policy)).steps).toContain("replace b");
  });

  it("of a disabled user is not waited for: that user is refused whatever the key", async () => {
    const pair = await began();
    await pair.goTo("2027-03-02");
    await pair.client.serviceUsers.disable(pair.userId);
    await pair.up(policy);
    expect(await pair.keys()).toHaveLength(2);
  });

  it("that was neither seen to work nor could be deleted is kept in state as that", async () => {
    const pair = await began();
    await pair.goTo("2027-03-02");
    await pair.emulator.addFault({ ...refused, times: 100 });
    const stuck = {
      match: { method: "DELETE", path: "/account/api/v1/api-access-token/*" },
      kind: "status",
      status: 403,
    } as const;
    await pair.emulator.addFault({ ...stuck, times: 100 });
    const error = await pair.up(policy).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      properties: { unproven: true },
      reasons: [expect.stringContaining("was not seen to work"), expect.any(String), expect.any(String)],
    });
  });
});
