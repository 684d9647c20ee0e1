import type { Emulator } from "../../src/emulator";
import { call, makeKey, makeUser, newUser, opens, type Reply, roleId } from "./harness";

/** One question, what the agreed reading answers and what the variant answers. */
export interface Probe {
  readonly ask: (emulator: Emulator) => Promise<unknown>;
  readonly agreed: unknown;
  readonly other: unknown;
}

const probe = (ask: Probe["ask"], agreed: unknown, other: unknown): Probe => ({ ask, agreed, other });

const post = (emulator: Emulator, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "POST", "/user", { body: newUser(emulator, fields) });

const put = (emulator: Emulator, id: string, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "PUT", `/user/${id}`, { body: newUser(emulator, fields) });

const postKey = (emulator: Emulator, user_id: string, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "POST", "/api-access-token", { body: { user_id, name: "release", ...fields } });

const putKey = (emulator: Emulator, id: unknown, fields: Record<string, unknown> = {}): Promise<Reply> =>
  call(emulator, "PUT", `/api-access-token/${id}`, { body: { name: "release", enabled: true, ...fields } });

/** A user of which only the id is needed, whatever the answer to its creation looks like. */
async function userId(emulator: Emulator, fields: Record<string, unknown> = {}): Promise<string> {
  return String((await post(emulator, fields)).object.id);
}

const has = (reply: Reply, ...fields: string[]): string[] => fields.filter((field) => field in reply.object);

/** What answers a taken name: the same to a creation and to a rename, of a user and of a key. */
async function takenAnswers(emulator: Emulator): Promise<unknown[]> {
  const id = await userId(emulator); // its first key is called "ci" as well
  const other = await userId(emulator, { friendly_name: "other" });
  const replies = [
    await post(emulator),
    await put(emulator, other),
    await postKey(emulator, id, { name: "ci" }),
    await putKey(emulator, (await makeKey(emulator, id, "release")).id, { name: "ci" }),
  ];
  const [first, ...others] = replies.map(({ status, codes, messages }) => [status, codes[0], messages[0]]);
  return others.every((reply) => String(reply) === String(first)) ? (first ?? []) : replies;
}

async function afterFault(emulator: Emulator, status: number): Promise<Reply> {
  await emulator.addFault({ kind: "status", status });
  return call(emulator, "GET", "/account");
}

const ASSIGNED = ["end_date", "accounts", "roles"];
const END = { end_date: "2027-12-31" };
const CSR = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";

