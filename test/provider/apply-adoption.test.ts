import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMark } from "../../src/ownership";
import { makeUser, opens } from "../emulator/harness";
import {
  failure,
  firstKeyIn,
  NO_KEY,
  OWNER,
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

const markOf = async (id: string) => parseMark(String((await userOnServer(world, id))?.description)).mark;

/** A user that was there before, with a key in use. */
const existing = async (fields: Record<string, unknown> = {}) => {
  const made = await makeUser(world.emulator, { friendly_name: "CI", end_date: "2027-12-31", ...fields });
  return { ...made, alive: () => opens(world.emulator, made.key) };
};

describe("a taken nickname", () => {
  it("fails by default, with the id, the day, every difference and the line to add; nothing is written", async () => {
    const [role = ""] = await roleIds(world, "Auditor");
    const user = await existing({ roles: [role], email: "else@example.com" });
    const before = await userOnServer(world, user.id);
    const error = await failure(userOf(world).up(userArgs(world)));
    expect(error.message).toContain(
      `"CI" is held by service user ${user.id}, created 2026-12-01, with no owner's mark`,
    );
    expect(error.message).toContain("email: it has else@example.com, the program declares team@example.com");
    expect(error.message).toContain(`roleIds: it has ${role}, the program declares (none) (needs adoptChanges)`);
    expect(error.message).toContain('add: onDuplicate: "adopt", adoptChanges: true');
    expect(await userOnServer(world, user.id)).toEqual(before);
    expect(await user.alive()).toBe(true);
  });

  it("is adopted: mark, values, its keys untouched, retained by destroy, and deleted only if told", async () => {
    const user = await existing();
    const adopted = userOf(world);
    expect(await adopted.up(userArgs(world, { onDuplicate: "adopt" }))).toBe("create");
    expect(adopted.id).toBe(user.id);
    expect(await markOf(user.id)).toMatchObject({ owner: OWNER, nonce: expect.stringMatching(/^x[0-9a-f]{20}$/) });
    expect(adopted.outputs).toMatchObject({ adopted: true, nickname: "ci" });
    expect(firstKeyIn(adopted.outputs)).toEqual(NO_KEY);
    expect(await adopted.up(userArgs(world, { onDuplicate: "adopt" }))).toBe("same");
    expect(await user.alive()).toBe(true);
    await adopted.destroy();
    expect(await user.alive()).toBe(true);
    expect(world.notices.at(-1)).toMatch(/is left as it is \(it was adopted, not made here\)/);

    const twin = userOf(world);
    await twin.up(userArgs(world, { onDuplicate: "adopt", onDestroy: "delete", forceDestroy: true }));
    await twin.destroy();
    expect(await userOnServer(world, user.id)).toBeUndefined();
  });

  it("stays adopted when the record of the adoption is lost", async () => {
    const user = await existing();
    await userOf(world).up(userArgs(world, { onDuplicate: "adopt" }));
    const again = userOf(world);
    await again.up(userArgs(world));
    expect(again.id).toBe(user.id);
    expect(again.outputs.adopted).toBe(true);
    await again.destroy();
    expect(await user.alive()).toBe(true);
  });

  it.each<[string, Record<string, unknown>, { second?: boolean }]>([
    ["roles", { roleIds: ["Auditor"] }, {}],
    ["enabled", { enabled: false }, {}],
    ["accounts", {}, { second: true }],
  ])("is not adopted where that would change %s, unless adoptChanges", async (_what, args, { second }) => {
    const user = await existing();
    const { id: account } = await world.emulator.addAccount({ name: "Second" });
    const declared = userArgs(world, {
      onDuplicate: "adopt",
      ...args,
      ...("roleIds" in args && { roleIds: await roleIds(world, "Auditor") }),
      ...(second && { accountIds: [world.emulator.accountId, account] }),
    });
    const error = await failure(userOf(world).up(declared));
    expect(error.message).toMatch(/would, or may, change what it may do.*add: adoptChanges: true/s);
    expect(await user.alive()).toBe(true);
    expect(await markOf(user.id)).toBeUndefined();
    const twin = userOf(world);
    await twin.up({ ...declared, adoptChanges: true });
    expect(twin.id).toBe(user.id);
    expect(await markOf(user.id)).toBeDefined();
    expect(await twin.up({ ...declared, adoptChanges: true })).toBe("same");
  });

  it("is not taken from another owner without adoptFrom; with it, that owner lets it alone", async () => {
    const first = userOf(world);
    await first.up(userArgs(world, { owner: "acme/payments/dev/ci" }));
    const error = await failure(userOf(world).up(userArgs(world, { onDuplicate: "adopt" })));
    expect(error.message).toContain('adoptFrom: "acme/payments/dev/ci"');
    expect(await markOf(first.id)).toMatchObject({ owner: "acme/payments/dev/ci" });
    const second = userOf(world);
    await second.up(userArgs(world, { onDuplicate: "adopt", adoptFrom: "acme/payments/dev/ci" }));
    expect(second.id).toBe(first.id);

    const refused = await failure(first.up(userArgs(world, { owner: "acme/payments/dev/ci", description: "mine" })));
    expect(refused.message).toMatch(/was not changed: it is managed by acme\/payments\/prod\/ci now/);
    await first.destroy();
    expect(world.notices.at(-1)).toMatch(/is left alone: it is managed by acme\/payments\/prod\/ci now/);
    expect(await userOnServer(world, second.id)).toMatchObject({ enabled: true });
  });

  it("held by a person is never adopted, not even by id; the twin, a service user, is", async () => {
    const person = await world.emulator.addUser({ friendly_name: "ci", apiKey: true });
    for (const args of [{ onDuplicate: "adopt" }, { adoptId: person.user.id, nickname: "ci-2" }]) {
      const error = await failure(userOf(world).up(userArgs(world, { ...args, adoptChanges: true })));
      expect(error.message).toMatch(/Only service users can be adopted/);
    }
    expect(await opens(world.emulator, String(person.apiKey))).toBe(true);
    expect(await markOf(person.user.id)).toBeUndefined();
    const user = await existing({ friendly_name: "ci-3" });
    const twin = userOf(world);
    await twin.up(userArgs(world, { nickname: "ci-3", onDuplicate: "adopt" }));
    expect(twin.id).toBe(user.id);
  });

  it("held in another account is not adopted; the twin in a declared one is", async () => {
    const { id: account } = await world.emulator.addAccount({ name: "Second" });
    const user = await existing({ friendly_name: "other", accounts: [account] });
    const error = await failure(userOf(world).up(userArgs(world, { adoptId: user.id, adoptChanges: true })));
    expect(error.message).toContain("It is in none of the declared accounts");
    expect(await user.alive()).toBe(true);
    const accountIds = [account, world.emulator.accountId];
    const twin = userOf(world);
    await twin.up(userArgs(world, { adoptId: user.id, adoptChanges: true, accountIds }));
    expect(twin.id).toBe(user.id);
  });

  it("is looked for by its very spelling where case makes another name", async () => {
    await world.emulator.close();
    world = await startWorld({ variants: ["name-case"] });
    const upper = await existing({ friendly_name: "CI" });
    const lower = await existing({ friendly_name: "ci" });
    const adopted = userOf(world);
    await adopted.up(userArgs(world, { onDuplicate: "adopt" }));
    expect(adopted.id).toBe(lower.id);
    expect(await markOf(upper.id)).toBeUndefined();
  });

  it("held by something the key cannot see says so", async () => {
    await world.emulator.close();
    world = await startWorld({ variants: ["name-scope"] });
    const hidden = await world.emulator.addAccount({ name: "Hidden", reachable: false });
    await world.emulator.addUser({ user_type: "service", friendly_name: "ci", accounts: [hidden.id] });
    const error = await failure(userOf(world).up(userArgs(world, { onDuplicate: "adopt" })));
    expect(error.message).toMatch(/taken, but by something this API key cannot see/);
  });
});

describe("adoptId", () => {
  it("takes over a known user whatever its nickname, and renames it with adoptChanges only", async () => {
    const user = await existing({ friendly_name: "legacy" });
    const error = await failure(userOf(world).up(userArgs(world, { adoptId: user.id })));
    expect(error.message).toMatch(/nickname: it has legacy, the program declares ci \(needs adoptChanges\)/);
    expect(await userOnServer(world, user.id)).toMatchObject({ friendly_name: "legacy" });
    const adopted = userOf(world);
    await adopted.up(userArgs(world, { adoptId: user.id, adoptChanges: true }));
    expect(adopted.id).toBe(user.id);
    expect(await userOnServer(world, user.id)).toMatchObject({ friendly_name: "ci" });
    expect(await user.alive()).toBe(true);
  });

  it("keeps the nickname of a user that is taken over by its id where none is declared, then and later", async () => {
    const user = await existing({ friendly_name: "legacy" });
    const { nickname: _none, ...args } = userArgs(world, { adoptId: user.id });
    const adopted = userOf(world);
    await adopted.up(args);
    expect(await userOnServer(world, user.id)).toMatchObject({ friendly_name: "legacy" });
    expect(adopted.outputs.nickname).toBe("legacy");
    expect(await adopted.up(args)).toBe("same");
    await adopted.up({ ...args, description: "Changed" });
    expect(await userOnServer(world, user.id)).toMatchObject({ friendly_name: "legacy" });
    await adopted.refresh();
    expect(await adopted.up({ ...args, description: "Changed" })).toBe("same");
  });

  it("says so when there is no such user, and makes none", async () => {
    const error = await failure(userOf(world).up(userArgs(world, { adoptId: "no-such-id" })));
    expect(error.message).toMatch(/no service user no-such-id.*remove it to have a user made/s);
    expect((await world.emulator.state()).users.filter((user) => user.friendly_name === "ci")).toEqual([]);
  });
});
