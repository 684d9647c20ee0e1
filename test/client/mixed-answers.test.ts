/** Answers that are half of one and half of the other: what decides is the body's form and its code at this status. */
import { describe, expect, it } from "vitest";
import type { DigiCertOneClient } from "../../src/client/index";
import { clientOf } from "./support/client";
import { serving } from "./support/serving";

const serve = serving();

interface Mixed {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly headers?: Record<string, string>;
  /** The error's name of a read, an update and a deletion; of the latter, "not-found" where it is none. */
  readonly wanted: string;
}

const json = JSON.stringify;
const error = (code: string) => json({ error: { code, message: "No." } });
const UNEXPECTED = "UnexpectedResponseError";
const signIn = "<html><title>Sign in</title></html>";

const answers: Readonly<Record<string, Mixed>> = {
  "the API's body called HTML": {
    status: 404,
    body: error("resource_not_found"),
    type: "text/html",
    wanted: "NotFoundError",
  },
  "the API's body without a type": { status: 403, body: error("access_denied"), type: "", wanted: "PermissionError" },
  "a code of another status": { status: 404, body: error("access_denied"), wanted: UNEXPECTED },
  "a not-found's code with a 403": { status: 403, body: error("resource_not_found"), wanted: UNEXPECTED },
  "a sibling's not-found with a 403": { status: 403, body: error("entity_not_found"), wanted: "NotFoundError" },
  "a sibling's not-found with a 422": { status: 422, body: error("entity_not_found"), wanted: "NotFoundError" },
  "a sibling's not-found with a 401": { status: 401, body: error("entity_not_found"), wanted: UNEXPECTED },
  "a taken name with a 401": { status: 401, body: error("duplicate_error"), wanted: UNEXPECTED },
  "a sibling's not-found with a 503": { status: 503, body: error("entity_not_found"), wanted: "ServerError" },
  "a taken name with a 500": { status: 500, body: error("duplicate_error"), wanted: "ServerError" },
  "a not-found in a bare list, with a 422": {
    status: 422,
    body: json([{ code: "entity_not_found", message: "No." }]),
    wanted: "ApiError",
  },
  "a not-found in a bare list": {
    status: 404,
    body: json([{ code: "resource_not_found", message: "No." }]),
    wanted: UNEXPECTED,
  },
  "the code in capitals": { status: 404, body: error("RESOURCE_NOT_FOUND"), wanted: UNEXPECTED },
  "the code with blanks": { status: 404, body: error(" resource_not_found "), wanted: UNEXPECTED },
  "an unlisted code": { status: 404, body: json({ errors: [{ code: "gone", message: "No." }] }), wanted: UNEXPECTED },
  "no errors in the list": { status: 404, body: json({ errors: [] }), wanted: UNEXPECTED },
  "a listed code beside an unlisted one": {
    status: 404,
    body: json({
      errors: [
        { code: "hint", message: "Look." },
        { code: "resource_not_found", message: "No." },
      ],
    }),
    wanted: "NotFoundError",
  },
  "the code as a field of its own beside the error": {
    status: 404,
    body: json({ error: "Not Found", code: "resource_not_found", message: "No." }),
    wanted: "NotFoundError",
  },
  "the code deep inside": {
    status: 404,
    body: json({ fault: { error: { code: "resource_not_found", message: "No." } } }),
    wanted: UNEXPECTED,
  },
  "nothing, under the API's headers": {
    status: 404,
    body: "",
    type: "application/json;charset=utf-8",
    headers: { "x-request-id": "r-1" },
    wanted: UNEXPECTED,
  },
  "half of the API's body": { status: 404, body: '{"error":{"code":"resource_not_found","mess', wanted: UNEXPECTED },
  "a page to sign in": { status: 200, body: signIn, type: "text/html", wanted: UNEXPECTED },
  "JSON to sign in": { status: 200, body: json({ login: "required" }), wanted: UNEXPECTED },
  "an error that is called good": { status: 200, body: error("resource_not_found"), wanted: UNEXPECTED },
  "a way to sign in": {
    status: 302,
    body: signIn,
    type: "text/html",
    headers: { location: "https://sso.example.com/login" },
    wanted: UNEXPECTED,
  },
};

