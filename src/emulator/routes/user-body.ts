import type { UserUpdateRequest } from "../../contract";
import { invalid } from "../core/errors";
import type { User, UserTexts, World } from "../core/model";
import { tokensOf } from "../core/world";

/** What a body writes of a user that is kept as it is. */
export function textsOf(body: UserUpdateRequest): UserTexts {
  const { user_type: _type, access_scope: _scope, friendly_name: _name, end_date: _end, ...rest } = body;
  const { accounts: _accounts, primary_account_id: _primary, roles: _roles, applications: _known, ...texts } = rest;
  return texts;
}

/** What a PUT means: the whole object, or (the other reading) what it names on top of what was there. */
export function merged(world: World, user: User, body: UserUpdateRequest) {
  const kept = world.rules.on("put-user-replaces");
  return {
    friendlyName: body.friendly_name,
    texts: { description: "", ...(kept && user.texts), ...textsOf(body) },
    endDate: body.end_date ?? (kept ? user.endDate : undefined),
    accounts: body.accounts,
    // A primary account cannot be erased: a PUT that names none leaves it where it is.
    primary:
      body.primary_account_id ?? (body.accounts.includes(user.primaryAccountId) ? user.primaryAccountId : undefined),
    roles: body.roles ?? (kept ? user.roles : []),
    applications: body.applications ?? (kept ? user.applications : []),
  };
}

/** Refuses a user that lacks what it must have. */
export function requireWhole(
  world: World,
  user: {
    readonly email?: string | undefined;
    readonly roles: readonly string[];
    readonly applications: readonly string[];
  },
): void {
  const { rules } = world;
  const applications = new Set([...world.roles.values()].map((role) => role.applicationId));
  const wrong = [
    ...(user.email === undefined && !rules.on("email-required") ? ["email: is required"] : []),
    ...(user.roles.length === 0 && rules.on("roles-may-be-empty") ? ["roles: at least one is required"] : []),
    ...(user.applications.length === 0 && rules.on("applications-optional")
      ? ["applications: at least one is required"]
      : []),
    ...user.applications
      .filter((id) => !applications.has(id))
      .map((id) => `applications: unknown application ${JSON.stringify(id)}`),
  ];
  if (wrong.length > 0) throw invalid(...wrong);
}

/** The primary account of a user with these accounts. */
export function requirePrimary(given: string | undefined, accounts: readonly string[]): string {
  const primary = given ?? accounts[0] ?? "";
  if (!accounts.includes(primary)) throw invalid("primary_account_id: is not one of the accounts");
  return primary;
}

/** Refuses to take its primary account from a user, unless the same request names another. */
export function refuseLosingPrimary(
  world: World,
  user: User,
  { accounts, primary }: { readonly accounts: readonly string[]; readonly primary: string | undefined },
): void {
  if (world.rules.on("primary-account-kept") || accounts.includes(primary ?? user.primaryAccountId)) return;
  throw invalid(`accounts: the primary account ${user.primaryAccountId} cannot be removed`);
}

/** Refuses, by one reading, an end before that of the user's keys. */
export function refuseBeforeItsKeys(world: World, user: User, endDate: string | undefined): void {
  if (!world.rules.on("user-end-before-its-keys") || endDate === undefined) return;
  const beyond = tokensOf(world, user.id).filter((token) => token.endDate !== undefined && token.endDate > endDate);
  if (beyond.length > 0) throw invalid(`end_date: the user has keys that end after ${endDate}`);
}
