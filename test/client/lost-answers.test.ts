import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DigiCertOneClient, isConnectionError, isDuplicateError } from "../../src/client/index";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator/index";
import { roleId } from "../emulator/harness";
import { clientOf } from "./support/client";
import { json, startServer } from "./support/server";

let emulator: Emulator;
let client: DigiCertOneClient;
// A user without a role of Account Manager may not ask whose key it is.
let auditor: string;

beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 7 });
  auditor = await roleId(emulator, "Auditor");
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.reset();
  client = clientOf(
    emulator.url,
    { apiKey: emulator.apiKey, rateLimits: "off" },
    { random: () => 0, onNotice: () => undefined },
  );
});

const drop = (kind: Fault["kind"], method: string, path: string, nth = 1, times = 1): Fault => ({
  kind,
  match: { method, path, nth },
  times,
});

const USERS = "/user";
const KEYS = "/api-access-token";

// What goes wrong, by the method that is meant: the create itself and the read that looks for it.
const scenarios: readonly (readonly [string, (path: string) => Fault[]])[] = [
  ["drop-before", (path) => [drop("drop-before", "POST", path)]],
  ["drop-after", (path) => [drop("drop-after", "POST", path)]],
  ["two drops before in a row", (path) => [drop("drop-before", "POST", path, 1, 2)]],
  ["two drops after in a row", (path) => [drop("drop-after", "POST", path, 1, 2)]],
  [
    "a drop before, then a drop after",
    (path) => [drop("drop-before", "POST", path), drop("drop-after", "POST", path, 1)],
  ],
  [
    "drop-after and a dropped recovery read",
    (path) => [drop("drop-after", "POST", path), drop("drop-before", "GET", path, 1)],
  ],
  [
    "drop-before and a dropped recovery read",
    (path) => [drop("drop-before", "POST", path), drop("drop-after", "GET", path, 1)],
  ],
  ["a truncated answer", (path) => [drop("truncate", "POST", path)]],
  [
    "HTML in place of the answer",
    (path) => [{ kind: "html", match: { method: "POST", path, nth: 1 }, times: 1, status: 502 }],
  ],
  [
    "a 500 after which nothing was made",
    (path) => [{ kind: "status", status: 500, match: { method: "POST", path, nth: 1 }, times: 1 }],
  ],
];

const input = (nickname: string) => ({
  nickname,
  description: `Signs releases #${nickname}-nonce`,
  email: "team@example.com",
  accountIds: [emulator.accountId],
  roleIds: [auditor],
});

async function createUser(nickname: string) {
  return client.serviceUsers.create(input(nickname), {
    find: (c) => c.description?.includes(`#${nickname}-nonce`) === true,
  });
}

async function keyIds(userId: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const key of client.apiKeys.list(userId)) ids.push(key.id);
  return ids;
}

async function methodsOn(path: string): Promise<string[]> {
  return (await emulator.journal())
    .filter((entry) => entry.path.startsWith(`/account/api/v1${path}`))
    .map((entry) => entry.method);
}

describe("creating a key survives", () => {
  it.each(scenarios)("%s, with exactly one key and its value in hand", async (_name, faults) => {
    const user = await createUser("owner");
    const initial = user.initialApiKey?.id;
    for (const fault of faults(KEYS)) await emulator.addFault(fault);
    let drawn = 0;
    const key = await client.apiKeys.create({ userId: user.id, name: "ci-0" }, { drawName: () => `ci-${++drawn}` });
    await emulator.clearFaults();

    expect((await keyIds(user.id)).filter((id) => id !== initial)).toEqual([key.id]);
    expect((await client.serviceUsers.me({ apiKey: key.value })).id).toBe(user.id);
    // The twin: the fault did hit.
    expect((await methodsOn(KEYS)).filter((method) => method !== "DELETE").length).toBeGreaterThan(2);
  });

  it("never deletes a key of the same name that was there before", async () => {
    const user = await createUser("owner");
    const old = await client.apiKeys.create({ userId: user.id, name: "ci" });
    await emulator.addFault(drop("drop-before", "POST", KEYS));
    const key = await client.apiKeys.create({ userId: user.id, name: "ci" });
    expect(key.name).toMatch(/^ci-[0-9a-f]{8}$/);
    expect((await client.serviceUsers.me({ apiKey: old.value })).id).toBe(user.id);
    expect((await client.serviceUsers.me({ apiKey: key.value })).id).toBe(user.id);
  });

  it("draws another name when one is taken, five times at most", async () => {
    const user = await createUser("owner");
    await client.apiKeys.create({ userId: user.id, name: "ci-1" });
    const key = await client.apiKeys.create({ userId: user.id, name: "ci-1" }, { drawName: () => "ci-2" });
    expect(key.name).toBe("ci-2");
    const error = await client.apiKeys
      .create({ userId: user.id, name: "ci-1" }, { drawName: () => "ci-2" })
      .catch((e: unknown) => e);
    expect(isDuplicateError(error)).toBe(true);
  });
});

