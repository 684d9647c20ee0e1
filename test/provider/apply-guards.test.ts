import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMark } from "../../src/ownership";
import { call, makeKey, makeUser, opens } from "../emulator/harness";
import {
  failure,
  keyArgs,
  keyOf,
  keyOnServer,
  keysOnServer,
  OWNER,
  roleIds,
  settingsFor,
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

const markOf = async (id: string) => parseMark(String((await userOnServer(world, id))?.description)).mark;

/** A user that was there before, with a key in use. */
const existing = async (fields: Record<string, unknown> = {}) => {
  const made = await makeUser(world.emulator, { friendly_name: "CI", end_date: "2027-12-31", ...fields });
  return { ...made, alive: () => opens(world.emulator, made.key) };
};

/** A person writes another description, and with it erases our mark. */
const describeByHand = async (id: string, description: string) => {
  const accounts = [world.emulator.accountId];
  const body = { friendly_name: "ci", description, email: "team@example.com", accounts, roles: [] };
  expect((await call(world.emulator, "PUT", `/user/${id}`, { body })).status).toBe(200);
};

describe("the fence", () => {
  it("keeps alive the user that `up --replace` took back a moment before", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    const key = keyOf(world);
    await key.up(keyArgs(id));
    expect(await user.up(userArgs(world), { replace: true })).toBe("replace");
    expect(user.id).toBe(id);
    expect(world.notices.join("\n")).toMatch(/was taken back.*\n.*is left alone/);
    expect(await opens(world.emulator, String(key.outputs.value))).toBe(true);
    await key.destroy();
    await user.destroy();
    expect(await userOnServer(world, id)).toBeUndefined();
  });

  it.each([undefined, "retain"])("ends the first key that `up --replace` replaced, onDestroy %s", async (onDestroy) => {
    const user = userOf(world);
    const args = userArgs(world, { initialKey: "keep", ...(onDestroy && { onDestroy }) });
    await user.up(args);
    const before = { id: user.id, value: String(user.outputs.initialApiKey) };
    await user.up(args, { replace: true });
    expect(user.id).toBe(before.id);
    // Else the key before it would stand in no state, and hold up the deletion of its user one day.
    expect(await keysOnServer(world, user.id)).toMatchObject([{ id: user.outputs.initialApiKeyId }]);
    expect(await opens(world.emulator, before.value)).toBe(false);
    expect(await opens(world.emulator, String(user.outputs.initialApiKey))).toBe(true);
    await user.destroy();
    expect((await userOnServer(world, before.id))?.id).toBe(onDestroy && before.id);
  });

  it.each([{ description: "Signs more" }, { enabled: false }])(
    "changes and deletes a user that a killed `up --replace` took back: %o",
    async (change) => {
      const user = userOf(world);
      await user.up(userArgs(world));
      const recorded = user.state;
      await user.up(userArgs(world), { replace: true });
      user.state = recorded; // nobody recorded it
      expect(await user.up(userArgs(world, change))).toBe("update");
      const mark = parseMark(String((await userOnServer(world, user.id))?.description)).mark;
      expect(mark?.nonce).toBe(user.outputs.nonce);
      expect(mark).toMatchObject({ owner: OWNER, hash: recorded?.outputs.ownerHash });
      expect(mark?.nonce).not.toBe(recorded?.outputs.nonce);
      const { id } = user;
      await user.destroy();
      expect(await userOnServer(world, id)).toBeUndefined();
    },
  );

  it.each(["delete", "disable"])("leaves a user alone whose mark a person erased: %s", async (onDestroy) => {
    const user = userOf(world);
    await user.up(userArgs(world, { onDestroy }));
    const { id } = user;
    await describeByHand(id, "mine now");
    await user.destroy();
    expect(await userOnServer(world, id)).toMatchObject({ enabled: true });
    expect(world.notices.at(-1)).toMatch(/left alone: its description no longer carries our mark/);

    const twin = userOf(world);
    await twin.up(userArgs(world, { onDestroy, nickname: "twin" }));
    await twin.destroy();
    const left = await userOnServer(world, twin.id);
    if (onDestroy === "delete") expect(left).toBeUndefined();
    else expect(left).not.toMatchObject({ enabled: true });
  });

  it("writes an erased mark again with the next change", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    await describeByHand(user.id, "");
    await user.refresh();
    expect(await user.up(userArgs(world))).toBe("update");
    expect(await markOf(user.id)).toMatchObject({ owner: OWNER, nonce: user.outputs.nonce });
  });

  it("is mended by the next change after a take-back that was not recorded, and does not send us to ourselves", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    await userOf(world).up(userArgs(world)); // as `up --replace` does, killed before the engine wrote it down
    expect(await markOf(id)).not.toMatchObject({ nonce: user.outputs.nonce });
    const told = world.notices.length;
    await user.refresh();
    expect(world.notices.slice(told)).toEqual([]);
    expect(await user.up(userArgs(world, { description: "Signs more" }))).toBe("update");
    expect(world.notices.at(-1)).toContain(
      "is taken back: its mark is this resource's, but not the one in this state. Either a run was not recorded, or a second copy",
    );
    expect(await markOf(id)).toMatchObject({ owner: OWNER, nonce: user.outputs.nonce });
    await user.destroy();
    expect(await userOnServer(world, id)).toBeUndefined();
  });

  it("holds where a killed `up --replace` is followed by a rename", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    await userOf(world).up(userArgs(world)); // as `up --replace` does, killed before the engine wrote it down
    const owner = "acme/payments/prod/renamed";
    expect(await user.up(userArgs(world, { owner }))).toBe("update");
    expect(await markOf(id)).toEqual({ owner, hash: user.outputs.ownerHash, nonce: user.outputs.nonce });
    await user.destroy();
    expect(await userOnServer(world, id)).toBeUndefined();
  });

  it("holds after a rename of the resource: the mark is written anew, and destroy works", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    const owner = "acme/payments/prod/renamed";
    expect(await user.up(userArgs(world, { owner }))).toBe("update");
    expect(await markOf(id)).toMatchObject({ owner });
    await user.destroy();
    expect(await userOnServer(world, id)).toBeUndefined();
  });
});

