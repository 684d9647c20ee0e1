import { afterEach, describe, expect, it } from "vitest";
import { type CreatedServiceUser, type CreateServiceUserOptions, isDigiCertOneError } from "../../src/client/index";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator/index";
import { roleId } from "../emulator/harness";
import { clientOf } from "./support/client";
import { json, startServer } from "./support/server";

const open: Emulator[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const drop = (method: string, path: string, kind: Fault["kind"] = "drop-after", times = 1): Fault => ({
  kind,
  match: { method, path, nth: 1 },
  times,
});

async function keysOf(emulator: Emulator, userId: string): Promise<unknown[]> {
  const { tokens } = await emulator.state();
  return (tokens as { id: string; user_id: string }[]).filter((key) => key.user_id === userId).map(({ id }) => id);
}

/** Creates a user whose answer is lost. */
async function recovered(
  options: CreateServiceUserOptions = {},
  faults: readonly Fault[] = [],
  variants: readonly string[] = [],
): Promise<{ emulator: Emulator; user: CreatedServiceUser; said: string[] }> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 17, variants: [...variants] });
  open.push(emulator);
  const said: string[] = [];
  const settings = { apiKey: emulator.apiKey, rateLimits: "off", maxRetrySeconds: "2" };
  const client = clientOf(emulator.url, settings, { random: () => 0, onNotice: (text) => said.push(text) });
  for (const fault of [drop("POST", "/user"), ...faults]) await emulator.addFault(fault);
  const input = {
    nickname: "robot",
    description: "#mark",
    email: "team@example.com",
    accountIds: [emulator.accountId],
    roleIds: [await roleId(emulator, "Auditor")],
    endDate: "2099-12-31",
  };
  const user = await client.serviceUsers.create(input, { find: (c) => c.description === "#mark" }, options);
  await emulator.clearFaults();
  expect(user.recovered).toBe(true);
  return { emulator, user, said };
}

describe("a service user whose answer was lost", () => {
  it("has another first key, as long as the user, and the one that came with it is gone", async () => {
    const { emulator, user, said } = await recovered();
    expect(user.initialApiKey).toMatchObject({ endDate: "2099-12-31", name: expect.stringMatching(/^initial-/) });
    expect(await keysOf(emulator, user.id)).toEqual([user.initialApiKey?.id]);
    const own = clientOf(emulator.url, { apiKey: user.initialApiKey?.value ?? "" });
    expect((await own.serviceUsers.me()).id).toBe(user.id);
    expect(said).toEqual([]);
  });

  it.each([
    ["the key's create is dropped twice as well", [drop("POST", "/api-access-token", "drop-after", 2)]],
    ["the list of its keys is dropped", [drop("GET", "/api-access-token", "drop-before")]],
    ["the answer to the deletion is lost", [drop("DELETE", "/api-access-token/*")]],
  ])("has exactly one key in hand even if %s", async (_name, faults) => {
    const { emulator, user } = await recovered({}, faults);
    expect(await keysOf(emulator, user.id)).toEqual([user.initialApiKey?.id]);
    expect(user.initialApiKey?.value).toMatch(/./);
    // The twin: the fault did hit, and the call was made again.
    const { method, times = 1 } = { ...faults[0]?.match, times: faults[0]?.times };
    const made = (await emulator.journal()).filter((e) => e.method === method && e.path.includes("/api-access-token"));
    expect(made.length).toBeGreaterThan(times);
  });

  it("is left with the key that came with it, and no value, when that was asked for", async () => {
    const { emulator, user } = await recovered({ initialKey: "leave" });
    expect(user.initialApiKey).toBeUndefined();
    expect(await keysOf(emulator, user.id)).toHaveLength(1);
    const paths = (await emulator.journal()).map(({ path }) => path);
    expect(paths.filter((path) => path.includes("api-access-token"))).toEqual([]);
  });

  it("says on a tenant that allows one key per user that there is none, and what to do", async () => {
    const { emulator, user, said } = await recovered({}, [], ["single-key"]);
    expect(user.initialApiKey).toBeUndefined();
    expect(isDigiCertOneError(user.initialApiKeyError)).toBe(true);
    expect(user.initialApiKeyError?.message).toMatch(
      /^The answer that held the first API key of the service user "robot" \(.*\) was lost, and another could not be made: .* 403 .* delete the service user and create it again\.$/,
    );
    expect(said).toEqual([user.initialApiKeyError?.message]);
    expect(await keysOf(emulator, user.id)).toHaveLength(1);
  });

  it("takes no tenant for such a one because a 403 says that the name is taken", async () => {
    const taken = { kind: "status", status: 403, code: "duplicate_error" } as const;
    const { user } = await recovered({}, [{ ...taken, match: { method: "POST", path: "/api-access-token" } }]);
    expect(user.initialApiKeyError?.message).toMatch(/403 duplicate_error.*Make a key for it with apiKeys\.create/s);
  });

  it("is in hand though no key can be made, and says so", async () => {
    const { user } = await recovered({}, [
      { kind: "status", status: 500, match: { method: "POST", path: "/api-access-token" } },
    ]);
    expect(user.id).toMatch(/./);
    expect(user.initialApiKeyError?.message).toContain("Make a key for it with apiKeys.create");
  });

  it("keeps the new key's value when the lost key cannot be deleted, and says which one is left", async () => {
    const { emulator, user, said } = await recovered({}, [
      { kind: "status", status: 403, match: { method: "DELETE", path: "/api-access-token/*" } },
    ]);
    expect(user.initialApiKey?.value).toMatch(/./);
    const left = (await keysOf(emulator, user.id)).filter((id) => id !== user.initialApiKey?.id);
    expect(left).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining(`The first API key ${String(left[0])} of the service user "robot"`)]);
  });

  it("says that it exists when the caller gives up while its key is made", async () => {
    const stop = new AbortController();
    const emulator = await startEmulator({ rateLimits: "off", seed: 17 });
    open.push(emulator);
    await emulator.addFault(drop("POST", "/user"));
    await emulator.addFault({ kind: "stall", match: { method: "POST", path: "/api-access-token" } });
    const client = clientOf(
      emulator.url,
      { apiKey: emulator.apiKey, rateLimits: "off" },
      { random: () => 0, onLog: (event) => event.event === "recovered" && setTimeout(() => stop.abort(), 50) },
    );
    const input = {
      nickname: "robot",
      description: "#mark",
      email: "a@example.com",
      accountIds: [emulator.accountId],
      roleIds: [],
    };
    const call = client.serviceUsers.create(input, { find: (c) => c.description === "#mark" }, { signal: stop.signal });
    await expect(call).rejects.toMatchObject({
      name: "ConnectionError",
      mayHaveBeenProcessed: true,
      message: expect.stringMatching(/the service user "robot" \(.+\), which exists: the caller gave up/),
    });
  });
});

