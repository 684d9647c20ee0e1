/** The steps that read before anything is written: who calls, where, and which roles there are to give. */
import { isRecord } from "../../../basics/unknown";
import { toRole, toServiceUser } from "../../../client/reading/wire";
import { recordsIn } from "../../readings/lists";
import { reads } from "../../readings/steps";
import type { Context } from "../context";
import type { Step } from "./step";

/** The steps, in order. */
export const readingSteps: readonly Step[] = [
  reads.notFound,
  {
    ...reads.me,
    keep(context, { json }) {
      const me = toServiceUser(json);
      context.ids.account ??= me.primaryAccountId ?? me.accountIds?.[0];
      if (context.email === "" && me.email !== undefined) context.email = me.email;
      context.applications = recordsIn(isRecord(json) ? json.applications : []).flatMap(idsIn);
    },
  },
  {
    ...reads.accounts,
    keep(context, { json }) {
      const accounts = recordsIn(json).filter(({ active }) => active !== false);
      const ids = accounts.flatMap(idsIn);
      context.ids.account ??= ids[0];
      const second = ids.find((id) => id !== context.ids.account);
      if (second !== undefined) context.secondAccount = second;
    },
  },
  reads.users,
  {
    ...reads.managerRoles,
    keep(context, { json }) {
      context.role = leastRole(recordsIn(json));
    },
  },
  {
    ...reads.roles,
    keep(context, { json }) {
      const roles = recordsIn(json);
      context.otherRole = roleOfAnother(roles, context);
      if (context.applications.length === 0) context.applications = roles.slice(0, 1).map(applicationOf);
    },
  },
];

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