const userProbes: Record<string, Probe> = {
  "create-user-request": probe(
    async (e) => [
      (await post(e)).status,
      (await post(e, { friendly_name: "x", primary_account_id: e.accountId })).status,
    ],
    [201, 201],
    [400, 201],
  ),
  "email-required": probe(
    async (e) => {
      const id = await userId(e);
      const without = { email: undefined };
      return [(await post(e, { friendly_name: "x", ...without })).status, (await put(e, id, without)).status];
    },
    [400, 400],
    [201, 200],
  ),
  "applications-optional": probe(
    async (e) => {
      const [role] = (await e.state()).roles;
      const named = { friendly_name: "x", applications: [role?.application_id] };
      const made = await post(e, named);
      return [(await post(e)).status, made.status, (await put(e, String(made.object.id))).status];
    },
    [201, 201, 409],
    [400, 201, 400],
  ),
  "roles-may-be-empty": probe(
    async (e) => {
      const roles = [await roleId(e, "Auditor")];
      const made = await post(e, { friendly_name: "x", roles });
      return [(await post(e)).status, made.status, (await put(e, String(made.object.id), { roles: undefined })).status];
    },
    [201, 201, 409],
    [400, 201, 400],
  ),
  "primary-account-kept": probe(
    async (e) => {
      const { id } = await e.addAccount({ name: "Second" });
      const user = await userId(e, { accounts: [e.accountId, id] });
      const kept = await put(e, user, { accounts: [id, e.accountId] });
      const { status, object } = await put(e, user, { accounts: [id] });
      return [kept.object.primary_account_id === e.accountId, status, object.primary_account_id === id];
    },
    [true, 400, false],
    [true, 200, true],
  ),
  "create-user-status": probe(async (e) => (await post(e)).status, 201, 200),
  "create-user-answer": probe(async (e) => has(await post(e, END), ...ASSIGNED), ASSIGNED, []),
  "create-user-token-field": probe(
    async (e) => has(await post(e), "api_access_token", "api_token", "token_id"),
    ["api_access_token"],
    ["api_token", "token_id"],
  ),
  "user-carries-assignments": probe(
    async (e) => has(await call(e, "GET", `/user/${await userId(e, END)}`), ...ASSIGNED),
    ASSIGNED,
    [],
  ),
  "assignments-are-objects": probe(
    async (e) => {
      const { accounts } = (await post(e)).object;
      return Array.isArray(accounts) ? accounts[0] instanceof Object : undefined;
    },
    true,
    false,
  ),
  "requests-name-ids": probe(
    async (e) => [(await post(e)).status, (await post(e, { accounts: [{ id: e.accountId }] })).status],
    [201, 400],
    [400, 201],
  ),
  "put-user-replaces": probe(
    async (e) => (await put(e, await userId(e), { description: undefined })).object.description,
    "",
    "Signs releases",
  ),
  "put-user-answer": probe(async (e) => (await put(e, await userId(e))).status, 200, 204),
  "enable-disable-user": probe(
    async (e) => {
      const path = `/user/${await userId(e)}`;
      const replies = [await call(e, "PUT", `${path}/disable`), await call(e, "PUT", `${path}/enable`)];
      return replies.map((reply) => [reply.status, reply.text.length > 0]);
    },
    [
      [200, true],
      [200, true],
    ],
    [
      [204, false],
      [204, false],
    ],
  ),
  "delete-user-answer": probe(
    async (e) => {
      const reply = await call(e, "DELETE", `/user/${await userId(e)}`);
      return [reply.status, reply.object.friendly_name];
    },
    [204, undefined],
    [200, "ci"],
  ),
  "delete-own-user": probe(async (e) => (await call(e, "DELETE", "/user/me")).status, 204, 400),
  "user-end-before-its-keys": probe(
    async (e) => {
      const id = await userId(e, END);
      await makeKey(e, id, "release", "2027-12-31");
      return (await put(e, id, { end_date: "2027-06-30" })).status;
    },
    200,
    400,
  ),
  "me-without-role": probe(
    async (e) => {
      const { id, key } = await makeUser(e, { roles: [await roleId(e, "Document signer")] });
      const keys = await call(e, "GET", `/api-access-token?user_id=${id}`, { key });
      return [(await call(e, "GET", "/user/me", { key })).status, keys.status];
    },
    [403, 403],
    [200, 200],
  ),
  "status-values": probe(
    async (e) => {
      const id = await userId(e);
      await call(e, "PUT", `/user/${id}/disable`);
      return (await call(e, "GET", `/user/${id}`)).object.status;
    },
    "DISABLED",
    "INACTIVE",
  ),
  "unreachable-is-404": probe(
    async (e) => {
      const far = await e.addAccount({ name: "Elsewhere", reachable: false });
      return (await call(e, "GET", `/account/${far.id}`)).status;
    },
    404,
    403,
  ),
  "user-as-documented": probe(
    async (e) => has(await call(e, "GET", `/user/${await userId(e, END)}`), ...ASSIGNED),
    ASSIGNED,
    [],
  ),
};

