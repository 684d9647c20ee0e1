import fc from "fast-check";
import { Response } from "node-fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DigiCertOneClient, isDigiCertOneError } from "../../src/client/index";
import { type Emulator, startEmulator } from "../../src/emulator/index";
import { holdsAsync } from "../support/property";
import { clientOf } from "./support/client";

let emulator: Emulator;
let client: DigiCertOneClient;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 13, pageSize: 2 });
  client = clientOf(emulator.url, { apiKey: emulator.apiKey, rateLimits: "off" });
});
afterAll(() => emulator.close());

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const input = (nickname: string, accountId: string) => ({
  nickname,
  description: "d",
  email: "a@example.com",
  accountIds: [accountId],
  roleIds: [],
});

describe("what is only read", () => {
  it("roles are listed over all pages and found by name in any case", async () => {
    const roles = await all(client.roles.list());
    expect(roles.length).toBeGreaterThan(2);
    const last = roles.at(-1);
    expect(await client.roles.findByName(last?.name.toUpperCase() ?? "")).toEqual(last);
    expect(await client.roles.findByName("no such role")).toBeUndefined();
  });

  it("accounts are listed, read by id, and found by name in any case", async () => {
    const [account] = await all(client.accounts.list());
    expect(account?.id).toBe(emulator.accountId);
    expect(await client.accounts.get(emulator.accountId)).toEqual(account);
    expect(await client.accounts.findByName(account?.name.toLowerCase() ?? "")).toEqual(account);
  });

  it("the audit log is filtered by the API and walked over all pages", async () => {
    const made: string[] = [];
    for (const name of ["one", "two", "three"]) {
      made.push((await client.serviceUsers.create(input(name, emulator.accountId), { find: () => false })).id);
    }
    await client.serviceUsers.delete(made[0] ?? "");
    const created = await all(client.auditLog.list({ action: "CREATE", resourceTypes: "USER", sort: "asc" }));
    expect(created.map((entry) => entry.resourceId)).toEqual(made);
    expect(created[0]).toMatchObject({ action: "CREATE", resourceType: "USER", status: "SUCCESS" });
    const ofOne = await all(client.auditLog.list({ resourceId: made[0] ?? "", sort: "asc" }));
    expect(ofOne.map((entry) => entry.action)).toEqual(["CREATE", "DELETE"]);
  });
});

/** Every kind of call, so that every reader of an answer is reached. */
const calls: readonly ((one: DigiCertOneClient) => Promise<unknown>)[] = [
  (one) => one.serviceUsers.get("1"),
  (one) => one.serviceUsers.findByNickname("n"),
  (one) => one.serviceUsers.create(input("n", "a"), { find: () => false }),
  (one) => one.serviceUsers.update("1", input("n", "a")),
  (one) => one.serviceUsers.disable("1"),
  (one) => one.serviceUsers.delete("1"),
  (one) => one.apiKeys.get("1", { userId: "2" }),
  (one) => one.apiKeys.create({ userId: "1", name: "n" }),
  (one) => one.apiKeys.update("1", { name: "n", enabled: true }),
  (one) => one.roles.findByName("n"),
  (one) => one.accounts.get("1"),
  (one) => all(one.auditLog.list()),
];

describe("any answer at all", () => {
  it("is read, or refused with an error of this package", async () => {
    const id = fc.oneof(fc.string(), fc.nat(), fc.jsonValue());
    const object = fc.record(
      {
        id: fc.oneof(fc.uuid(), id),
        token: id,
        api_access_token: fc.jsonValue(),
        roles: fc.jsonValue(),
        end_date: fc.jsonValue(),
        name: id,
      },
      { requiredKeys: [] },
    );
    const page = fc.record({ items: fc.array(object), total: fc.jsonValue(), offset: fc.jsonValue() });
    const shaped = fc
      .oneof(object, object, fc.array(object), page, fc.jsonValue())
      .map((value) => JSON.stringify(value));
    const body = fc.oneof(
      { weight: 1, arbitrary: fc.string() },
      { weight: 6, arbitrary: shaped },
      { weight: 1, arbitrary: shaped.map((text) => text.slice(0, -1)) },
    );
    const status = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(200, 201, 204) },
      { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
    );
    const type = fc.constantFrom("application/json", "text/html", "x");
    const ended = { read: 0, refused: 0 };
    await holdsAsync(
      fc.asyncProperty(body, status, type, fc.nat(calls.length - 1), async (text, code, contentType, which) => {
        const answer = async () => new Response(text, { status: code, headers: { "content-type": contentType } });
        const fetch = answer as unknown as typeof import("node-fetch").default;
        const settings = { maxRetrySeconds: "0", rateLimits: "off" };
        const one = clientOf("http://127.0.0.1:1", settings, { fetch, random: () => 0, onNotice: () => undefined });
        await (calls[which]?.(one) ?? Promise.reject(new RangeError("no call"))).then(
          () => (ended.read += 1),
          (error: unknown) => {
            if (!isDigiCertOneError(error)) throw error;
            ended.refused += 1;
          },
        );
      }),
    );
    expect(ended.read).toBeGreaterThan(50);
    expect(ended.refused).toBeGreaterThan(50);
  });
});
