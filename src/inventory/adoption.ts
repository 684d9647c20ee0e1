/** What a program declares of a user to adopt it unchanged, field by field, or why nothing can. */
import { validateServiceUser } from "../arguments";
import { isEnabled } from "../client/reading/enabled";
import type { ServiceUser } from "../client/reading/types";
import { notInNames } from "../fields/names";
import { defined, type fieldsWith } from "../fields/row";
import type { serviceUserFields } from "../fields/service-user";
import { parseMark } from "../ownership";
import { rolesThatGrant } from "./roles";
import type { SeenUser, Tenant } from "./types";

/** The fields that an adoption compares: each of them is decided here. */
type Compared = ReturnType<typeof fieldsWith<typeof serviceUserFields, "adoption">>[number];

/** One argument; without a value the program leaves it out. */
export interface Declared {
  readonly value?: string | boolean | readonly string[];
  /** What a reader should know of it. */
  readonly note?: string;
  /** The server does not show it: the value is made of what it does show. */
  readonly isGuess?: boolean;
}

/** The arguments of a user. */
export type Arguments = { readonly [K in Compared]: Declared };

/** How a user is adopted, or why it is left out. */
export type Adoption =
  | { readonly is: "adopted"; readonly args: Arguments }
  | { readonly is: "left out"; readonly why: string };

/** The decision for a user that nobody manages. */
export function adoptionOf({ user, keys }: SeenUser, tenant: Tenant, today: string): Adoption {
  const obstacle = obstacleTo(user, tenant, today);
  if (obstacle !== undefined) return { is: "left out", why: obstacle };
  const { accounts, roles } = tenant;
  const roleIds = declaredRoles(user, roles);
  if (roleIds === undefined) return { is: "left out", why: NO_ROLES };
  const args: Arguments = {
    nickname: user.nickname === undefined ? {} : { value: user.nickname },
    description: ifNotEmpty(parseMark(user.description ?? "").description),
    email: user.email === undefined ? {} : { value: user.email },
    accountIds: declaredAccounts(user, accounts),
    // An adoption keeps the one that is there.
    primaryAccountId: {},
    roleIds,
    applicationIds: declaredApplications(user, roleIds, tenant),
    endDate: declaredEnd(user, keys),
    enabled: isEnabled(user) === false ? { value: false } : {},
  };
  const errors = validateServiceUser(valuesOf(args, user.id), { today, isMade: false, isPending: () => false });
  if (errors.length === 0) return { is: "adopted", args };
  return { is: "left out", why: errors.map(({ reason }) => reason).join(" ") };
}

const NO_ROLES =
  "its roles are not shown, and those that this key sees do not add up to its permissions. Look it up in Account Manager, and write its resource by hand.";

/** What stands in the way, in the order in which a person would want to know. */
function obstacleTo(user: ServiceUser, { accounts, ownUserIds }: Tenant, today: string): string | undefined {
  const { userType, nickname, email, accountIds, primaryAccountId, endDate, status } = user;
  if (userType !== "service") return "its kind is not shown: it may be a person.";
  if (ownUserIds?.has(user.id)) {
    return "this command runs as it. A provider that manages its own user can lock itself out: leave it to people, or write it by hand.";
  }
  if (nickname === undefined) return "it has no nickname, which every write needs. Give it one in Account Manager.";
  // An adoption writes the nickname again, even one that it leaves as it is.
  const refused = notInNames(nickname);
  if (refused.length > 0 || nickname !== nickname.trim()) {
    return "no write takes its nickname: only A-Z, a-z, 0-9, dashes, underscores and blanks within are sure to be taken. Rename it in Account Manager.";
  }
  if (email === undefined) return "it has no email, which is required. Give it one in Account Manager.";
  if (accountIds === undefined && primaryAccountId === undefined) return "none of its accounts is shown.";
  if (accountIds !== undefined && primaryAccountId !== undefined && !accountIds.includes(primaryAccountId)) {
    return `its primary account, ${primaryAccountId}, is none of its accounts.`;
  }
  const known = accounts?.map(({ id }) => id);
  const unseen = (accountIds ?? []).filter((id) => known !== undefined && !known.includes(id));
  if (unseen.length > 0) {
    return `it is in accounts that this key does not see: ${unseen.join(", ")}. Run with a key that sees all of its accounts.`;
  }
  if (endDate !== undefined && endDate < today) {
    return `it ended on ${endDate}. Give it another end in Account Manager, or let it be.`;
  }
  if (isEnabled(user) !== undefined) return undefined;
  return `its status is ${status ?? "not shown"}, which is neither enabled nor disabled. Settle that in Account Manager.`;
}

