import { inspect } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import * as api from "../../src/client/index";
import { createClient, type LogEvent, resolveSettings } from "../../src/client/index";
import * as errors from "../../src/errors/index";
import { authority, issue, pkcs12 } from "./support/certificates";
import { virtualClock } from "./support/client";
import { type Answer, json, startServer, type TestServer } from "./support/server";

const ca = authority("CA");
const made = issue(ca, "client");
const pfx = pkcs12(made, "canary-password-4f1c");

/** A known secret for every setting that holds one, and for what the API itself makes. */
const secrets: Record<string, string> = {
  apiKey: "canary-api-key-8d2e",
  apiKeys: "canary-second-key-77aa",
  clientKey: made.key,
  clientPfx: pfx.toString("base64"),
  clientCertPassword: "canary-password-4f1c",
  proxyPassword: "canary-proxy-password-19b3",
  newKey: "canary-new-key-b00b",
  initialKey: "canary-initial-key-c0de",
};

function leaks(text: string): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => {
      const line = secret.split("\n").find((each) => each.length > 20 && !each.startsWith("-----")) ?? secret;
      const forms = [
        secret,
        line,
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64"),
        JSON.stringify(secret).slice(1, -1),
      ];
      return forms.some((form) => text.includes(form));
    })
    .map(([name]) => name);
}

function everythingOf(error: unknown): string {
  const parts = [
    inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null }),
    JSON.stringify(error),
    String(error),
  ];
  for (let each = error; each instanceof Error; each = each.cause) parts.push(each.message, each.stack ?? "");
  return parts.join("\n");
}

const open: TestServer[] = [];
afterAll(async () => {
  for (const server of open) await server.close();
});
async function serve(answer: Answer): Promise<string> {
  const server = await startServer(answer);
  open.push(server);
  return server.url;
}

const seen: unknown[] = [];
const log: LogEvent[] = [];
const said: string[] = [];

function client(baseUrl: string, over: Record<string, string> = {}, deps: api.ClientDeps = {}): api.DigiCertOneClient {
  const { apiKey = "", apiKeys = "" } = secrets;
  const all: Record<string, string> = { baseUrl, apiKey, apiKeys, maxRetrySeconds: "0", ...over };
  return createClient(resolveSettings({ config: (name) => all[name], env: {} }), {
    ...virtualClock(),
    onLog: (event) => log.push(event),
    onNotice: (text) => said.push(text),
    ...deps,
  });
}

async function collect(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    seen.push(error);
    return;
  }
  throw new Error(`it did not fail: ${String(run)}`);
}

const input = { nickname: "n", description: "d", email: "", accountIds: ["a"], roleIds: [] };

/** A server that gives every secret it can think of back. */
const echo =
  (status: number, code: string): Answer =>
  (request, response) =>
    json(
      response,
      status,
      {
        errors: [
          { code, message: `key ${String(request.headers["x-api-key"])} and ${Object.values(secrets).join(" ")}` },
        ],
      },
      { "x-request-id": secrets.apiKey ?? "" },
    );

async function provokeAll(): Promise<void> {
  for (const [status, code] of [
    [400, "invalid_request"],
    [401, "invalid_api_key"],
    [403, "access_denied"],
    [404, "resource_not_found"],
    [409, "duplicate_error"],
    [409, "version_conflict"],
    [409, "another_code"],
    [404, "no_such_route"],
    [418, "teapot"],
    [429, "request_limit_exceeded"],
    [500, "internal_error"],
    [503, "service_unavailable"],
  ] as const) {
    const url = await serve(echo(status, code));
    await collect(() => client(url).serviceUsers.get("1"));
  }
  // Answers to creates that hold a value and are broken.
  const truncated = await serve((_request, response) => {
    response.writeHead(201, { "content-type": "application/json", "x-request-id": secrets.newKey });
    response.end(`{"id":"1","token":"${secrets.newKey}"`);
  });
  await collect(() => client(truncated).apiKeys.create({ userId: "1", name: "n" }, { drawName: () => "m" }));
  const noId = await serve((_request, response) =>
    json(response, 201, { token: secrets.newKey }, { "x-request-id": secrets.apiKey ?? "" }),
  );
  await collect(() => client(noId).serviceUsers.get("1"));
  const noList = await serve((_request, response) => json(response, 200, {}, { "x-request-id": secrets.apiKey ?? "" }));
  await collect(() => client(noList).serviceUsers.findByNickname("n"));
  await collect(() => client(noId).apiKeys.create({ userId: "1", name: "n" }, { drawName: () => "m" }));
  await collect(() => client(noId).serviceUsers.create(input, { find: () => false }));
  const drops = await serve((_request, response) => response.destroy());
  await collect(() => client(drops).serviceUsers.get("1"));
  const stalls = await serve(() => undefined);
  await collect(() => client(stalls, { timeoutSeconds: "0.05" }).serviceUsers.get("1"));
  const redirects = await serve((request, response) => {
    response.writeHead(302, { location: `https://example.com/?k=${String(request.headers["x-api-key"])}` }).end();
  });
  await collect(() => client(redirects).serviceUsers.get("1"));
  // A fault of our own, which knows everything.
  const fetch = (_url: unknown, init: unknown) =>
    Promise.reject(
      Object.assign(new TypeError(`no ${JSON.stringify(init)} ${Object.values(secrets).join(" ")}`), { init }),
    );
  await collect(() => client("http://127.0.0.1:1", {}, { fetch: fetch as never }).serviceUsers.get("1"));
}