describe("the user and key that the provider runs with", () => {
  /** A manager made by hand, that the provider of `own` runs as. */
  const manager = async () => {
    const roles = await roleIds(world, "User manager");
    const made = await existing({ friendly_name: "manager", roles });
    const own = { ...world, env: { ...world.env, ...settingsFor(world.emulator, made.key) } };
    return { ...made, roles, own };
  };

  it("is not stripped, disabled or deleted without allowSelf", async () => {
    const { id, roles, own, alive } = await manager();
    const args = userArgs(own, { nickname: "manager", roleIds: roles, onDuplicate: "adopt", onDestroy: "delete" });
    const stripped = await failure(userOf(own).up({ ...args, roleIds: [], adoptChanges: true }));
    expect(stripped.message).toMatch(
      /user that this provider itself runs as: taking roles, accounts or applications from it/,
    );
    expect(await alive()).toBe(true);
    const user = userOf(own);
    await user.up({ ...args, forceDestroy: true });
    expect(user.id).toBe(id);
    for (const change of [{ roleIds: [] }, { enabled: false }]) {
      const error = await failure(user.up({ ...args, forceDestroy: true, ...change }));
      expect(error.message).toMatch(/this provider itself runs as.*allowSelf: true/s);
    }
    expect((await failure(user.destroy())).message).toMatch(/deleting it would lock the provider out/);
    expect(await alive()).toBe(true);
    expect(await userOnServer(own, id)).toMatchObject({ enabled: true, roles });
    await user.up({ ...args, forceDestroy: true, allowSelf: true });
    await user.destroy();
    expect(await userOnServer(own, id)).toBeUndefined();
  });

  it("is known behind each of several keys", async () => {
    const { key, roles, alive } = await manager();
    const several = { ...world, env: { ...world.env, DIGICERT_ONE_API_KEYS: key } };
    const user = userOf(several);
    const args = { nickname: "manager", roleIds: roles, onDuplicate: "adopt" };
    await user.up(userArgs(several, args));
    const error = await failure(user.up(userArgs(several, { ...args, enabled: false })));
    expect(error.message).toMatch(/this provider itself runs as: disabling/);
    expect(await alive()).toBe(true);
    await user.up(userArgs(several, { ...args, enabled: false, allowSelf: true }));
    expect(await alive()).toBe(false);
  });

  it("neither is its API key disabled nor deleted without allowSelf", async () => {
    const { id, own } = await manager();
    const key = keyOf(world);
    await key.up(keyArgs(id));
    const value = String(key.outputs.value);
    const withIt = { ...own, env: { ...own.env, ...settingsFor(world.emulator, value) } };
    const same = keyOf(withIt);
    same.state = key.state;
    const disabled = await failure(same.up(keyArgs(id, { enabled: false })));
    expect(disabled.message).toMatch(/is the key that this provider itself runs with: disabling/);
    expect((await failure(same.destroy())).message).toMatch(/deleting it would lock the provider out/);
    expect(await opens(world.emulator, value)).toBe(true);
    await same.up(keyArgs(id, { allowSelf: true }));
    await same.destroy();
    expect(await keyOnServer(world, key.id)).toBeUndefined();
  });

  it("nor is an initial key that it runs with", async () => {
    const [role = ""] = await roleIds(world, "User manager");
    const user = userOf(world);
    await user.up(userArgs(world, { initialKey: "keep", roleIds: [role] }));
    const value = String(user.outputs.initialApiKey);
    const own = userOf({ ...world, env: { ...world.env, ...settingsFor(world.emulator, value) } });
    own.state = user.state;
    const args = userArgs(world, { initialKey: "delete", roleIds: [role] });
    expect((await failure(own.up(args))).message).toMatch(/is the key that this provider itself runs with/);
    expect(await opens(world.emulator, value)).toBe(true);
    await own.up({ ...args, allowSelf: true });
    expect(await opens(world.emulator, value)).toBe(false);
  });
});

