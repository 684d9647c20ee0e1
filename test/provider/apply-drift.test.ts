import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMark } from "../../src/ownership";
import type { Props } from "../../src/provider/host/state";
import { call, opens } from "../emulator/harness";
import {
  failure,
  firstKeyIn,
  keyArgs,
  keyOf,
  keyOnServer,
  NO_KEY,
  OWNER,
  providerOf,
  type Resource,
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

/** The inputs in which a refresh differs from what stood in state before. */
async function drifted(resource: Resource): Promise<Props> {
  const before = resource.state?.inputs ?? {};
  await resource.refresh();
  const after = resource.state?.inputs ?? {};
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...keys].flatMap((key) =>
      JSON.stringify(before[key]) === JSON.stringify(after[key]) ? [] : [[key, after[key]] as const],
    ),
  );
}

describe("a service user that a person changed", () => {
  const writable = async (user: Resource) => {
    const wire = await userOnServer(world, user.id);
    const { friendly_name, description, email, end_date, accounts, primary_account_id, roles } = wire ?? {};
    return { friendly_name, description, email, end_date, accounts, primary_account_id, roles };
  };
  const put = async (user: Resource, fields: Props) => {
    const reply = await call(world.emulator, "PUT", `/user/${user.id}`, {
      body: { ...(await writable(user)), ...fields },
    });
    expect(reply.status).toBe(200);
  };

  it.each<[string, (user: Resource) => Promise<void>, Props]>([
    ["nickname", (user) => put(user, { friendly_name: "renamed" }), { nickname: "renamed" }],
    ["description", (user) => put(user, { description: "by hand" }), { description: "by hand", owner: "" }],
    ["email", (user) => put(user, { email: "hand@example.com" }), { email: "hand@example.com" }],
    ["endDate", (user) => put(user, { end_date: "2027-06-30" }), { endDate: "2027-06-30" }],
    [
      "enabled",
      async (user) => {
        await call(world.emulator, "PUT", `/user/${user.id}/disable`);
      },
      { enabled: false },
    ],
  ])("shows %s and nothing else, and the next run puts it right", async (_field, change, expected) => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const before = await writable(user);
    expect(await drifted(user)).toEqual({});
    await change(user);
    expect(await drifted(user)).toEqual(expected);
    expect(await user.up(userArgs(world))).toBe("update");
    // Each write draws a nonce of its own.
    const { description, ...rest } = await writable(user);
    expect({ ...rest, ...parseMark(String(description)) }).toEqual({
      ...before,
      ...parseMark(String(before.description)),
      mark: { owner: OWNER, hash: user.outputs.ownerHash, nonce: user.outputs.nonce },
    });
    expect(await userOnServer(world, user.id)).toMatchObject({ enabled: true });
    expect(await user.up(userArgs(world))).toBe("same");
    expect(await drifted(user)).toEqual({});
  });

  it("shows roleIds and accountIds, whatever their order", async () => {
    const [auditor = "", reader = ""] = await roleIds(world, "Auditor", "Read only");
    const { id: second } = await world.emulator.addAccount({ name: "Second" });
    const args = userArgs(world, {
      roleIds: [auditor, reader],
      accountIds: [second, world.emulator.accountId],
    });
    const user = userOf(world);
    await user.up(args);
    await put(user, { roles: [reader, auditor], accounts: [world.emulator.accountId, second] });
    expect(await drifted(user)).toEqual({});
    await put(user, { roles: [reader] });
    expect(await drifted(user)).toEqual({ roleIds: [reader] });
    await user.up(args);
    // Only an account that is not the primary one can be taken away.
    await put(user, { primary_account_id: world.emulator.accountId });
    await put(user, { accounts: [world.emulator.accountId] });
    expect(await drifted(user)).toEqual({ accountIds: [world.emulator.accountId] });
    await user.up(args);
    await put(user, { accounts: [second, world.emulator.accountId], primary_account_id: second });
    expect(await drifted(user)).toEqual({});
    expect(await user.up(args)).toBe("same");
  });

  it("that another stack took over says so on refresh", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    await userOf(world).up(
      userArgs(world, { owner: "acme/x/y/z", onDuplicate: "adopt", adoptFrom: "acme/payments/prod/ci" }),
    );
    await user.refresh();
    expect(world.notices.at(-1)).toMatch(/is not ours any more: it is managed by acme\/x\/y\/z now/);
  });

  it("that is gone leaves the state and is made again", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const { id } = user;
    await call(world.emulator, "DELETE", `/user/${id}`);
    expect(await user.refresh()).toBe("gone");
    expect(await user.up(userArgs(world))).toBe("create");
    expect(user.id).not.toBe(id);
  });

  it("by deleting its first key, which was to be kept, gets another; without that it keeps the one it has", async () => {
    const user = userOf(world);
    const args = userArgs(world, { initialKey: "keep" });
    await user.up(args);
    const { initialApiKeyId: first, initialApiKey: value } = user.outputs;
    await user.refresh();
    expect(user.outputs).toMatchObject({ initialApiKeyId: first, initialApiKey: value });
    expect(await user.up(args)).toBe("same");

    await call(world.emulator, "DELETE", `/api-access-token/${first}`);
    await world.emulator.addFault({ match: { path: "/api-access-token/**" }, kind: "status", status: 403 });
    await world.emulator.addFault({ match: { path: "/api-access-token" }, kind: "status", status: 403 });
    await user.refresh();
    expect(user.outputs.initialApiKey).toBe(value); // who may not look cannot tell
    await world.emulator.clearFaults();
    await user.refresh();
    expect(firstKeyIn(user.outputs)).toEqual(NO_KEY);
    expect(world.notices.at(-1)).toContain(`(${first}) is gone; the next`);
    expect(await user.up(args)).toBe("update");
    expect(await opens(world.emulator, String(user.outputs.initialApiKey))).toBe(true);
    expect(await user.up(args)).toBe("same");
  });

  it("is seen to be disabled where the server calls that INACTIVE", async () => {
    await world.emulator.close();
    world = await startWorld({ variants: ["status-values"] });
    const user = userOf(world);
    await user.up(userArgs(world));
    expect(await drifted(user)).toEqual({});
    await call(world.emulator, "PUT", `/user/${user.id}/disable`);
    expect(await drifted(user)).toEqual({ enabled: false });
  });

  it("that is past its end is not taken for disabled", async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { endDate: "2026-12-31" }));
    await world.emulator.setClock("2027-01-02");
    expect(await drifted(user)).toEqual({});
    expect(user.outputs).toMatchObject({ status: "EXPIRED" });
    expect(user.outputs).not.toHaveProperty("enabled");
  });
});

