import { dayOf } from "../core/clock";
import { invalid, notFound, unreachable } from "../core/errors";
import type { AuditEntry } from "../core/model";
import { applicationCodes, permissions } from "../core/roles";
import { accountWireOf, auditWireOf, roleWireOf } from "../core/wire";
import { type Call, type Route, type RouteResponse, route } from "../http/router";
import { reachableAccounts, requirePermission } from "./access";

function listRoles(call: Call): RouteResponse {
  requirePermission(call, permissions.viewRoles);
  const { world, query } = call;
  const code = query.application_code;
  if (code === undefined && world.rules.on("role-application-code")) throw invalid("application_code: is required");
  if (code !== undefined && !applicationCodes.includes(code)) {
    throw invalid(`application_code: ${JSON.stringify(code)} is unknown`);
  }
  const roles = [...world.roles.values()].filter((role) => code === undefined || role.applicationCode === code);
  const wire = roles.map((role) => roleWireOf(world, role));
  return call.list(roles, (index) => wire[index], "roles");
}

function listAccounts(call: Call): RouteResponse {
  requirePermission(call, permissions.viewAccounts);
  const accounts = reachableAccounts(call);
  const wire = accounts.map((account) => accountWireOf(call.world, account));
  return call.list(accounts, (index) => wire[index], "accounts");
}

function getAccount(call: Call): RouteResponse {
  requirePermission(call, permissions.viewAccounts);
  const account = call.world.accounts.get(call.params.id ?? "");
  if (account === undefined) throw notFound("account");
  if (!call.caller.accounts.includes(account.id)) throw unreachable("account", call.world.rules);
  return { status: 200, body: accountWireOf(call.world, account) };
}

function auditFilter(query: Call["query"]): (entry: AuditEntry) => boolean {
  const types = query.resource_types?.split(",");
  const same = (wanted: string | undefined, given: string): boolean => wanted === undefined || wanted === given;
  return (entry) =>
    same(query.user_name, entry.userName) &&
    same(query.action, entry.action) &&
    same(query.resource_id, entry.resourceId) &&
    same(query.status, entry.status) &&
    same(query.account_id, entry.accountId) &&
    (types === undefined || types.includes(entry.resourceType)) &&
    (query.from === undefined || dayOf(entry.at) >= query.from) &&
    (query.to === undefined || dayOf(entry.at) <= query.to);
}

function listAudit(call: Call): RouteResponse {
  requirePermission(call, permissions.viewAuditLog);
  const { world, query } = call;
  const filter = auditFilter(query);
  const entries = world.audit.filter((entry) => call.caller.accounts.includes(entry.accountId) && filter(entry));
  if (query.sort !== "asc") entries.reverse();
  const wire = (index: number): unknown => {
    const entry = entries[index];
    return entry === undefined ? undefined : auditWireOf(world, entry);
  };
  return call.list(entries, wire, "audit");
}

/** Roles, accounts and the audit log. */
export const directoryRoutes: readonly Route[] = [
  route("listRoles", listRoles, "roles"),
  route("listAccounts", listAccounts, "accounts"),
  route("getAccount", getAccount),
  route("listAuditLog", listAudit, "audit"),
];
