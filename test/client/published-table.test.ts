import { readFileSync } from "node:fs";
import type { createServer } from "node:http";
import { createServer as createHttps } from "node:https";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ClientDeps, type DigiCertOneError, isDigiCertOneError, resolveSettings } from "../../src/client/index";
import { authority, issue } from "./support/certificates";
import { clientOf, virtualClock } from "./support/client";
import { type Answer, json } from "./support/server";
import { serving } from "./support/serving";

interface PublishedTable {
  readonly troubleshooting: readonly { symptom: string }[];
  readonly statuses: readonly { http: string; code: string; retry: boolean }[];
}
const tablePath = join(__dirname, "..", "fixtures", "published-table.json");
const table = JSON.parse(readFileSync(tablePath, "utf8")) as PublishedTable;

const serve = serving();

/** The message without what differs from run to run. */
function steady(error: unknown): string {
  if (!isDigiCertOneError(error)) throw error;
  return `${error.name}: ${error.message.replace(/127\.0\.0\.1:\d+|localhost:\d+/g, "HOST")}`;
}

function quietDeps(): ClientDeps & { waits: number[] } {
  return { ...virtualClock(), onNotice: () => undefined, random: () => 1 };
}

async function failure(
  url: string,
  settings: Record<string, string> = {},
  deps = quietDeps(),
): Promise<DigiCertOneError> {
  const error = await clientOf(url, settings, deps)
    .serviceUsers.get("42")
    .then(
      () => new Error("it worked"),
      (e: unknown) => e,
    );
  if (!isDigiCertOneError(error)) throw error;
  return error;
}

const refuse =
  (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    json(response, status, { error: { code, message } }, { "x-request-id": "req-7", ...headers });

/** What provokes each row, by its title. */
const rows: Record<string, () => Promise<string[]>> = {
  "401 Unauthorized": async () => {
    const server = await serve(refuse(401, "invalid_api_key", "The API key is not valid"));
    return [steady(await failure(server.url, { environment: "demo" })), steady(await failure(server.url))];
  },
  "403 Forbidden": async () => {
    const server = await serve(refuse(403, "access_denied", "User lacks permission MANAGE_AM_USER"));
    return [steady(await failure(server.url))];
  },
  "429 Too Many Requests": async () => {
    const limit = "Service unavailable, please limit request volume";
    const server = await serve(refuse(429, "request_limit_exceeded", limit, { "retry-after": "300" }));
    const patient = await failure(server.url);
    expect(server.seen.length).toBe(4); // at 0, 300, 600 and 900 s
    return [steady(patient), steady(await failure(server.url, { maxRetrySeconds: "60" }))];
  },
  "503 Service Unavailable": async () => {
    const server = await serve(refuse(503, "service_unavailable", "Maintenance", { "retry-after": "120" }));
    return [steady(await failure(server.url, { maxRetrySeconds: "300" })), steady(await failure(server.url))];
  },
  "SSL handshake failure when using mTLS": async () => {
    const ca = authority("CA");
    const server = issue(ca, "server", { hosts: ["localhost"] });
    const client = issue(ca, "client");
    const stranger = issue(authority("Other CA"), "client");
    const options = { cert: server.cert, key: server.key, ca: ca.cert, requestCert: true, rejectUnauthorized: true };
    const mutual = await serve(
      (_request, response) => json(response, 200, { id: "42" }),
      (listener) => createHttps(options, listener) as unknown as ReturnType<typeof createServer>,
    );
    const url = `https://localhost:${new URL(mutual.url).port}`;
    const base = { apiKey: "", caCert: ca.cert };
    return [
      steady(await failure(url, { ...base, clientCert: stranger.cert, clientKey: stranger.key })),
      steady(await failure(url, { ...base, clientCert: client.cert, clientKey: stranger.key })),
      refused(() =>
        resolveSettings({
          config: (name) => ({ baseUrl: "https://clientauth.one.digicert.com", apiKey: "key-1" })[name],
          env: {},
        }),
      ),
    ];
  },
  "Everything stopped at midnight": async () => {
    const server = await serve(refuse(401, "invalid_api_key", "The API key is not valid"));
    const said: string[] = [];
    const deps = { ...quietDeps(), onNotice: (text: string) => said.push(text) };
    const ended = await failure(server.url, { apiKeyEndDate: "2026-11-21" }, deps);
    await failure(server.url, { apiKeyEndDate: "2026-12-22" }, deps); // 30 days ahead
    await failure(server.url, { apiKeyEndDate: "2026-12-23" }, deps); // 31
    expect(said).toHaveLength(2);
    return [steady(ended), ...said];
  },
  "Works in demo, fails in prod": async () => {
    const server = await serve(refuse(401, "invalid_api_key", "The API key is not valid"));
    const contradiction = { baseUrl: "https://one.digicert.com", environment: "demo", apiKey: "key-1" };
    return [
      refused(() => resolveSettings({ config: (name) => (contradiction as Record<string, string>)[name], env: {} })),
      steady(await failure(server.url, { environment: "production" })),
    ];
  },
};

function refused(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return steady(error);
  }
  throw new Error("it was not refused");
}

describe("each row of the published troubleshooting table has a remedy", () => {
  it.each(table.troubleshooting.map((row) => row.symptom))("%s", async (symptom) => {
    const provoke = rows[symptom];
    if (provoke === undefined) throw new Error(`nothing provokes "${symptom}"`);
    const messages = await provoke();
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.join("\n")).toMatchSnapshot();
  });

  it("and nothing else is provoked here", () => {
    expect(Object.keys(rows).sort()).toEqual(table.troubleshooting.map((row) => row.symptom).sort());
  });
});

describe("each row of the published status table is retried or not as it says", () => {
  it.each(table.statuses)("$http", async ({ http, code, retry }) => {
    const status = Number(http.slice(0, 3));
    const good = status < 300;
    const server = await serve((_request, response, n) => {
      if (good || n > 1)
        return status === 204 ? response.writeHead(204).end() : json(response, good ? status : 200, { id: "42" });
      json(response, status, { error: { code, message: "words" } });
    });
    const client = clientOf(server.url, {}, quietDeps());
    if (good) {
      if (status === 204) expect(await client.serviceUsers.disable("42")).toBeUndefined();
      else expect(await client.serviceUsers.get("42")).toEqual({ id: "42" });
      expect(server.seen).toHaveLength(1);
      return;
    }
    const outcome = await client.serviceUsers.get("42").catch((e: unknown) => e);
    expect(isDigiCertOneError(outcome)).toBe(!retry);
    expect(server.seen).toHaveLength(retry ? 2 : 1);
    const final = retry
      ? await failure((await serve(refuse(status, code, "words"))).url, { maxRetrySeconds: "0" })
      : outcome;
    expect(steady(final)).toMatchSnapshot();
    expect(final).toMatchObject({ status, code, serverMessage: "words" });
  });
});
