/** The steps that read before anything is written: who calls, where, and which roles there are to give. */
import { isRecord } from "../../../basics/unknown";
import { toRole, toServiceUser } from "../../../client/reading/wire";
import type { Context } from "../context";
import type { Step } from "./step";

/** The steps, in order. */
export const readingSteps: readonly Step[] = [
  { name: "read-missing", method: "GET", path: "/user/:missing" },
  {
    name: "read-me",
    method: "GET",
    path: "/user/me",
    keep(context, { json }) {
      const me = toServiceUser(json);
      context.ids.account ??= me.primaryAccountId ?? me.accountIds?.[0];
      if (context.email === "" && me.email !== undefined) context.email = me.email;
      context.applications = recordsIn(json, "applications").flatMap(idsIn);
    },
  },
  {
    name: "list-accounts",
    method: "GET",
    path: "/account",
    keep(context, { json }) {
      context.ids.account ??= items(json).flatMap(idsIn)[0];
    },
  },
  { name: "list-users", method: "GET", path: "/user?user_type=service" },
  {
    name: "list-manager-roles",
    method: "GET",
    path: "/role?application_code=account_manager",
    counts: true,
    keep(context, { json }) {
      context.role = leastRole(items(json));
    },
  },
  {
    name: "list-roles",
    method: "GET",
    path: "/role",
    counts: true,
    keep(context, { json }) {
      const roles = items(json);
      context.otherRole = roleOfAnother(roles, context);
      if (context.applications.length === 0) context.applications = roles.slice(0, 1).map(applicationOf);
    },
  },
];

/** The items of a list as it came, bare or in an envelope; undefined where it is no list. */
export function itemsIn(json: unknown): readonly unknown[] | undefined {
  if (Array.isArray(json)) return json;
  const lists = isRecord(json) && !("id" in json) ? Object.values(json).filter((each) => Array.isArray(each)) : [];
  return lists.length === 1 ? lists[0] : undefined;
}

/** Those of them that are objects. */
export const items = (json: unknown): Record<string, unknown>[] => (itemsIn(json) ?? []).filter(isRecord);

const recordsIn = (json: unknown, field: string): Record<string, unknown>[] => items(isRecord(json) ? json[field] : []);
const idsIn = ({ id }: Record<string, unknown>): string[] => (typeof id === "string" && id !== "" ? [id] : []);
const applicationOf = ({ application_id: id }: Record<string, unknown>): string => String(id ?? "");

/** The role that allows least, and nothing with users, whichever way permissions are spelled. */
function leastRole(roles: readonly Record<string, unknown>[]): string | undefined {
  const known = roles.map((role) => ({ id: toRole(role).id, permissions: permissionsOf(role) }));
  const harmless = known.filter(({ permissions }) => !permissions.some((name) => /user|manage/i.test(name)));
  const noUsers = known.filter(({ permissions }) => !permissions.some((name) => /user/i.test(name)));
  const [first = []] = [harmless, noUsers].filter((each) => each.length > 0);
  return [...first].sort((one, other) => one.permissions.length - other.permissions.length)[0]?.id;
}

const permissionsOf = ({ permissions }: Record<string, unknown>): string[] =>
  Array.isArray(permissions) ? permissions.map((each) => String(isRecord(each) ? each.name : each)) : [];

/** A role of none of Account Manager's, by its application's id or code. */
function roleOfAnother(roles: readonly Record<string, unknown>[], { role }: Context): string | undefined {
  const manager = roles.find(({ id }) => id === role);
  if (manager === undefined) return undefined;
  return roles.find((each) => applicationOf(each) !== "" && applicationOf(each) !== applicationOf(manager))?.id as
    | string
    | undefined;
}
