/** An answer speaks for the API only in the API's form: every status, form and kind of call, against an oracle. */
import { describe, expect, it } from "vitest";
import { createClient, type DigiCertOneClient, isDigiCertOneError, resolveSettings } from "../../src/client/index";
import { codeOfStatus, type Form, forms } from "../support/answers";
import { virtualClock } from "./support/client";
import { json } from "./support/server";
import { serving } from "./support/serving";

const serve = serving();

const statuses = Object.keys(codeOfStatus).map(Number);

type Kind = "read" | "look-up" | "update" | "delete" | "create user" | "create key" | "pool";

interface Outcome {
  readonly error: string;
  readonly repeated: boolean;
  readonly looked: boolean;
  readonly otherKey: boolean;
}

// --- the oracle: written before the code, from the rules alone
const CLASSES: Readonly<Record<number, string>> = {
  400: "InvalidRequestError",
  401: "AuthenticationError",
  403: "PermissionError",
  404: "NotFoundError",
  409: "DuplicateError",
};

function expected(status: number, form: Form, kind: Kind): Outcome {
  const reads = kind === "read" || kind === "look-up" || kind === "pool";
  if (form.isOfApi) {
    const otherKey = kind === "pool" && status === 401;
    // A taken name of a key is drawn anew; what is not there any more is what a deletion wanted. What a 400 to a creation
    // is about need not stand in it: whether the name is held is looked up.
    const repeated = otherKey || (kind === "create key" && status === 409);
    if (otherKey) return { error: "none", repeated, looked: false, otherKey };
    const gone = kind === "delete" && status === 404;
    const looked = status === 400 && kind.startsWith("create");
    return { error: gone ? "none" : (CLASSES[status] ?? ""), repeated, looked, otherKey };
  }
  const creates = kind === "create user" || kind === "create key";
  return { error: "UnexpectedResponseError", repeated: reads, looked: creates, otherKey: false };
}
// --- end of the oracle

const user = { nickname: "n", description: "", email: "a@example.com", accountIds: ["a"], roleIds: [] };

const calls: Readonly<Record<Kind, (client: DigiCertOneClient) => Promise<unknown>>> = {
  read: ({ serviceUsers }) => serviceUsers.get("u1"),
  "look-up": ({ serviceUsers }) => serviceUsers.findByNickname("n"),
  update: ({ serviceUsers }) => serviceUsers.update("u1", user),
  delete: ({ serviceUsers }) => serviceUsers.delete("u1"),
  "create user": ({ serviceUsers }) => serviceUsers.create(user, { find: () => false }),
  "create key": ({ apiKeys }) => apiKeys.create({ userId: "u1", name: "k" }, { drawName: () => "k2" }),
  pool: ({ serviceUsers }) => serviceUsers.get("u1"),
};

/** A server that refuses in one form whatever the call under test is, and answers what it is looked for with. */
async function lived(status: number, form: Form, kind: Kind): Promise<Outcome> {
  const refuses = (method: string | undefined, key: unknown): boolean => {
    if (kind === "pool") return key === "first-key-0000";
    return kind.startsWith("create") ? method === "POST" : true;
  };
  const server = await serve(({ path, method, headers }, response) => {
    if (!refuses(method, headers["x-api-key"])) {
      json(response, 200, path === "/account/api/v1/user/u1" ? { id: "u1" } : []);
      return;
    }
    response.writeHead(status, { "content-type": form.contentType });
    response.end(form.body(codeOfStatus[status] ?? "", status));
  });
  const keys = kind === "pool" ? "first-key-0000,second-key-1111" : "first-key-0000";
  const config: Record<string, string> = { baseUrl: server.url, apiKeys: keys, rateLimits: "off" };
  const clock = virtualClock();
  const client = createClient(resolveSettings({ config: (name) => config[name], env: {} }), {
    now: clock.now,
    sleep: clock.sleep,
    fetch: clock.fetch,
    random: () => 1,
    onNotice: () => undefined,
  });
  const error = await calls[kind](client).then(
    () => "none",
    (thrown: unknown) => (isDigiCertOneError(thrown) ? thrown.name : String(thrown)),
  );
  const main = server.seen.filter(({ method }) => (kind.startsWith("create") ? method === "POST" : true));
  const used = new Set(server.seen.map(({ headers }) => headers["x-api-key"]));
  return {
    error,
    repeated: main.length > 1,
    looked: kind.startsWith("create") && server.seen.some(({ method }) => method === "GET"),
    otherKey: used.size > 1,
  };
}

describe.each(statuses)("a %i", (status) => {
  describe.each(forms)("with $name", (form) => {
    it.each(Object.keys(calls) as Kind[])("to: %s", async (kind) => {
      const outcome = await lived(status, form, kind);
      // Which key of a pool carries a repeated read is the pool's choice; what counts is that none was dropped.
      const wanted = expected(status, form, kind);
      if (kind === "pool" && !form.isOfApi) return expect(outcome).toMatchObject({ repeated: true });
      expect(outcome).toEqual(wanted);
    });
  });
});

it("covers every status, form and call", () => {
  expect(statuses).toHaveLength(5);
  expect(forms).toHaveLength(11);
  expect(forms.filter(({ isOfApi }) => isOfApi)).toHaveLength(3);
  expect(Object.keys(calls)).toHaveLength(7);
});

describe("a foreign answer", () => {
  const foreign = (status: number) => `<html><title>${status}</title></html>`;

  it("is repeated for 20 seconds at most while the API has never spoken, and then says who may have answered", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response) => response.writeHead(404).end(foreign(404)));
    const config: Record<string, string> = { baseUrl: server.url, apiKey: "first-key-0000", rateLimits: "off" };
    const settings = resolveSettings({ config: (name) => config[name], env: {} });
    const client = createClient(settings, { ...clock, random: () => 1, onNotice: () => undefined });
    const started = clock.now();
    await expect(client.serviceUsers.get("u1")).rejects.toMatchObject({ status: 404, name: "UnexpectedResponseError" });
    expect(clock.now() - started).toBeLessThanOrEqual(20_000);
    expect(server.seen.length).toBeGreaterThan(2);
  });

  it("is repeated for as long as any failure once the API has spoken, and a gateway that comes back is no failure", async () => {
    const clock = virtualClock();
    const server = await serve((_request, response, n) =>
      n > 1 && n < 12 ? response.writeHead(404).end(foreign(404)) : json(response, 200, { id: "u1" }),
    );
    const config: Record<string, string> = { baseUrl: server.url, apiKey: "first-key-0000", rateLimits: "off" };
    const settings = resolveSettings({ config: (name) => config[name], env: {} });
    const client = createClient(settings, { ...clock, random: () => 1, onNotice: () => undefined });
    await client.serviceUsers.get("u1");
    const started = clock.now();
    await expect(client.serviceUsers.get("u1")).resolves.toMatchObject({ id: "u1" });
    expect(clock.now() - started).toBeGreaterThan(20_000);
  });
});