/** A user whose answer was lost, on a tenant that makes no other key for it. */
async function provokeNoFirstKey(): Promise<void> {
  const refusal = echo(403, "access_denied");
  const oneKeyOnly = await serve((request, response, n) => {
    if (request.path.endsWith("/user") && request.method === "POST") response.destroy();
    else if (request.method === "POST") refusal(request, response, n);
    else json(response, 200, request.path.includes("token") ? [] : [{ id: "1", description: "d" }]);
  });
  const user = await client(oneKeyOnly, { maxRetrySeconds: "1" }).serviceUsers.create(input, { find: () => true });
  seen.push(user.initialApiKeyError);
}

async function provokeSettings(): Promise<void> {
  const { clientKey = "", clientPfx = "", clientCertPassword = "" } = secrets;
  const tls = "https://localhost:1";
  await collect(() => client(tls, { clientCert: ca.cert, clientKey }).serviceUsers.get("1"));
  await collect(() => client(tls, { clientCert: ca.cert, clientKey: clientKey.slice(0, 200) }).serviceUsers.get("1"));
  await collect(() =>
    client(tls, { clientPfx, clientCertPassword: `${clientCertPassword}-not` }).serviceUsers.get("1"),
  );
  await collect(() =>
    client(tls, { clientPfx: `${clientPfx.slice(0, 400)}`, clientCertPassword }).serviceUsers.get("1"),
  );
  await collect(() => client(tls, { clientCert: made.cert, clientKey: clientKey.replace(/-----.*-----/g, "") }));
  await collect(() => client("http://127.0.0.1:1", { apiKey: `${secrets.apiKey} x` }));
  await collect(() => client("http://127.0.0.1:1", { apiKeys: `["${secrets.apiKeys}"` }));
  process.env.HTTPS_PROXY = `http://user:${secrets.proxyPassword}@127.0.0.1:1`;
  try {
    await collect(() => client("https://one.example.test").serviceUsers.get("1"));
  } finally {
    delete process.env.HTTPS_PROXY;
  }
  const properties = { value: secrets.newKey, __provider: "…" };
  seen.push(new errors.PartialCreationError({ id: "1", properties, reasons: [`left with ${secrets.newKey}`] }));
}

describe("no secret is ever shown", () => {
  it("by any class of error, in message, stack, cause, JSON or deep inspection, nor in a log or notice", async () => {
    const good = await serve((request, response) =>
      request.path.includes("token")
        ? json(response, 201, { id: "1", token: secrets.newKey })
        : json(response, 201, { id: "1", api_access_token: { id: "2", token: secrets.initialKey } }),
    );
    // Values made by the API are known from here on.
    const key = await client(good).apiKeys.create({ userId: "1", name: "n" }, { drawName: () => "m" });
    const user = await client(good).serviceUsers.create(input, { find: () => false });
    expect([key.value, user.initialApiKey?.value]).toEqual([secrets.newKey, secrets.initialKey]);

    await provokeSettings();
    await provokeAll();
    await provokeNoFirstKey();

    const classes = Object.entries(errors)
      .filter(([name, value]) => name.endsWith("Error") && typeof value === "function" && /^[A-Z]/.test(name))
      .map(([name]) => name);
    expect(classes.length).toBeGreaterThan(14);
    const names = new Set(seen.map((error) => (error as Error).name));
    expect([...names].sort()).toEqual(classes.sort());
    for (const error of seen) {
      expect(leaks(everythingOf(error)), (error as Error).name).toEqual([]);
      expect(errors.isDigiCertOneError(error)).toBe(true);
    }
    expect(log.length).toBeGreaterThan(20);
    expect(said.length).toBeGreaterThan(0);
    expect(leaks(JSON.stringify(log) + said.join("\n"))).toEqual([]);
    // An error about an answer carries the call, and its request id was scrubbed as well.
    const unexpected = seen.filter(errors.isUnexpectedResponseError);
    expect(unexpected.length).toBeGreaterThan(3);
    for (const error of unexpected) {
      expect(error).toMatchObject({ path: expect.stringMatching(/^\/account/), attempts: expect.any(Number) });
    }
    expect(unexpected.filter((error) => error.requestId === errors.REDACTED).length).toBeGreaterThan(2);
    // The twin: the servers did send the secrets back.
    expect(seen.map(everythingOf).join("\n")).toContain(errors.REDACTED);
  });

  it("whichever setting may hold it", () => {
    const held = api.settingsTable.filter((row) => row.secret).map((row) => row.name);
    expect(held.length).toBeGreaterThan(4);
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(held));
  });

  it("and an error that does leak is caught by this very check", () => {
    const leaking = new Error("fine", {
      cause: Object.assign(new Error("also fine"), { headers: { "x-api-key": secrets.apiKey } }),
    });
    expect(leaks(everythingOf(leaking))).toEqual(["apiKey"]);
    expect(leaks(everythingOf(new Error(`line ${made.key.split("\n")[3]} of ${made.key}`)))).toEqual(["clientKey"]);
  });
});