describe("creating a user survives", () => {
  it.each(scenarios)("%s, with exactly one user, one key, and its value in hand", async (_name, faults) => {
    for (const fault of faults(USERS)) await emulator.addFault(fault);
    const user = await createUser("robot");
    await emulator.clearFaults();
    const { users } = await emulator.state();
    const mine = users.filter((each) => (each as { friendly_name?: string }).friendly_name === "robot");
    expect(mine).toHaveLength(1);
    expect(mine[0]).toMatchObject({ id: user.id });
    expect(await keyIds(user.id)).toEqual([user.initialApiKey?.id]);
    expect((await client.serviceUsers.me({ apiKey: user.initialApiKey?.value ?? "" })).id).toBe(user.id);
    expect(user.initialApiKeyError).toBeUndefined();
    expect((await methodsOn(USERS)).length).toBeGreaterThan(1);
  });

  it("does not take an earlier user of the same name for its own", async () => {
    const other = await client.serviceUsers.create(
      { ...input("robot"), description: "somebody else's" },
      { find: () => false },
    );
    await emulator.addFault(drop("drop-before", "POST", USERS));
    const error = await createUser("robot").catch((e: unknown) => e);
    expect(isDuplicateError(error)).toBe(true);
    await expect(client.serviceUsers.get(other.id)).resolves.toMatchObject({ description: "somebody else's" });
  });

  it("gives up with the error of the lost answer when the time is used up, having created one user at most", async () => {
    const short = clientOf(emulator.url, { apiKey: emulator.apiKey, maxRetrySeconds: "0" }, { random: () => 0 });
    await emulator.addFault({ kind: "drop-before", match: { method: "POST", path: USERS } });
    const error = await short.serviceUsers.create(input("robot"), { find: () => false }).catch((e: unknown) => e);
    expect(isConnectionError(error) && error.mayHaveBeenProcessed).toBe(true);
    expect((await methodsOn(USERS)).filter((method) => method === "POST").length).toBeLessThanOrEqual(1);
  });

  it("does not take for its own a key that somebody else made after its last look at the list", async () => {
    const user = await createUser("robot");
    const before: string[] = [];
    // Kept, as nothing is written by this process.
    for await (const { id } of client.apiKeys.list(user.id)) before.push(id);
    const made = await fetch(`${emulator.url}/account/api/v1${KEYS}`, {
      method: "POST",
      headers: { "x-api-key": emulator.apiKey, "content-type": "application/json" },
      body: JSON.stringify({ user_id: user.id, name: "ci" }),
    });
    const { id: theirs } = (await made.json()) as { id: string };
    await emulator.addFault(drop("drop-before", "POST", KEYS));
    const mine = await client.apiKeys.create({ userId: user.id, name: "ci" });
    expect((await keyIds(user.id)).sort()).toEqual([...before, theirs, mine.id].sort());
  });

  it("looks at a list of its own, not at one that was read while the lost call was still under way", async () => {
    const user = { id: "1", friendly_name: "robot", description: "#nonce" };
    let made = false;
    const server = await startServer((request, response) => {
      if (request.method === "POST") response.destroy();
      else json(response, 200, made ? [user] : []);
    });
    let read: number | undefined;
    const sleep = async (): Promise<void> => {
      read = 0;
      for await (const _each of slow.serviceUsers.list()) read += 1;
      made = true; // the server comes to it only now
    };
    const slow = clientOf(server.url, {}, { random: () => 0, onNotice: () => undefined, sleep });
    const options = { initialKey: "leave" } as const;
    const found = await slow.serviceUsers.create(input("robot"), { find: (c) => c.description === "#nonce" }, options);
    await server.close();
    expect(read).toBe(0); // the twin: there was such a list
    expect(found).toMatchObject({ id: "1", recovered: true });
    expect(server.seen.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
  });

  it("does not take for its own a key of the same name that this very client makes at the same time", async () => {
    const user = await createUser("robot");
    await emulator.addFault(drop("drop-before", "POST", KEYS, 2));
    const create = () => client.apiKeys.create({ userId: user.id, name: "ci" });
    const made = await Promise.all([create(), create()]);
    expect((await keyIds(user.id)).sort()).toEqual([user.initialApiKey?.id, ...made.map(({ id }) => id)].sort());
  });

  it("lets a caller give up while a key of the same name is being made, and the next one wait for that", async () => {
    const answers: (() => void)[] = [];
    const server = await startServer((request, response, n) => {
      if (request.method === "GET") json(response, 200, []);
      else answers.push(() => json(response, 201, { id: `k${n}`, name: "ci", token: `value-of-key-${n}` }));
    });
    const slow = clientOf(server.url, {}, { onNotice: () => undefined });
    const stop = new AbortController();
    const create = (signal?: AbortSignal) => slow.apiKeys.create({ userId: "1", name: "ci" }, { signal });
    const first = create();
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = create(stop.signal);
    const third = create();
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: "ConnectionError", mayHaveBeenProcessed: false });
    expect(server.seen.map(({ method }) => method)).toEqual(["GET", "POST"]);
    answers[0]?.();
    await first;
    while (answers.length === 1) await new Promise((resolve) => setImmediate(resolve));
    answers[1]?.();
    await third;
    expect(server.seen.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "POST"]);
    await server.close();
  });
});
