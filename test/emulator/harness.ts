import { Agent, request } from "node:http";
import { API_PREFIX } from "../../src/contract";
import type { Emulator } from "../../src/emulator";

/** One answer, read whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
  /** The body as one object; empty when it is none. */
  readonly object: Readonly<Record<string, unknown>>;
  /** The body as a list of objects; empty when it is none. */
  readonly list: readonly Readonly<Record<string, unknown>>[];
  /** The codes and messages of an error body, whichever envelope it came in. */
  readonly codes: readonly unknown[];
  readonly messages: readonly string[];
}

/** What may be changed about a call. */
export interface CallOptions {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  /** null leaves a header out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly agent?: Agent;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function detailsOf(json: unknown): Record<string, unknown>[] {
  if (!isObject(json)) return [];
  if (isObject(json.error)) return [json.error];
  if (Array.isArray(json.errors)) return json.errors.filter(isObject);
  return "code" in json ? [json] : [];
}

/** Sends exactly what it is told, on a connection of its own unless given an agent. */
export function send(url: string, method: string, options: CallOptions = {}): Promise<Reply> {
  const payload = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const wanted: Record<string, string | null> = {
    "user-agent": "test",
    ...(payload === undefined
      ? {}
      : { "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) }),
    ...(typeof options.key === "string" ? { "x-api-key": options.key } : {}),
    ...options.headers,
  };
  const headers = Object.fromEntries(Object.entries(wanted).flatMap(([n, v]) => (v === null ? [] : [[n, v]])));
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: options.agent ?? new Agent() }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const json = parse(text);
        const details = detailsOf(json);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json,
          object: isObject(json) ? json : {},
          list: Array.isArray(json) ? json.filter(isObject) : [],
          codes: details.map((detail) => detail.code),
          messages: details.map((detail) => String(detail.message)),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

/** Calls the API as the administrator, unless given another key. */
export function call(emulator: Emulator, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  return send(`${emulator.url}${API_PREFIX}${path}`, method, { key: emulator.apiKey, ...options });
}

/** The id of a role by its name. */
export async function roleId(emulator: Emulator, name: string): Promise<string> {
  const role = (await emulator.state()).roles.find((one) => one.name === name);
  return String(role?.id);
}

/** The body of a creation; fields may be replaced or, with undefined, left out. */
export function newUser(emulator: Emulator, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    user_type: "service",
    access_scope: "account",
    friendly_name: "ci",
    description: "Signs releases",
    email: "team@example.com",
    accounts: [emulator.accountId],
    roles: [],
    ...fields,
  };
}

/** A user that was made, with its first key. */
export interface MadeUser {
  readonly id: string;
  readonly key: string;
  readonly keyId: string;
}

/** Makes a user. */
export async function makeUser(emulator: Emulator, fields: Record<string, unknown> = {}): Promise<MadeUser> {
  const reply = await call(emulator, "POST", "/user", { body: newUser(emulator, fields) });
  if (reply.status !== 201) throw new Error(`No user was made: ${reply.status} ${reply.text}`);
  const token = isObject(reply.object.api_access_token) ? reply.object.api_access_token : {};
  return { id: String(reply.object.id), key: String(token.token), keyId: String(token.id) };
}

/** Makes a key. */
export async function makeKey(
  emulator: Emulator,
  userId: string,
  name: string,
  endDate?: string,
): Promise<{ id: string; value: string }> {
  const body = { user_id: userId, name, ...(endDate === undefined ? {} : { end_date: endDate }) };
  const reply = await call(emulator, "POST", "/api-access-token", { body });
  if (reply.status !== 201) throw new Error(`No key was made: ${reply.status} ${reply.text}`);
  return { id: String(reply.object.id), value: String(reply.object.token) };
}

/** Whether a key opens the API: a user without a role is known as well, and gets 403 for GET user/me. */
export async function opens(emulator: Emulator, key: string): Promise<boolean> {
  return [200, 403].includes((await call(emulator, "GET", "/user/me", { key })).status);
}
