import { afterEach, describe, expect, it } from "vitest";
import type { EmulatorOptions } from "../../src/emulator";
import { Pair, type PairArgs } from "./rotating-pair";

const policy: PairArgs = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
const pairs: Pair[] = [];

/** A pair on 2027-01-01, its first key made: due on 2027-03-02, ends on 2027-04-01. */
async function began(options: EmulatorOptions = {}): Promise<Pair> {
  const pair = await Pair.start("2027-01-01", options);
  pairs.push(pair);
  await pair.up(policy);
  return pair;
}

/** The same a day after its first rotation, on 2027-03-03: the overlap ends on 2027-03-09. */
async function rotated(): Promise<Pair> {
  const pair = await began();
  await pair.goTo("2027-03-02");
  await pair.up(policy);
  await pair.goTo("2027-03-03");
  return pair;
}

afterEach(async () => {
  for (const pair of pairs.splice(0)) await pair.emulator.close();
});

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
    const pair = await Pair.start("2027-01-01", { variants: ["grants-less"] });
    pairs.push(pair);
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
      "refuses it (401). The key was deleted again and the key before it stays.",
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

describe("the provider's own key", () => {
  it("is rotated by the program that it runs, with no moment in which neither key works", async () => {
    const pair = await Pair.start("2027-01-01");
    pairs.push(pair);
    const own = { ...policy, serviceUserId: (await pair.client.serviceUsers.me()).id };
    const store = () => {
      pair.env.DIGICERT_ONE_API_KEY = pair.held;
    };
    await pair.up(own);
    store();
    const first = pair.held;
    for (const day of ["2027-03-02", "2027-05-01", "2027-06-30"]) {
      await pair.goTo(day);
      const before = pair.held;
      await pair.up(own);
      expect(pair.held).not.toBe(before);
      expect([await pair.opens(before), await pair.opens(pair.held)]).toEqual([true, true]);
      if (day === "2027-03-02") {
        await pair.goTo("2027-03-09");
        await expect(pair.up(own)).rejects.toThrow("Give the provider the newest key first, then run again.");
        expect(await pair.opens(before)).toBe(true); // forgotten, and still nobody is locked out
      }
      store();
      await pair.goOn(7);
      await pair.up(own);
      expect([await pair.opens(before), await pair.opens(pair.held)]).toEqual([false, true]);
    }
    expect(await pair.opens(first)).toBe(false);
  });

  it("is not deleted by the rotation after it either", async () => {
    const pair = await rotated();
    const own = String(pair.stored("a").outs.value);
    await pair.goTo("2027-03-31");
    const admin = pair.env.DIGICERT_ONE_API_KEY ?? "";
    pair.env.DIGICERT_ONE_API_KEY = own;
    await expect(pair.up({ ...policy, revoke: { leaked: "yes" } })).rejects.toThrow(
      "is the key that this provider itself runs with: deleting it would lock the provider out.",
    );
    expect(await pair.opens(own)).toBe(true);
    pair.env.DIGICERT_ONE_API_KEY = admin;
  });

  it("is neither disabled nor deleted under the provider that runs with it", async () => {
    const pair = await began();
    const own = pair.held;
    await pair.goTo("2027-03-02");
    await pair.up(policy);
    await pair.goTo("2027-03-09");
    const admin = pair.env.DIGICERT_ONE_API_KEY ?? "";
    pair.env.DIGICERT_ONE_API_KEY = own;
    await expect(pair.up(policy)).rejects.toThrow("is the key that this provider itself runs with");
    expect(await pair.opens(own)).toBe(true);
    pair.env.DIGICERT_ONE_API_KEY = admin;
    await pair.up(policy);
    expect(await pair.opens(own)).toBe(false);
  });
});
