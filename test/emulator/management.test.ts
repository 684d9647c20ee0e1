import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { createEmulator } from "../../src/emulator/emulator";
import { call, makeKey, makeUser, newUser, opens, roleId, send } from "./harness";

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ seed: 4, rateLimits: "off", now: "2027-01-10T12:00:00Z" });
});

afterEach(() => emulator.close());

const manage = (method: string, path: string, body?: unknown) =>
  send(`${emulator.managementUrl}${path}`, method, body === undefined ? {} : { body });

describe("the management port", () => {
  it("shows everything the emulator holds, and never a key's value", async () => {
    const user = await makeUser(emulator, { end_date: "2027-12-31" });
    const key = await makeKey(emulator, user.id, "release", "2027-02-01");
    await call(emulator, "PUT", `/user/${user.id}/disable`);
    const state = await manage("GET", "/state");
    expect(Object.keys(state.object)).toEqual(["users", "tokens", "roles", "accounts", "certificates", "audit"]);
    const { users, tokens } = await emulator.state();
    expect(users.find((one) => one.id === user.id)).toMatchObject({
      friendly_name: "ci",
      enabled: false,
      status: "DISABLED",
      end_date: "2027-12-31",
      accounts: [emulator.accountId],
      roles: [],
    });
    expect(tokens.find((one) => one.id === key.id)).toMatchObject({ name: "release", user_id: user.id });
    expect(tokens.map((one) => one.id)).toContain(user.keyId);
    expect(state.text).not.toContain("emu_");
  });

  it("keeps a journal of method, path, query, status, key id and time, with no secret in it", async () => {
    const user = await makeUser(emulator, { roles: [await roleId(emulator, "Auditor")] });
    await call(emulator, "GET", `/api-access-token?user_id=${user.id}`);
    await call(emulator, "GET", "/user/me", { key: "emu_wrong" });
    await emulator.setClock({ advance: "P1D" });
    await call(emulator, "GET", "/user/me", { key: user.key });
    const journal = await manage("GET", "/journal");
    const [admin] = (await emulator.state()).tokens;
    expect(journal.list).toMatchObject([
      { method: "POST", path: "/account/api/v1/user", status: 201, keyId: admin?.id },
      { method: "GET", path: "/account/api/v1/api-access-token", query: `user_id=${user.id}`, status: 200 },
      { method: "GET", path: "/account/api/v1/user/me", status: 401 },
      { status: 200, keyId: user.keyId, at: expect.stringMatching(/^2027-01-11T12:00:/) },
    ]);
    expect(journal.list[2]).not.toHaveProperty("keyId");
    expect(journal.text).not.toContain("emu_");
    expect((await manage("DELETE", "/journal")).status).toBe(204);
    expect(await emulator.journal()).toEqual([]);
  });

  it("keeps the last calls only, and counts those it dropped", async () => {
    const small = await createEmulator({ rateLimits: "off" }, { journalLimit: 5 });
    for (let turn = 0; turn < 12; turn += 1) await call(small, "GET", `/user?user_type=${turn}`);
    const journal = await send(`${small.managementUrl}/journal`, "GET");
    expect(journal.list.map((entry) => entry.query)).toEqual([7, 8, 9, 10, 11].map((turn) => `user_type=${turn}`));
    expect(journal.headers["x-journal-dropped"]).toBe("7");
    expect((await send(`${small.managementUrl}/health`, "GET")).object.journal).toEqual({ entries: 5, dropped: 7 });
    await small.close();
  });

  it("moves the clock to an instant, to a day, and forward by a duration", async () => {
    const at = async (to: unknown) => (await manage("POST", "/clock", to)).object.now;
    expect(await at({ now: "2027-03-01T10:00:00Z" })).toMatch(/^2027-03-01T10:00:00/);
    expect(await at({ now: "2028-02-28" })).toMatch(/^2028-02-28T00:00:00/);
    expect(await at({ advance: "P1D" })).toMatch(/^2028-02-29T00:00:00/);
    expect(await at({ advance: "P1MT30M" })).toMatch(/^2028-03-29T00:30:0/);
    expect((await manage("GET", "/clock")).object.now).toMatch(/^2028-03-29T00:30:0/);
    for (const wrong of [{ now: "soon" }, { advance: "40 days" }, {}, { now: "2027-01-01", advance: "P1D" }]) {
      expect((await manage("POST", "/clock", wrong)).status, JSON.stringify(wrong)).toBe(400);
    }
  });

  it("dates answers by its clock", async () => {
    const reply = await call(emulator, "GET", "/account");
    expect(reply.headers.date).toMatch(/^Sun, 10 Jan 2027 12:00:0/);
  });

  it("goes back to the beginning, with the same key and account", async () => {
    const before = await emulator.state();
    const user = await makeUser(emulator);
    await emulator.setClock("2029-01-01");
    await emulator.addFault({ kind: "stall" });
    await emulator.reset();
    expect(await opens(emulator, emulator.apiKey)).toBe(true);
    expect(await opens(emulator, user.key)).toBe(false);
    const after = await emulator.state();
    expect(after.users.map((one) => one.id)).toEqual(before.users.map((one) => one.id));
    expect(after.roles).toEqual(before.roles);
    expect((await manage("GET", "/clock")).object.now).toMatch(/^2027-01-10T12:00/);
  });

  it("makes what the API cannot make: people, locked users, accounts near and far", async () => {
    const auditor = await roleId(emulator, "Read only");
    const made = await emulator.addUser({
      friendly_name: "Jane",
      email: "jane@example.com",
      roles: [auditor],
      apiKey: true,
    });
    expect(made.user).toMatchObject({ user_type: "standard", status: "ACTIVE" });
    expect((await call(emulator, "GET", "/user", { key: made.apiKey ?? "" })).status).toBe(200);
    const body = newUser(emulator, { friendly_name: "jane" });
    expect((await call(emulator, "POST", "/user", { body })).status).toBe(409);
    const locked = await emulator.addUser({ status: "LOCKED", user_type: "service" });
    expect((await call(emulator, "GET", `/user/${locked.user.id}`)).object.status).toBe("LOCKED");
    expect((await call(emulator, "GET", "/user?user_type=service")).list).toHaveLength(2);
    expect((await call(emulator, "GET", "/user")).list).toHaveLength(3);

    const near = await emulator.addAccount({ name: "Second" });
    const far = await emulator.addAccount({ name: "Elsewhere", reachable: false });
    expect((await call(emulator, "GET", "/account")).list).toHaveLength(2);
    expect((await call(emulator, "GET", `/account/${far.id}`)).status).toBe(404);
    const hidden = await emulator.addUser({ friendly_name: "hidden", user_type: "service", accounts: [far.id] });
    expect((await call(emulator, "GET", `/user/${hidden.user.id}`)).status).toBe(404);
    await makeUser(emulator, { friendly_name: "hidden" });
    await makeUser(emulator, { friendly_name: "JANE", accounts: [near.id] });
    const unreachable = newUser(emulator, { friendly_name: "x", accounts: [far.id] });
    expect((await call(emulator, "POST", "/user", { body: unreachable })).status).toBe(400);
  });

  it("tells its health, and answers 404 and 405 to what it has not", async () => {
    expect((await manage("GET", "/health")).object).toMatchObject({ status: "ok", seed: 4, variants: [] });
    expect((await manage("GET", "/nonsense")).status).toBe(404);
    expect((await manage("GET", "/reset")).status).toBe(405);
  });
});

