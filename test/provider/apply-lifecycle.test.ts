import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { call, makeKey } from "../emulator/harness";
import {
  failure,
  firstKeyIn,
  keyArgs,
  keyOf,
  keyOnServer,
  keysOnServer,
  NO_KEY,
  roleIds,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "./apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

describe("a service user", () => {
  it("is made with its values, its mark, and without the key that came with it", async () => {
    const user = userOf(world);
    const [role = ""] = await roleIds(world, "Auditor");
    expect(await user.up(userArgs(world, { roleIds: [role] }))).toBe("create");
    expect(await userOnServer(world, user.id)).toMatchObject({
      friendly_name: "ci",
      description: expect.stringMatching(
        /^Signs releases \(pulumi: acme\/payments\/prod\/ci #[0-9a-f]{12}\.[0-9a-f]{20}\)$/,
      ),
      email: "team@example.com",
      accounts: [world.emulator.accountId],
      roles: [role],
      end_date: "2027-12-31",
      enabled: true,
    });
    expect(await keysOnServer(world, user.id)).toEqual([]);
    expect(user.outputs).toMatchObject({
      nickname: "ci",
      description: "Signs releases",
      status: "ACTIVE",
      endDate: "2027-12-31",
      roleIds: [role],
    });
    expect(firstKeyIn(user.outputs)).toEqual(NO_KEY);
    expect(await user.up(userArgs(world, { roleIds: [role] }))).toBe("same");
  });

  it("keeps the key that came with it when told to, and loses its value to no refresh", async () => {
    const user = userOf(world);
    const kept = userArgs(world, { initialKey: "keep", roleIds: await roleIds(world, "Auditor") });
    await user.up(kept);
    const [key] = await keysOnServer(world, user.id);
    const value = String(user.outputs.initialApiKey);
    expect(user.outputs.initialApiKeyId).toBe(key?.id);
    expect((await call(world.emulator, "GET", "/user/me", { key: value })).object.id).toBe(user.id);
    await user.refresh();
    expect(user.outputs.initialApiKey).toBe(value);
    expect(await user.up(kept)).toBe("same");
    expect(await user.up({ ...kept, initialKey: "delete" })).toBe("update");
    expect(await keysOnServer(world, user.id)).toEqual([]);
    expect(firstKeyIn(user.outputs)).toEqual(NO_KEY);
  });

  it("is changed in place, everything at once, and keeps its id", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    const [role = ""] = await roleIds(world, "Auditor");
    const { id: account } = await world.emulator.addAccount({ name: "Second" });
    const changed = userArgs(world, {
      nickname: "ci-renamed",
      description: "Signs more",
      email: "other@example.com",
      accountIds: [account, world.emulator.accountId],
      primaryAccountId: account,
      roleIds: [role],
      endDate: "2028-06-30",
      enabled: false,
    });
    expect(await user.up(changed)).toBe("update");
    expect(user.id).toBe(id);
    expect(await userOnServer(world, id)).toMatchObject({
      friendly_name: "ci-renamed",
      description: expect.stringContaining("Signs more (pulumi: acme/payments/prod/ci #"),
      email: "other@example.com",
      accounts: [account, world.emulator.accountId],
      primary_account_id: account,
      roles: [role],
      end_date: "2028-06-30",
      enabled: false,
    });
    expect(user.outputs).toMatchObject({ status: "DISABLED", enabled: false, endDate: "2028-06-30" });
    expect(await user.up(changed)).toBe("same");
    expect(await user.up({ ...changed, enabled: true })).toBe("update");
    expect(await userOnServer(world, id)).toMatchObject({ enabled: true });
  });

  it("loses its end date when the program drops it", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    expect(await user.up(userArgs(world, { endDate: undefined }))).toBe("update");
    expect(await userOnServer(world, user.id)).not.toHaveProperty("end_date");
    expect(user.outputs).toMatchObject({ endDate: "" });
  });

  it("is deleted, or disabled, or retained", async () => {
    for (const [onDestroy, expected] of [
      ["delete", undefined],
      ["disable", { enabled: false }],
      ["retain", { enabled: true }],
    ] as const) {
      const user = userOf(world);
      await user.up(userArgs(world, { nickname: `ci-${onDestroy}`, onDestroy }));
      const { id } = user;
      await user.destroy();
      const left = await userOnServer(world, id);
      if (expected) expect(left).toMatchObject(expected);
      else expect(left).toBeUndefined();
    }
  });

  it("is destroyed although it is gone already, whatever destroying means", async () => {
    for (const onDestroy of ["delete", "disable"]) {
      const user = userOf(world);
      await user.up(userArgs(world, { onDestroy }));
      await call(world.emulator, "DELETE", `/user/${user.id}`);
      expect(await user.destroy()).toBe("delete");
    }
  });

  it("is written again once after a version clash, and explained after a second", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const clash = { match: { method: "PUT", path: "/user/*" }, kind: "status", status: 409 } as const;
    await world.emulator.addFault({ ...clash, times: 1 });
    expect(await user.up(userArgs(world, { description: "one" }))).toBe("update");
    expect(user.outputs.description).toBe("one");
    await world.emulator.addFault(clash);
    const error = await failure(user.up(userArgs(world, { description: "two" })));
    expect(error.message).toMatch(/being changed by somebody else.*refused our change twice.*up --refresh/s);
    await world.emulator.clearFaults();
    expect(await user.up(userArgs(world, { description: "two" }))).toBe("update");
  });

  it("says so when it is gone and was to be changed", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    await call(world.emulator, "DELETE", `/user/${user.id}`);
    const error = await failure(user.up(userArgs(world, { description: "new" })));
    expect(error.message).toMatch(/is gone.*pulumi up --refresh/s);
    expect(await user.refresh()).toBe("gone");
    expect(await user.up(userArgs(world, { description: "new" }))).toBe("create");
  });
});

