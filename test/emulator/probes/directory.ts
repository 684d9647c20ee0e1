import { call, makeUser, roleId } from "../harness";
import { CSR, has, type Probe, post, probe, userId } from "./probe";

/** Roles, lists, the audit log and certificates. */
export const directoryProbes: Record<string, Probe> = {
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
  "envelope-items": probe(
    async (e) => {
      const { list, object } = await call(e, "GET", "/user");
      return [list.length > 0, ["items", "records"].filter((field) => field in object)];
    },
    [true, []],
    [false, ["records"]],
  ),
  "audit-entry-nested": probe(
    async (e) => {
      await post(e);
      const [entry = {}] = (await call(e, "GET", "/audit-log")).list;
      return ["user_id", "resource_type", "user", "resource"].filter((field) => field in entry);
    },
    ["user", "resource"],
    ["user_id", "resource_type"],
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
