/**
 * What to do about a service user that already holds the declared nickname or id: take back, adopt, or fail.
 *
 * Pure: values in, a decision out. The order of the checks is the order in which a person would want to know:
 * is it there at all, is it ours, may it be taken, would taking it change what it is allowed to do.
 */

import { isEnabled, type ServiceUser } from "../../client";
import { fieldsWith } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";
import { isOfSameStack, namesOwner, ownerName, parseMark, whoseIs } from "../../ownership";
import { sameValue } from "../host/fields";
import type { ServiceUserInputs } from "../host/state";

/** One field in which the existing user differs from the declared one. */
export interface Difference {
  field: string;
  existing: string;
  declared: string;
  /** Changes, or may change, what the user may do, how long, or its name: needs `adoptChanges`. */
  guarded: boolean;
}

export type DuplicateReason =
  | "not-visible"
  | "not-a-service-user"
  | "other-account"
  | "not-adopting"
  | "other-owner"
  | "needs-adopt-changes";

export type DuplicateDecision =
  | { action: "take-back" | "adopt"; existing: ServiceUser; differences: Difference[] }
  | { action: "fail"; reason: DuplicateReason; differences: Difference[]; owner?: string };

const shown = (value: string | undefined) => (value === undefined || value === "" ? "(none)" : value);
const list = (values: readonly string[]) => shown([...values].sort().join(", "));

/** In place of a value that the server does not show. */
const NOT_SHOWN = "(not shown)";

/** The fields that an adoption looks at. */
const compared = fieldsWith(serviceUserFields, "adoption");
type Compared = (typeof compared)[number];

/**
 * Every declared field in which the existing user differs, or may differ: what the server does not show is no proof that
 * nothing would change. `guarded` are the fields that decide what the user may do, how long, and under which name.
 */
export function differences(existing: ServiceUser, declared: ServiceUserInputs): Difference[] {
  const rows = compared.flatMap((field): Difference[] => {
    const value = declared[field];
    // Without a declared nickname or primary account the user keeps the one it has.
    if (value === undefined || (field === "nickname" && value === "")) return [];
    const is = shownValue(field, existing);
    const wanted = textOf(value);
    const row = { field, existing: is === undefined ? NOT_SHOWN : shown(is), declared: shown(wanted) };
    const guarded = serviceUserFields[field].adoption === "guarded";
    if (is === undefined) return guarded ? [{ ...row, guarded }] : [];
    if (sameValue(serviceUserFields[field], is, wanted)) return [];
    return [{ ...row, guarded: guarded && !isHarmless(field, is, wanted) }];
  });
  // Whose kind is not shown may be a person.
  if (existing.userType !== undefined) return rows;
  return [{ field: "userType", existing: NOT_SHOWN, declared: "service", guarded: true }, ...rows];
}

/** A field's value as far as the server shows it. */
function shownValue(field: Compared, user: ServiceUser): string | undefined {
  switch (field) {
    case "description":
      return user.description === undefined ? undefined : parseMark(user.description).description;
    case "accountIds":
    case "roleIds":
    case "applicationIds":
      return user[field] && list(user[field]);
    case "endDate":
      // A user that is shown with roles and accounts is shown whole: without an end date it has none.
      return user.endDate ?? (user.roleIds !== undefined && user.accountIds !== undefined ? "" : undefined);
    case "enabled": {
      const enabled = isEnabled(user);
      return enabled === undefined ? undefined : String(enabled);
    }
    default:
      return user[field];
  }
}

const textOf = (value: string | boolean | readonly string[]): string =>
  typeof value === "object" ? list(value) : String(value);

/** A change of a guarded field that takes nothing away: another case of the same name, or a later end. */
function isHarmless(field: Compared, is: string, wanted: string): boolean {
  if (field === "nickname") return is.toLowerCase() === wanted.toLowerCase();
  return field === "endDate" && is !== "" && wanted !== "" && wanted >= is;
}

/**
 * Decides on a duplicate.
 * @param existing the user that holds the name or id, or undefined when this key sees none
 */
export function decideDuplicate(existing: ServiceUser | undefined, declared: ServiceUserInputs): DuplicateDecision {
  if (!existing) return { action: "fail", reason: "not-visible", differences: [] };
  const rows = differences(existing, declared);
  const fail = (reason: DuplicateReason, owner?: string): DuplicateDecision => ({
    action: "fail",
    reason,
    differences: rows,
    ...(owner === undefined ? {} : { owner }),
  });
  const { whose, mark } = whoseIs({ ownerHash: declared.ownerHash, nonce: "" }, existing.description);
  const owner = mark && ownerName(mark, declared.owner);
  if (existing.userType !== undefined && existing.userType !== "service") return fail("not-a-service-user");
  if (whose === "same-resource-other-record") return { action: "take-back", existing, differences: rows };
  if (declared.onDuplicate !== "adopt" && declared.adoptId === "") return fail("not-adopting", owner);
  if (!inDeclaredAccount(existing, declared)) return fail("other-account", owner);
  if (mark && !namesOwner(declared.adoptFrom, mark, declared.owner)) return fail("other-owner", owner);
  if (!declared.adoptChanges && rows.some((row) => row.guarded)) return fail("needs-adopt-changes", owner);
  return { action: "adopt", existing, differences: rows };
}