describe("an API key", () => {
  const newUser = async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { roleIds: await roleIds(world, "Auditor") }));
    return user;
  };

  it("is made with a generated name and opens the API; its value survives a refresh", async () => {
    const user = await newUser();
    const key = keyOf(world);
    expect(await key.up(keyArgs(user.id))).toBe("create");
    const value = String(key.outputs.value);
    expect(key.outputs.name).toMatch(/^ci-2027-03-01-[0-9a-f]{8}$/);
    expect(key.outputs).toMatchObject({
      issuedOn: "2026-12-01",
      endDate: "2027-03-01",
      rotateOn: "2027-01-30",
      status: "ACTIVE",
      serviceUserId: user.id,
    });
    expect((await call(world.emulator, "GET", "/user/me", { key: value })).object.id).toBe(user.id);
    await key.refresh();
    expect(key.outputs.value).toBe(value);
    expect(await key.up(keyArgs(user.id))).toBe("same");
  });

  it("moves its end and is switched off and on in place", async () => {
    const user = await newUser();
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    const { id } = key;
    expect(await key.up(keyArgs(user.id, { lifetimeDays: 120, enabled: false }))).toBe("update");
    expect(await keyOnServer(world, id)).toMatchObject({ end_date: "2027-03-31", enabled: false });
    expect(key.outputs).toMatchObject({ endDate: "2027-03-31", rotateOn: "2027-03-01", status: "DISABLED" });
    expect(await key.up(keyArgs(user.id, { lifetimeDays: 120, enabled: true }))).toBe("update");
    expect(await keyOnServer(world, id)).toMatchObject({ end_date: "2027-03-31", enabled: true });
    expect(key.id).toBe(id);
  });

  // A day kept empty from before would show as a change in every run that follows.
  it("that had no end is given a lifetime, in place, with the day on which it rotates", async () => {
    const user = await newUser();
    const key = keyOf(world);
    const endless = { serviceUserId: user.id, namePrefix: "ci" };
    const living = { ...endless, lifetimeDays: 90, rotateBeforeDays: 30 };
    await key.up(endless);
    expect(key.outputs).toMatchObject({ endDate: "", rotateOn: "" });
    expect(await key.up(living)).toBe("update");
    expect(key.outputs).toMatchObject({ endDate: "2027-03-01", rotateOn: "2027-01-30" });
    expect(await key.up(living)).toBe("same");
    expect(await key.up(endless)).toBe("update");
    expect(key.outputs).toMatchObject({ endDate: "", rotateOn: "" });
    expect(await key.up(endless)).toBe("same");
  });

  it("is replaced by a change of triggers, and the old one goes last", async () => {
    const user = await newUser();
    const key = keyOf(world);
    await key.up(keyArgs(user.id, { triggers: { reason: "1" } }));
    const { id } = key;
    expect(await key.up(keyArgs(user.id, { triggers: { reason: "2" } }))).toBe("replace");
    expect(key.id).not.toBe(id);
    expect((await keysOnServer(world, user.id)).map((token) => token.id)).toEqual([key.id]);
    const calls = (await world.emulator.journal()).filter(({ path }) => path.includes("/api-access-token"));
    expect(calls.at(-1)).toMatchObject({ method: "DELETE", path: expect.stringContaining(id) });
  });

  it("keeps the name and the end that a person gave it when it is only switched off", async () => {
    const user = await newUser();
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    const body = { name: "renamed by hand", end_date: "2027-02-02", enabled: true };
    await call(world.emulator, "PUT", `/api-access-token/${key.id}`, { body });
    await key.up(keyArgs(user.id, { enabled: false }));
    expect(await keyOnServer(world, key.id)).toMatchObject({ ...body, enabled: false });
  });

  it("is disabled instead of deleted where destroying means that, and gone already is success", async () => {
    const user = await newUser();
    const key = keyOf(world);
    await key.up(keyArgs(user.id, { onDestroy: "disable" }));
    const { id } = key;
    await key.destroy();
    expect(await keyOnServer(world, id)).toMatchObject({ enabled: false });
    for (const onDestroy of ["delete", "disable"]) {
      const gone = keyOf(world);
      await gone.up(keyArgs(user.id, { onDestroy }));
      await call(world.emulator, "DELETE", `/api-access-token/${gone.id}`);
      expect(await gone.destroy()).toBe("delete");
    }
  });

  it("says that the user must live longer when it would outlive it", async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { endDate: "2027-01-15" }));
    const error = await failure(keyOf(world).up(keyArgs(user.id)));
    expect(error.message).toMatch(/was to end on 2027-03-01.*may not outlive.*serviceUserEndDate/s);
    const capped = keyOf(world);
    await capped.up(keyArgs(user.id, { serviceUserEndDate: "2027-01-15" }));
    expect(capped.outputs.endDate).toBe("2027-01-15");
  });

  it("names the user that is not there", async () => {
    const error = await failure(keyOf(world).up(keyArgs("00000000-0000-4000-8000-000000000000")));
    expect(error.message).toMatch(/no service user 00000000-0000-4000-8000-000000000000/);
  });

  it("is not the user's to lose: other people's keys keep a user from being deleted", async () => {
    const user = await newUser();
    const { id } = await makeKey(world.emulator, user.id, "by hand");
    const error = await failure(user.destroy());
    expect(error.message).toMatch(/still holds 1 enabled API key.*"by hand".*forceDestroy: true/s);
    expect(await userOnServer(world, user.id)).toBeDefined();
    expect(await keyOnServer(world, id)).toMatchObject({ enabled: true });
    await user.up(userArgs(world, { forceDestroy: true }));
    await user.destroy();
    expect(await keyOnServer(world, id)).toBeUndefined();
  });
});
