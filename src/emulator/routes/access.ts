import { denied, invalid, notFound, unreachable } from "../core/errors";
import type { Account, Role, Token, User, World } from "../core/model";
import { otherSpelling, permissions } from "../core/roles";
import type { Call } from "../http/router";

/** Whether a user has one of these permissions. */
function may(world: World, user: User, ...anyOf: readonly string[]): boolean {
  return user.roles.some((id) => world.roles.get(id)?.permissions.some((name) => anyOf.includes(name)));
}

/** Refuses a caller that has none of these permissions; the refusal names the first. */
export function requirePermission(call: Pick<Call, "world" | "caller">, ...anyOf: readonly string[]): void {
  if (may(call.world, call.caller, ...anyOf)) return;
  const [first = ""] = anyOf;
  throw denied(call.world.rules.on("permission-names") ? otherSpelling(first) : first);
}

/** Whether two users have an account in common. */
export function shareAnAccount(one: User, other: User): boolean {
  return one.accounts.some((id) => other.accounts.includes(id));
}

/** The user of an id, or of `me`, that the caller can reach and that was not deleted. */
export function requireUser(call: Call, id: string | undefined): User {
  const user = requireReadableUser(call, id);
  if (user.deleted) throw notFound("user");
  return user;
}

/** The user of an id, or of `me`, that the caller can reach; a deleted one is only read. */
export function requireReadableUser(call: Call, id: string | undefined): User {
  if (id === "me") return call.caller;
  const user = call.world.users.get(id ?? "");
  if (user === undefined) throw notFound("user");
  if (user.id !== call.caller.id && !shareAnAccount(user, call.caller)) throw unreachable("user", call.world.rules);
  return user;
}

/** Refuses a caller that may neither manage users nor touches only what is its own. */
export function requireManager(call: Call, owner: User): void {
  const own = owner.id === call.caller.id && !call.world.rules.on("own-tokens");
  if (!own) requirePermission(call, permissions.manageUsers);
}

/** Refuses a caller that may neither see users nor looks at what is its own. */
export function requireViewer(call: Call, owner: User): void {
  const own = owner.id === call.caller.id && !call.world.rules.on("own-tokens");
  if (!own) requirePermission(call, permissions.viewUsers, permissions.manageUsers);
}

/** The key of an id, with its user, that the caller can reach and that was not deleted. */
export function requireToken(call: Call): { token: Token; owner: User } {
  const found = requireReadableToken(call);
  if (found.token.deleted) throw notFound("API key");
  return found;
}

/** The key of an id, with its user, that the caller can reach; a deleted one is only read. */
export function requireReadableToken(call: Call): { token: Token; owner: User } {
  const token = call.world.tokens.get(call.params.id ?? "");
  const owner = token === undefined ? undefined : call.world.users.get(token.userId);
  if (token === undefined || owner === undefined) throw notFound("API key");
  if (owner.id !== call.caller.id && !shareAnAccount(owner, call.caller)) {
    throw unreachable("API key", call.world.rules);
  }
  return { token, owner };
}

/** The accounts of these ids, which must exist within the caller's reach. */
export function requireAccounts(call: Call, ids: readonly string[]): void {
  const unknown = ids.filter((id) => !reachableAccounts(call).some((account) => account.id === id));
  if (unknown.length > 0) throw invalid(...unknown.map((id) => `accounts: unknown account ${JSON.stringify(id)}`));
  if (new Set(ids).size !== ids.length) throw invalid("accounts: an account is named twice");
}

/** The roles of these ids, which must exist. */
export function requireRoles(world: World, ids: readonly string[]): Role[] {
  const unknown = ids.filter((id) => !world.roles.has(id));
  if (unknown.length > 0) throw invalid(...unknown.map((id) => `roles: unknown role ${JSON.stringify(id)}`));
  if (new Set(ids).size !== ids.length) throw invalid("roles: a role is named twice");
  return ids.flatMap((id) => world.roles.get(id) ?? []);
}

/** Refuses applications that do not exist. */
export function requireApplications(world: World, ids: readonly string[]): void {
  const known = new Set([...world.roles.values()].map((role) => role.applicationId));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw invalid(...unknown.map((id) => `applications: unknown application ${JSON.stringify(id)}`));
  }
}

/** The accounts that the caller can reach. */
export function reachableAccounts({ world, caller }: Call): Account[] {
  return caller.accounts.flatMap((id) => world.accounts.get(id) ?? []);
}

/** Refuses an end date that has passed already. */
export function refusePast(world: World, endDate: string | undefined): void {
  if (endDate === undefined || world.rules.on("past-end-date-refused") || world.rules.broken("ignore-end-dates"))
    return;
  if (endDate < world.clock.today()) throw invalid(`end_date: ${endDate} is in the past`);
}