const keyProbes: Record<string, Probe> = {
  "create-token-body": probe(async (e) => (await postKey(e, await userId(e))).status, 201, 200),
  "create-token-value-field": probe(
    async (e) => has(await postKey(e, await userId(e)), "token", "api_key"),
    ["token"],
    ["api_key"],
  ),
  "token-metadata": probe(
    async (e) => has(await postKey(e, await userId(e)), "user_id", "status"),
    ["user_id", "status"],
    ["status"],
  ),
  "token-without-enabled": probe(
    async (e) => {
      const made = await postKey(e, await userId(e));
      return [
        has(made, "enabled", "status"),
        (await call(e, "GET", `/api-access-token/${made.object.id}`)).object.enabled,
      ];
    },
    [["status"], undefined],
    [["enabled", "status"], true],
  ),
  "put-token-replaces": probe(
    async (e) => (await putKey(e, (await makeKey(e, await userId(e), "release", "2027-12-31")).id)).object.end_date,
    undefined,
    "2027-12-31",
  ),
  "delete-token-answer": probe(
    async (e) => {
      const reply = await call(e, "DELETE", `/api-access-token/${(await makeKey(e, await userId(e), "release")).id}`);
      return [reply.status, reply.object.name];
    },
    [204, undefined],
    [200, "release"],
  ),
  "put-token-answer": probe(
    async (e) => (await putKey(e, (await makeKey(e, await userId(e), "release")).id)).status,
    200,
    204,
  ),
  "token-end-date-fixed": probe(
    async (e) => {
      const { id } = await makeKey(e, await userId(e), "release", "2027-06-30");
      return (await putKey(e, id, END)).status;
    },
    200,
    400,
  ),
  "token-within-user-life": probe(
    async (e) => (await postKey(e, await userId(e, END), { end_date: "2028-01-01" })).status,
    400,
    201,
  ),
  "past-end-date-refused": probe(
    async (e) => (await postKey(e, await userId(e), { end_date: "2027-01-09" })).status,
    400,
    201,
  ),
  "asked-life-granted": probe(
    async (e) => (await postKey(e, await userId(e), END)).object.end_date,
    "2027-12-31",
    "2027-02-09",
  ),
  "token-id-is-value": probe(
    async (e) => {
      const { object } = await post(e);
      const { token_id } = object;
      return "api_access_token" in object ? "an object" : (await opens(e, String(token_id))) && "opens";
    },
    "an object",
    "opens",
  ),
  "masked-first-key": probe(async (e) => JSON.stringify((await post(e)).object).includes("****"), false, true),
  "grants-less": probe(
    async (e) => (await postKey(e, await userId(e), END)).object.end_date,
    "2027-12-31",
    "2027-02-09",
  ),
  "own-tokens": probe(
    async (e) => {
      const { id, key } = await makeUser(e, { roles: [await roleId(e, "Auditor")] });
      return (await call(e, "GET", `/api-access-token?user_id=${id}`, { key })).status;
    },
    200,
    403,
  ),
  "single-key": probe(async (e) => (await postKey(e, await userId(e))).status, 201, 403),
  "put-merge": probe(
    async (e) => {
      const id = await userId(e);
      const key = await makeKey(e, id, "release", "2027-12-31");
      const user = await put(e, id, { description: undefined });
      return [user.object.description, (await putKey(e, key.id)).object.end_date];
    },
    ["", undefined],
    ["Signs releases", "2027-12-31"],
  ),
};

const nameProbes: Record<string, Probe> = {
  "end-date-format": probe(async (e) => (await post(e, END)).object.end_date, "2027-12-31", "2027-12-31T23:59:59Z"),
  "name-length": probe(async (e) => (await post(e, { friendly_name: "a".repeat(65) })).status, 201, 400),
  "name-scope": probe(
    async (e) => {
      await postKey(e, await userId(e));
      return (await postKey(e, await userId(e, { friendly_name: "other" }))).status;
    },
    201,
    409,
  ),
  "name-case": probe(
    async (e) => {
      await post(e);
      return (await post(e, { friendly_name: "CI" })).status;
    },
    409,
    201,
  ),
  "deleted-not-found": probe(
    async (e) => {
      const { id } = (await post(e)).object;
      await call(e, "DELETE", `/user/${id}`);
      const { status, object } = await call(e, "GET", `/user/${id}`);
      const listed = (await call(e, "GET", "/user")).list.some((user) => user.id === id);
      const again = [await call(e, "PUT", `/user/${id}`, { body: newUser(e) }), await call(e, "DELETE", `/user/${id}`)];
      const named = (await post(e)).status;
      return [status, object.status, listed, ...again.map((reply) => reply.status), named];
    },
    [404, undefined, false, 404, 404, 201],
    [200, "DELETED", true, 404, 404, 409],
  ),
  "name-released": probe(
    async (e) => {
      await call(e, "DELETE", `/user/${await userId(e)}`);
      return (await post(e)).status;
    },
    201,
    409,
  ),
  "duplicate-status": probe(
    async (e) => {
      await post(e);
      const reply = await post(e);
      return [reply.status, reply.codes];
    },
    [409, ["duplicate_error"]],
    [400, ["duplicate_error"]],
  ),
  "duplicate-code": probe(
    takenAnswers,
    [409, "duplicate_error", "Nickname ci already exists. Enter a different nickname."],
    [400, "invalid_input", "ci already exists"],
  ),
  "duplicate-words": probe(
    takenAnswers,
    [409, "duplicate_error", "Nickname ci already exists. Enter a different nickname."],
    [400, "invalid_request", "The request could not be processed."],
  ),
};