describe("an API key that a person changed", () => {
  const made = async (args: Props = {}) => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const key = keyOf(world);
    await key.up(keyArgs(user.id, args));
    return { user, key };
  };
  const put = async (key: Resource, fields: Props) => {
    const { name, end_date, enabled } = (await keyOnServer(world, key.id)) ?? {};
    const body = { name, end_date, enabled, ...fields };
    expect((await call(world.emulator, "PUT", `/api-access-token/${key.id}`, { body })).status).toBe(200);
  };

  it("shows enabled, and the next run switches it on again", async () => {
    const { user, key } = await made();
    expect(await drifted(key)).toEqual({});
    await put(key, { enabled: false });
    expect(await drifted(key)).toEqual({ enabled: false });
    expect(await key.up(keyArgs(user.id))).toBe("update");
    expect(await keyOnServer(world, key.id)).toMatchObject({ enabled: true });
    expect(await drifted(key)).toEqual({});
  });

  it("shows endDate with the day of rotation that follows, and the next run moves it back", async () => {
    const { user, key } = await made();
    await put(key, { end_date: "2027-02-20" });
    expect(await drifted(key)).toEqual({ endDate: "2027-02-20", rotateOn: "2027-01-21" });
    expect(await key.up(keyArgs(user.id))).toBe("update");
    expect(await keyOnServer(world, key.id)).toMatchObject({ end_date: "2027-03-01" });
    expect(await key.up(keyArgs(user.id))).toBe("same");
  });

  it("still shows a moved end after an update of something else, which left that end as it was", async () => {
    const { user, key } = await made();
    await put(key, { end_date: "2027-02-20" });
    expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("update");
    expect(await keyOnServer(world, key.id)).toMatchObject({ end_date: "2027-02-20", enabled: false });
    expect(await drifted(key)).toMatchObject({ endDate: "2027-02-20" });
    expect(await key.up(keyArgs(user.id, { enabled: false }))).toBe("update");
    expect(await keyOnServer(world, key.id)).toMatchObject({ end_date: "2027-03-01", enabled: false });
  });

  it("takes a new name for no drift: names are ours to generate", async () => {
    const { key } = await made();
    await put(key, { name: "renamed by hand" });
    expect(await drifted(key)).toEqual({});
    expect(key.outputs.name).toBe("renamed by hand");
  });

  it("that is gone, alone or with its user, leaves the state", async () => {
    const { user, key } = await made();
    await call(world.emulator, "DELETE", `/api-access-token/${key.id}`);
    expect(await key.refresh()).toBe("gone");
    expect(await key.up(keyArgs(user.id))).toBe("create");
    await call(world.emulator, "DELETE", `/user/${user.id}`);
    expect(await key.refresh()).toBe("gone");
  });

  it("that has ended is reported, and disabled or not stays as it was known", async () => {
    const { key } = await made();
    await world.emulator.setClock("2027-03-02");
    expect(await drifted(key)).toEqual({});
    expect(key.outputs.status).toBe("EXPIRED");
    expect(world.notices.at(-1)).toMatch(/has ended \(2027-03-01\)/);
  });
});

describe("get", () => {
  it("reads without managing, and fails where there is nothing", async () => {
    const user = userOf(world);
    await user.up(userArgs(world));
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    const read = (resource: Resource, id: string) => providerOf(world, resource.handlers).read(id, {});
    expect(await read(user, user.id)).toMatchObject({
      id: user.id,
      props: { nickname: "ci", description: "Signs releases", endDate: "2027-12-31" },
      inputs: {},
    });
    expect(await read(key, key.id)).toMatchObject({
      id: key.id,
      props: { serviceUserId: user.id, endDate: "2027-03-01", value: "", issuedOn: "2026-12-01" },
      inputs: {},
    });
    expect((await failure(read(user, "nobody"))).message).toMatch(/There is no user nobody/);
    expect((await failure(read(key, "nothing"))).message).toMatch(/There is no API key nothing/);
  });
});