/** The keys that a new user has when its lost creation is looked for, by their age against the user's. */
async function foundWith(agesMs: readonly (number | undefined)[]): Promise<{ deleted: string[]; said: string[] }> {
  const born = Date.parse("2026-11-25T12:00:00Z");
  const deleted: string[] = [];
  const keys = agesMs.map((age, n) => ({
    id: `k${n}`,
    name: `key-${n}`,
    ...(age !== undefined && { created_at: new Date(born + age).toISOString() }),
  }));
  const server = await startServer(({ method, path }, response) => {
    if (method === "DELETE") {
      deleted.push(path.split("/").at(-1) ?? "");
      response.writeHead(204).end();
    } else if (method === "POST" && path.endsWith("/user")) response.destroy();
    else if (method === "POST") json(response, 201, { id: "new", name: "initial", token: "value-of-the-new-key" });
    else if (path.includes("token")) json(response, 200, keys);
    else json(response, 200, [{ id: "u1", description: "#mark", created_at: new Date(born).toISOString() }]);
  });
  const said: string[] = [];
  const client = clientOf(server.url, {}, { random: () => 0, onNotice: (text) => void said.push(text) });
  const input = { nickname: "robot", description: "#mark", email: "", accountIds: ["a"], roleIds: [] };
  const user = await client.serviceUsers.create(input, { find: (c) => c.description === "#mark" });
  await server.close();
  expect(user.initialApiKey?.value).toBe("value-of-the-new-key");
  return { deleted, said };
}

describe("the key that came with a user whose answer was lost", () => {
  it("is deleted where only one key can be that", async () => {
    expect(await foundWith([500])).toEqual({ deleted: ["k0"], said: [] });
    expect(await foundWith([500, 60_000])).toEqual({ deleted: ["k0"], said: [] });
    expect(await foundWith([])).toEqual({ deleted: [], said: [] });
  });

  it.each<[string, (number | undefined)[], string]>([
    ["somebody else made one in the same moment", [0, 900], "k0, k1"],
    ["its age is not known", [undefined], "k0"],
    ["the age of another is not known", [0, undefined], "k0, k1"],
    ["the only key is younger", [60_000], "k0"],
  ])("is left alone with all that it may be where %s, and a notice names them", async (_what, ages, ids) => {
    const { deleted, said } = await foundWith(ages);
    expect(deleted).toEqual([]);
    expect(said).toEqual([expect.stringContaining(`Which of ${ids} it is, is not certain`)]);
  });
});