/** Whether a port accepts a connection on an address. */
async function accepts(url: string, host: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), host);
  const answer = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answer;
}

describe("both ports", () => {
  it("listen on 127.0.0.1 and on no other address of the machine", async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address));
    const foreign = [
      "127.0.0.2",
      ...others.filter((address) => address !== "127.0.0.1" && !address.startsWith("fe80")),
    ];
    for (const url of [emulator.url, emulator.managementUrl]) {
      expect(await accepts(url, "127.0.0.1")).toBe(true);
      for (const address of foreign) expect([address, await accepts(url, address)]).toEqual([address, false]);
    }
  });
});

describe("starting", () => {
  it.each<[string, Record<string, unknown>]>([
    ["an unknown option", { prot: 1 }],
    ["a seed that is no number", { seed: 1.5 }],
    ["limits that are none", { rateLimits: "100" }],
    ["an instant that is none", { now: "noon" }],
    ["an unknown variant", { variants: ["nonsense"] }],
  ])("fails for %s", (_, options) => {
    return expect(createEmulator(options)).rejects.toThrow(/option|whole number|Rate limits|instant|variant/);
  });

  it("gives the same ids and keys for the same seed, others for another", async () => {
    const again = await startEmulator({ seed: 4 });
    const other = await startEmulator({ seed: 5 });
    expect([again.apiKey, again.accountId]).toEqual([emulator.apiKey, emulator.accountId]);
    expect(other.apiKey).not.toBe(emulator.apiKey);
    await Promise.all([again.close(), other.close()]);
  });
});
