/** Values that no request could hold, or that would make it another request: refused before any call, in the family. */
import { describe, expect, it } from "vitest";
import { createClient, type DigiCertOneClient, isConfigurationError, resolveSettings } from "../../src/client/index";
import { clientOf, errorOf, TEST_KEY } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();
const anyObject = { id: "x", user_id: "u1", friendly_name: "n" };
const serveAnything = () => serve((_request, response) => json(response, 200, anyObject));
const user = { nickname: "n", description: "", email: "", accountIds: ["a"], roleIds: [] };

const noKeys: Readonly<Record<string, string>> = {
  "a line end and a header behind it": "abcdefgh\r\nx-evil: 1",
  "a line end at its end": "abcdefgh\n",
  "a lone carriage return": "abcd\refgh",
  "a blank inside": "abcd efgh",
  "a blank at its end": "abcdefgh ",
  "a tab": "abcd\tefgh",
  "no character at all": "",
  "a NUL": "abcd\u0000efgh",
  "a letter beyond ASCII": "abcdéfgh",
  "a letter beyond Latin-1": "abcd密efgh",
  "half a character": "abcd\ud800efgh",
  "a zero-width space": "abcdefgh\u200b",
};

describe.each(Object.entries(noKeys))("a key with %s", (_what, apiKey) => {
  it("is refused by the call that is to use it, in words that do not show it", async () => {
    const server = await serveAnything();
    const log: unknown[] = [];
    const error = await errorOf(
      clientOf(server.url, {}, { onLog: (line) => log.push(line) }).serviceUsers.me({ apiKey }),
    );
    expect(error).toMatchObject({ name: "ConfigurationError", property: "apiKey" });
    expect(error.message).toMatch(/^apiKey is empty, or holds a space, a line end .* No call was made\.$/);
    expect(error.message).not.toMatch(/abcd|x-evil/);
    expect([server.seen.length, log]).toEqual([0, []]);
  });

  it("is refused by a client of settings that were made by hand", () => {
    const settings = resolveSettings({ config: (name) => ({ apiKey: TEST_KEY })[name], env: {} });
    expect(() => createClient({ ...settings, apiKeys: [TEST_KEY, apiKey] })).toThrow(/^apiKey is empty, or holds/);
  });
});

it.each([[5], [null], [{}]])("a key that is no text, %j, is refused by a client and by a call", async (value) => {
  const server = await serveAnything();
  const settings = resolveSettings({ config: (name) => ({ apiKey: TEST_KEY })[name], env: {} });
  const untyped: never[] = [value as never];
  expect(() => createClient({ ...settings, apiKeys: untyped })).toThrow(/^apiKey is /);
  const error = await errorOf(clientOf(server.url).serviceUsers.me({ apiKey: value as never }));
  expect([error.name, server.seen.length]).toEqual(["ConfigurationError", 0]);
});

const noIds: Readonly<Record<string, unknown>> = {
  "half a character": "\ud800",
  "the other half, among letters": "u\udc001",
  "no character": "",
  "blanks only": " \t",
  "the folder above": "..",
  "this folder": ".",
  "a way to the folder above": "../account",
  "a slash": "u1/enable",
  "a backslash": "u1\\enable",
  "a line end": "u1\n",
  "a NUL": "u1\u0000",
  "no text": undefined,
  "a number": 42,
};

const calls: Readonly<Record<string, (client: DigiCertOneClient, id: string) => Promise<unknown>>> = {
  "read of a user": ({ serviceUsers }, id) => serviceUsers.get(id),
  "update of a user": ({ serviceUsers }, id) => serviceUsers.update(id, user),
  "disabling of a user": ({ serviceUsers }, id) => serviceUsers.disable(id),
  "deletion of a user": ({ serviceUsers }, id) => serviceUsers.delete(id),
  "read of a key": ({ apiKeys }, id) => apiKeys.get(id),
  "list of a user's keys": async ({ apiKeys }, id) => {
    for await (const each of apiKeys.list(id)) return each;
    return undefined;
  },
  "creation of a key": ({ apiKeys }, userId) => apiKeys.create({ userId, name: "k" }),
  "update of a key": ({ apiKeys }, id) => apiKeys.update(id, { name: "k", enabled: false }),
  "deletion of a key": ({ apiKeys }, id) => apiKeys.delete(id),
  "read of an account": ({ accounts }, id) => accounts.get(id),
};

describe.each(Object.entries(noIds))("an id of %s", (_what, id) => {
  it.each(Object.entries(calls))("is refused before any call by the %s", async (_call, run) => {
    const server = await serveAnything();
    const error = await errorOf(run(clientOf(server.url), id as string));
    expect(isConfigurationError(error)).toBe(true);
    expect(error).toMatchObject({ property: "id" });
    expect(error.message).toMatch(/ is no id\. Pass the id of an object.* No call was made\.$/);
    expect(server.seen).toHaveLength(0);
  });
});

describe("the twins: what a request can hold", () => {
  it.each(["abcdefgh", "AbC-._~+/=:;,'\"%&#@!$*()[]{}<>?^`|\\1"])("a key %s is sent as it stands", async (apiKey) => {
    const server = await serveAnything();
    await clientOf(server.url).serviceUsers.me({ apiKey });
    expect(server.seen.map(({ headers }) => headers["x-api-key"])).toEqual([apiKey]);
  });

  it.each([
    ["783a6a45-b74b-4635-bb4b-69855910ccd3", "783a6a45-b74b-4635-bb4b-69855910ccd3"],
    ["a:b;c=d", "a%3Ab%3Bc%3Dd"],
    ["50%", "50%25"],
    ["%2e%2e", "%252e%252e"],
    ["...", "..."],
    ["a b", "a%20b"],
    ["über😀", "%C3%BCber%F0%9F%98%80"],
    ["?x#y", "%3Fx%23y"],
  ])("an id %s is encoded", async (id, encoded) => {
    const server = await serveAnything();
    await clientOf(server.url).serviceUsers.get(id);
    expect(server.seen.map(({ path }) => path)).toEqual([`/account/api/v1/user/${encoded}`]);
  });
});