/** Whether a user is in one of the declared accounts, as far as is shown. */
export function inDeclaredAccount(existing: ServiceUser, declared: ServiceUserInputs): boolean {
  return accountsShown(existing)?.some((id) => declared.accountIds.includes(id)) ?? true;
}

/** The accounts of a user, as far as they are shown. */
export function accountsShown({ accountIds, primaryAccountId }: ServiceUser): readonly string[] | undefined {
  return accountIds ?? (primaryAccountId === undefined ? undefined : [primaryAccountId]);
}

/**
 * The message for a decision to fail: what is there, how it differs, and the line that settles it.
 * @param isSecret of what the program gave as a secret neither side is shown: the other may hold what it held
 * @param serverWords what the server said, where it refused a creation
 */
export function explainDuplicate(
  existing: ServiceUser | undefined,
  declared: ServiceUserInputs,
  decision: Extract<DuplicateDecision, { action: "fail" }>,
  isSecret: (argument: string) => boolean,
  serverWords?: string,
): string {
  const lines = [`${describeTaken(declared.nickname, existing, decision.owner)}.`];
  if (serverWords !== undefined) lines.push(`  ${serverWords}`);
  if (!existing) {
    lines.push("Choose another nickname, or run with a key that may see the user that holds it.");
    return lines.join("\n");
  }
  for (const row of decision.differences) {
    const differs = isSecret(row.field)
      ? "it has another than the program declares, which is a secret"
      : `it has ${row.existing}, the program declares ${row.declared}`;
    lines.push(`  ${row.field}: ${differs}${row.guarded ? " (needs adoptChanges)" : ""}`);
  }
  if (decision.differences.length === 0) lines.push("  It has every declared value already.");
  lines.push(remedy(decision, existing, declared));
  return lines.join("\n");
}

/** Who holds a nickname, as far as is seen. */
export function describeTaken(nickname: string, existing: ServiceUser | undefined, owner: string | undefined): string {
  if (existing === undefined)
    return `The nickname "${nickname}" is taken, but by something this API key cannot see (another account, or a kind of user it may not list)`;
  const created = existing.createdAt ? `, created ${existing.createdAt.slice(0, 10)}` : "";
  const managed = owner ? `managed by ${owner}` : "with no owner's mark";
  return `The nickname "${existing.nickname ?? nickname}" is held by ${describeKind(existing)} ${existing.id}${created}, ${managed}`;
}

const describeKind = (user: ServiceUser) =>
  user.userType !== undefined && user.userType !== "service" ? `a ${user.userType} user (a person)` : "service user";

function remedy(
  decision: Extract<DuplicateDecision, { action: "fail" }>,
  existing: ServiceUser,
  declared: ServiceUserInputs,
): string {
  const guarded = decision.differences.some((row) => row.guarded) ? ", adoptChanges: true" : "";
  // The resource that holds it may be this very one, from before a rename.
  const isNear = decision.owner !== undefined && isOfSameStack(decision.owner, declared.owner);
  const renamed = isNear ? ". If this resource has a new name or parent, add its old one to its aliases instead." : "";
  switch (decision.reason) {
    case "not-a-service-user":
      return declared.adoptId === ""
        ? "Only service users can be adopted. Choose another nickname."
        : "Only service users can be adopted. Correct adoptId, or remove it to have a user made.";
    case "other-account":
      return `It is in none of the declared accounts (it is in ${list(existing.accountIds ?? [existing.primaryAccountId ?? ""])}). Choose another nickname, or declare its account in accountIds.`;
    case "other-owner":
      return `Another owner manages it. To take it over from there, add: onDuplicate: "adopt", adoptFrom: "${decision.owner ?? ""}"${guarded}${renamed}`;
    case "needs-adopt-changes":
      return "Adopting it would, or may, change what it may do, when it ends or how it is called. Declare its present values, or add: adoptChanges: true";
    default: {
      const from = decision.owner ? `, adoptFrom: "${decision.owner}"` : "";
      return `Choose another nickname, or to manage this user here, add: onDuplicate: "adopt"${from}${guarded}${renamed}`;
    }
  }
}