const directoryProbes: Record<string, Probe> = {
  "permission-names": probe(
    async (e) => (await call(e, "GET", "/user", { key: (await makeUser(e)).key })).messages[0],
    "The permission VIEW_AM_USER is required.",
    "The permission am:user:view is required.",
  ),
  "role-body": probe(
    async (e) => {
      const id = await roleId(e, "Auditor");
      const role = (await call(e, "GET", "/role")).list.find((one) => one.id === id);
      return [role?.application_code, role?.permissions];
    },
    ["account_manager", ["VIEW_AM_AUDIT_LOG"]],
    [undefined, [{ id: "view_am_audit_log", name: "VIEW_AM_AUDIT_LOG" }]],
  ),
  "role-application-code": probe(async (e) => (await call(e, "GET", "/role")).status, 200, 400),
  "token-list-bare": probe(
    async (e) => {
      const tokens = await call(e, "GET", `/api-access-token?user_id=${await userId(e)}`);
      return [tokens.object.total, (await call(e, "GET", "/user")).object.total];
    },
    [undefined, undefined],
    [1, undefined],
  ),
  "paged-lists": probe(
    async (e) => {
      const tokens = await call(e, "GET", `/api-access-token?user_id=${await userId(e)}`);
      return [tokens.object.total, (await call(e, "GET", "/user")).object.total];
    },
    [undefined, undefined],
    [1, 2],
  ),
  "audit-entry-body": probe(
    async (e) => {
      await post(e);
      const [entry] = (await call(e, "GET", "/audit-log")).list;
      return ["created_at", "timestamp"].filter((field) => entry !== undefined && field in entry);
    },
    ["created_at"],
    ["timestamp"],
  ),
  "certificate-body": probe(
    async (e) => {
      const reply = await call(e, "POST", "/client-auth-certificate", { body: { nickname: "laptop", csr: CSR } });
      return [reply.status, has(reply, "user_id", "enabled")];
    },
    [201, ["user_id", "enabled"]],
    [200, []],
  ),
};

/** How many calls are let in before the first refusal. */
async function lettingIn(emulator: Emulator): Promise<number> {
  for (let count = 0; ; count += 1) if (!(await opens(emulator, emulator.apiKey))) return count;
}

/** Whether a key that insisted without pause is let in once the first refusal is over. */
async function afterInsisting(emulator: Emulator): Promise<number> {
  await lettingIn(emulator);
  await emulator.setClock({ advance: "PT3S" });
  for (let count = 0; count < 100; count += 1) await opens(emulator, emulator.apiKey);
  await emulator.setClock({ advance: "PT3S" });
  return (await call(emulator, "GET", "/user/me")).status;
}

const transportProbes: Record<string, Probe> = {
  "another-host": probe(
    async (e) => {
      const reply = await call(e, "GET", "/account");
      return [reply.status, reply.headers["content-type"]];
    },
    [200, "application/json;charset=utf-8"],
    [404, "text/html;charset=utf-8"],
  ),
  "error-envelope-used": probe(
    async (e) => {
      const replies = [await call(e, "GET", "/user/x"), await call(e, "GET", "/user/x")];
      return replies.flatMap((reply) => Object.keys(reply.object)).sort();
    },
    ["error", "errors"],
    ["code", "code", "message", "message"],
  ),
  "rate-limit-code": probe(
    async (e) => {
      await lettingIn(e);
      return (await call(e, "GET", "/user/me")).codes;
    },
    ["request_limit_exceeded"],
    ["too_many_requests"],
  ),
  "rate-limit-windows": probe(lettingIn, 100, 50),
  "refused-requests-uncounted": probe(afterInsisting, 200, 429),
  "internal-error-code": probe(async (e) => (await afterFault(e, 500)).codes, ["internal_error"], ["generic_error"]),
  "unavailable-code": probe(async (e) => (await afterFault(e, 503)).codes, ["service_unavailable"], ["maintenance"]),
  "gateway-errors": probe(
    async (e) => {
      const reply = await afterFault(e, 502);
      return [reply.headers["content-type"], reply.codes];
    },
    ["text/html;charset=utf-8", []],
    ["application/json;charset=utf-8", ["internal_error"]],
  ),
  chunked: probe(
    async (e) => {
      const { headers } = await call(e, "GET", "/account");
      return [headers["transfer-encoding"], headers["content-length"] === undefined];
    },
    [undefined, false],
    ["chunked", true],
  ),
};

/** One probe for each variant, by its name. */
export const probes: Readonly<Record<string, Probe>> = {
  ...userProbes,
  ...keyProbes,
  ...nameProbes,
  ...directoryProbes,
  ...transportProbes,
};