const user = { nickname: "n", description: "", email: "a@example.com", accountIds: ["a"], roleIds: [] };
const calls: Readonly<Record<string, (client: DigiCertOneClient) => Promise<unknown>>> = {
  "read of a user": ({ serviceUsers }) => serviceUsers.get("u1"),
  "read of a key": ({ apiKeys }) => apiKeys.get("k1"),
  "read of a key among its user's": ({ apiKeys }) => apiKeys.get("k1", { userId: "u1" }),
  "update of a user": ({ serviceUsers }) => serviceUsers.update("u1", user),
  "update of a key": ({ apiKeys }) => apiKeys.update("k1", { name: "k", enabled: false }),
  "deletion of a user": ({ serviceUsers }) => serviceUsers.delete("u1"),
  "deletion of a key": ({ apiKeys }) => apiKeys.delete("k1"),
  "look-up of a user": ({ serviceUsers }) => serviceUsers.findByNickname("n"),
};

const creations: typeof calls = {
  user: ({ serviceUsers }) => serviceUsers.create(user, { find: () => false }),
  key: ({ apiKeys }) => apiKeys.create({ userId: "u1", name: "k" }, { drawName: () => "k2" }),
};

const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(String, (thrown: unknown) => (thrown instanceof Error ? thrown.name : "no error"));

describe.each(Object.entries(answers))("%s", (_name, { status, body, type = "application/json", headers, wanted }) => {
  it.each(Object.entries(calls))("is what it is to the %s", async (what, run) => {
    const server = await serve((_request, response) =>
      response.writeHead(status, { ...(type !== "" && { "content-type": type }), ...headers }).end(body),
    );
    const pool = { apiKey: "", apiKeys: "first-key-0000,second-key-1111" };
    const client = clientOf(server.url, { ...pool, rateLimits: "off", maxRetrySeconds: "0" });
    const isGone = wanted === "NotFoundError" && what.startsWith("deletion");
    expect(await outcomeOf(run(client))).toBe(isGone ? "not-found" : wanted);
    // No key was dropped: one call, or one for the list and one for the very key.
    const keys = server.seen.map((seen) => seen.headers["x-api-key"]);
    expect(keys.every((key, n) => n === 0 || key !== keys[n - 1])).toBe(true);
    expect(keys.length).toBe(wanted === "NotFoundError" && what.includes("among") ? 2 : 1);
  });
});

describe.each(Object.entries(answers))("%s", (_name, { status, body, type = "application/json", headers, wanted }) => {
  it.each(Object.entries(creations))("makes nothing of the creation of a %s, and sends it once", async (_what, run) => {
    const server = await serve(({ method }, response) =>
      method === "GET"
        ? response.writeHead(200, { "content-type": "application/json" }).end("[]")
        : response.writeHead(status, { ...(type !== "" && { "content-type": type }), ...headers }).end(body),
    );
    const client = clientOf(server.url, { rateLimits: "off", maxRetrySeconds: "0" });
    expect(await outcomeOf(run(client))).toBe(wanted);
    const [first, ...more] = server.seen.map(({ method }) => method);
    expect(first).toBe("POST");
    // What may have made it is looked for; a refusal of the API's, or a redirect, has made nothing.
    const isRefused = status === 302 || (wanted !== UNEXPECTED && status < 500);
    expect(more).toEqual(isRefused ? [] : ["GET"]);
  });
});

it("has the twins: what each call answers where it is the API that says it well", async () => {
  const objects: Record<string, unknown> = {
    user: { id: "u1", friendly_name: "n" },
    "api-access-token": { id: "k1", user_id: "u1" },
  };
  const server = await serve(({ method, path }, response) => {
    const kind = path.split("?")[0]?.split("/")[4] ?? "";
    const isList = path.split("?")[0]?.split("/").length === 5;
    const answer = isList ? [objects[kind]] : objects[kind];
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(method === "DELETE" && kind === "user" ? "" : json(answer));
  });
  for (const [what, run] of Object.entries(calls)) {
    const outcome = await outcomeOf(run(clientOf(server.url, { rateLimits: "off", maxRetrySeconds: "0" })));
    expect(outcome, what).toMatch(what.startsWith("deletion") ? /^deleted$/ : /^\[object/);
  }
});