const ifNotEmpty = (value: string): Declared => (value === "" ? {} : { value });

/** The primary account first, as it is kept. */
function declaredAccounts({ accountIds, primaryAccountId }: ServiceUser, accounts: Tenant["accounts"]): Declared {
  const primaryFirst = (one: string, other: string) =>
    Number(other === primaryAccountId) - Number(one === primaryAccountId);
  if (accountIds !== undefined) return { value: [...accountIds].sort(primaryFirst) };
  const others = (accounts ?? []).filter(({ id }) => id !== primaryAccountId).length;
  const more = others === 0 ? "" : `; this key sees ${others} more`;
  return { value: [primaryAccountId ?? ""], isGuess: true, note: `not shown: this is its primary one${more}` };
}

function declaredRoles({ roleIds, applications }: ServiceUser, seen: Tenant["roles"]): Declared | undefined {
  if (roleIds !== undefined) return { value: roleIds };
  const guessed = rolesThatGrant(applications, seen);
  if (guessed === undefined) return undefined;
  const { roles, others } = guessed;
  const more =
    others.length === 0 ? "" : `; it may also, or instead, have ${others.map(({ name }) => name).join(", ")}`;
  return {
    value: roles.map(({ id }) => id),
    isGuess: true,
    note: `not shown: these grant what it may do${more}`,
  };
}

/**
 * The applications of a user, where they are not just those of its roles: such were chosen by somebody, and a write that names
 * none takes them away. Those of its roles follow the roles while none are named.
 */
function declaredApplications(
  { applicationIds = [] }: ServiceUser,
  { value }: Declared,
  { roles, areApplicationsNamed }: Pick<Tenant, "roles" | "areApplicationsNamed">,
): Declared {
  if (applicationIds.length === 0) return {};
  const roleIds: readonly unknown[] = Array.isArray(value) ? value : [];
  const ofRoles = roleIds.map((id) => roles?.find((role) => role.id === id)?.applicationId);
  const areSame = ofRoles.every((id) => id !== undefined && applicationIds.includes(id));
  const follows = areSame && applicationIds.every((id) => ofRoles.includes(id));
  return follows && areApplicationsNamed !== true ? {} : { value: applicationIds };
}

/** A user that is shown with roles and accounts is shown whole: without an end date it has none. */
function declaredEnd({ endDate, roleIds, accountIds }: ServiceUser, keys: SeenUser["keys"]): Declared {
  if (endDate !== undefined) return { value: endDate };
  if (roleIds !== undefined && accountIds !== undefined) return {};
  // A key ends with its user at the latest.
  const last = (keys ?? [])
    .flatMap((key) => key.endDate ?? [])
    .sort()
    .at(-1);
  const hint = last === undefined ? "" : `; the last of its keys ends on ${last}`;
  return { isGuess: true, note: `not shown: declares no end. If it has one, add endDate: "YYYY-MM-DD"${hint}` };
}

/** Whether the server showed all of it, so that an adoption can see that it changes nothing. */
export const isShownWhole = (args: Arguments): boolean => Object.values(args).every(({ isGuess }) => isGuess !== true);

/** The arguments as a program gives them. */
export function valuesOf(args: Arguments, adoptId: string): Readonly<Record<string, unknown>> {
  return { adoptId, ...defined(Object.fromEntries(Object.entries(args).map(([name, { value }]) => [name, value]))) };
}