/** A service user without a role. */
const WEAK = { user_type: "service", friendly_name: "weak", email: "d@example.com" };

describe("a tenant that gives a user one key only", () => {
  it("says so and names initialKey, for keys and for a first key to be made again", async () => {
    await world.emulator.close();
    world = await startWorld({ variants: ["single-key"] });
    const user = userOf(world);
    await user.up(userArgs(world));
    const error = await failure(keyOf(world).up(keyArgs(user.id)));
    expect(error.message).toMatch(
      /answered 403 .*lack a role.*does not let one user make a key for another.*initialKey: "keep"/s,
    );
    const kept = userOf(world);
    await kept.up(userArgs(world, { nickname: "kept", initialKey: "keep" }));
    expect(await keysOnServer(world, kept.id)).toHaveLength(1);
    expect(await opens(world.emulator, String(kept.outputs.initialApiKey))).toBe(true);
  });

  it("names the role first where that is what is missing", async () => {
    const weak = await world.emulator.addUser({ ...WEAK, apiKey: true });
    const { user } = await world.emulator.addUser(WEAK);
    const own = keyOf({ ...world, env: { ...world.env, ...settingsFor(world.emulator, String(weak.apiKey)) } });
    const { message } = await failure(own.up(keyArgs(String(user.id))));
    expect(message).toMatch(/answered 403 \(.+MANAGE_AM_USER.+\).*may lack a role: add one/s);
  });

  it("is not what a 403 speaks of that says that the name is taken, to a key or to a first key made again", async () => {
    const kept = userOf(world);
    await kept.up(userArgs(world, { initialKey: "keep" }));
    await call(world.emulator, "DELETE", `/api-access-token/${String(kept.outputs.initialApiKeyId)}`);
    await kept.refresh();
    const match = { method: "POST", path: "/api-access-token" };
    await world.emulator.addFault({ kind: "status", status: 403, code: "duplicate_error", match });
    const again = (await failure(kept.up(userArgs(world, { initialKey: "keep" })))).message;
    expect(again).toMatch(/is not finished: .* answered 403 duplicate_error: .* Choose another name/);
    const minted = (await failure(keyOf(world).up(keyArgs(kept.id)))).message;
    expect(minted).toMatch(/^Every name that was drawn .* is taken\. DigiCert ONE answered 403 duplicate_error/);
    for (const message of [again, minted]) expect(message).not.toContain("for another");
  });
});

describe("other people's keys on a user", () => {
  it("that are disabled or expired do not keep it from being deleted; one in force does", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = await makeKey(world.emulator, user.id, "by hand");
    expect((await failure(user.destroy())).message).toContain('"by hand"');
    const body = { name: "by hand", enabled: false };
    await call(world.emulator, "PUT", `/api-access-token/${id}`, { body });
    const gone = user.id;
    await user.destroy();
    expect(await userOnServer(world, gone)).toBeUndefined();
  });
});
