import { call, makeKey, makeUser, roleId } from "../harness";
import { ASSIGNED, END, has, type Probe, post, probe, put, userId } from "./probe";

/** Users. */
export const userProbes: Record<string, Probe> = {
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
  "status-in-capitals": probe(
    async (e) => {
      const { object } = await call(e, "GET", `/user/${await userId(e)}`);
      return [
        object.status,
        (await call(e, "GET", "/audit-log")).list.map((entry) => entry.status).includes("success"),
      ];
    },
    ["ACTIVE", false],
    ["active", true],
  ),
  "times-in-seconds": probe(
    async (e) => {
      const { object } = await call(e, "GET", `/user/${await userId(e)}`);
      return String(object.created_at).replace(/\d+/g, "0");
    },
    "0-0-0T0:0:0Z",
    "0-0-0T0:0:0.0+0",
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
