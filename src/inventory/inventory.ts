/** A tenant as a plan: a row for each service user and key, with who manages it. */
import type { ApiKey, ServiceUser } from "../client/reading/types";
import { parseMark } from "../ownership";
import { type PlanFacts, type PlanRow, type PlanWarning, planOf, planRow, type RotationPlan } from "../plan";
import { parseDay } from "../rotation";
import { differences, factsAsShown, type Shown, unmanagedWarnings } from "./advice";
import { type Management, managementOfKey, managementOfUser, showsMarks } from "./management";
import type { Recorded, SeenUser, Tenant } from "./types";

/** A row of a plan, of what is there. */
export interface InventoryRow extends PlanRow {
  /** Its id in DigiCert ONE. */
  readonly id: string;
  readonly managed: Management["is"];
  /** `<org>/<project>/<stack>/<name>` by the mark, of a key without the name; `<project>/<stack>/<name>` by a state. */
  readonly owner: string | null;
}

/** How many of a kind there are. */
export interface Counts {
  readonly total: number;
  readonly stack: number;
  readonly nobody: number;
  readonly unknown: number;
}

/** A plan of all that is there. */
export interface Inventory extends RotationPlan {
  readonly rows: readonly InventoryRow[];
  readonly inventory: {
    readonly host: string;
    readonly serviceUsers: Counts;
    readonly apiKeys: Counts;
    /** Users who are people, of whom nothing is shown. */
    readonly people: number;
    /** Whether everything could be read that this key may see. */
    readonly isComplete: boolean;
  };
}

interface Item {
  readonly id: string;
  readonly facts: PlanFacts;
  readonly management: Management;
  /** In place of what a plan says, which knows states only. */
  readonly reason?: string;
  readonly isEndShown: boolean;
  /** Where its state says something else than what is there. */
  readonly differences?: readonly PlanWarning[];
}

/** Says of everything that is there who manages it, and when it ends. */
export function takeInventory(
  tenant: Tenant,
  recorded: readonly Recorded[],
  options: { readonly today: string; readonly withinDays?: number | undefined },
): Inventory {
  const items = itemsOf(tenant, recorded);
  // By the row itself: stacks of two organisations may give two users one URN.
  const byRow = new Map(items.map((item) => [planRow(item.facts, options), item]));
  const plan = planOf([...byRow.keys()], options);
  const rows = plan.rows.flatMap((row) => {
    const item = byRow.get(row);
    return item === undefined ? [] : [inventoryRow(row, item, options.today)];
  });
  const unseen = recorded.filter(({ id }) => !items.some((item) => item.id === id));
  const problems = [...tenant.problems, ...notShown(items), ...unseenIn(unseen)];
  const counts = { serviceUsers: countOf(items, true), apiKeys: countOf(items, false) };
  const warnings = [
    ...plan.warnings,
    ...unmanaged(counts),
    ...problems.map((text) => ({ code: "not-seen" as const, text })),
  ];
  return {
    ...plan,
    rows,
    warnings,
    summary: {
      ...plan.summary,
      warnings: warnings.length + rows.reduce((count, row) => count + row.warnings.length, 0),
    },
    inventory: { host: tenant.host, ...counts, people: tenant.people, isComplete: problems.length === 0 },
  };
}

function itemsOf({ users }: Tenant, recorded: readonly Recorded[]): Item[] {
  const states = new Map(recorded.map((each) => [each.id, each]));
  const marksAreShown = showsMarks(users.map(({ user }) => user));
  return users.flatMap((seen) => {
    const { user, keys = [] } = seen;
    const management = managementOfUser(user, marksAreShown);
    const item = userItem(seen, management, states.get(user.id));
    return [item, ...keys.map((key) => keyItem(key, user, management, states.get(key.id)))];
  });
}

/** What comes to a user that a state holds is for that state to say, unless the user carries the mark of somebody else. */
function userItem({ user, problem }: SeenUser, management: Management, state: Recorded | undefined): Item {
  const isEndShown = user.endDate !== undefined || (user.roleIds !== undefined && user.accountIds !== undefined);
  if (state !== undefined && isStill(state, user, management)) return recordedItem(state, management, user, isEndShown);
  const nickname = user.nickname ?? user.id;
  const reasons = [
    reasonOf(management),
    ...(state === undefined ? [] : [`a given state holds it too, as ${state.owner ?? state.facts.name}`]),
    ...(isEndShown ? [] : ["its end is not shown"]),
    ...(problem === undefined ? [] : ["its keys were not listed"]),
  ];
  const facts: PlanFacts = {
    ...placeIn(management, nickname),
    urn: `digicert-one:user:${user.id}`,
    kind: "ServiceUser",
    label: user.nickname,
    userName: nickname,
    status: user.status,
    issuedOn: parseDay(user.createdAt),
    endDate: user.endDate,
    policy: {},
  };
  return { id: user.id, facts, management, reason: reasons.join("; "), isEndShown };
}

function isStill({ owner, nonce }: Recorded, { description }: ServiceUser, management: Management): boolean {
  if (management.is !== "stack") return true; // its mark was erased, or is not shown
  return management.owner === owner || parseMark(description ?? "").mark?.nonce === nonce;
}

function keyItem(key: ApiKey, user: ServiceUser, ofUser: Management, state: Recorded | undefined): Item {
  const management = managementOfKey(key, user, ofUser);
  if (state !== undefined) return recordedItem(state, management, key, key.endDate !== undefined);
  const facts: PlanFacts = {
    ...placeIn(management, key.name ?? key.id),
    urn: `digicert-one:key:${key.id}`,
    kind: "ApiKey",
    label: key.name,
    status: key.status,
    issuedOn: parseDay(key.createdAt),
    endDate: key.endDate,
    policy: { endDate: key.endDate, rotate: false },
    user: { name: user.nickname ?? user.id, endDate: user.endDate },
    userName: user.nickname ?? user.id,
  };
  return { id: key.id, facts, management, reason: reasonOf(management), isEndShown: true };
}

/** Ends and is enabled as it was seen; what a run does about that is for its state to say. */
function recordedItem(state: Recorded, management: Management, shown: Shown, isEndShown: boolean): Item {
  const { id, owner } = state;
  const facts = factsAsShown(state.facts, shown, isEndShown);
  const inState = `${facts.project}/${facts.stack}/${facts.name}`;
  return {
    id,
    facts,
    management: { is: "stack", owner: management.is === "stack" ? management.owner : (owner ?? inState) },
    isEndShown: true,
    differences: differences(state.facts, facts),
  };
}

/** Stack and name by a mark; the stack is empty where none is known. */
function placeIn(management: Management, name: string): Pick<PlanFacts, "stack" | "project" | "name"> {
  if (management.is !== "stack") return { stack: "", project: "", name };
  const [, project = "", stack = "", ...own] = management.owner.split("/");
  return { stack, project, name: own.join("/") || name };
}

function reasonOf(management: Management): string {
  switch (management.is) {
    case "stack":
      return `managed by ${management.owner}, whose state says what comes`;
    case "nobody":
      return "managed by nobody";
    case "unknown":
      return `who manages it is not known: ${management.why}`;
    default:
      return management satisfies never;
  }
}

/** What a plan of a state knows is true of what no state was given for where nobody manages it, and its end is shown. */
function inventoryRow(row: PlanRow, item: Item, today: string): InventoryRow {
  const { id, facts, management, reason, isEndShown } = item;
  const more = { id, managed: management.is, owner: management.is === "stack" ? management.owner : null };
  if (reason === undefined) return { ...row, ...more, warnings: [...(item.differences ?? []), ...row.warnings] };
  const isKnown = management.is === "nobody" && isEndShown;
  if (isKnown) return { ...row, ...more, reason, warnings: unmanagedWarnings(row.warnings, facts, today) };
  const warnings = row.warnings.filter(({ code }) => code === "expired");
  return { ...row, ...more, reason, warnings, events: [], next: null };
}

function countOf(items: readonly Item[], areUsers: boolean): Counts {
  const own = items.filter(({ facts }) => (facts.kind === "ServiceUser" && facts.role === undefined) === areUsers);
  const count = (is: Management["is"]) => own.filter(({ management }) => management.is === is).length;
  return { total: own.length, stack: count("stack"), nobody: count("nobody"), unknown: count("unknown") };
}

function unmanaged({ serviceUsers, apiKeys }: { serviceUsers: Counts; apiKeys: Counts }) {
  if (serviceUsers.nobody + apiKeys.nobody === 0) return [];
  const text =
    `${counted(serviceUsers.nobody, "service user")} and ${counted(apiKeys.nobody, "key")} are managed by nobody. ` +
    "`digicert-one inventory --program` prints a program that adopts the users.";
  return [{ code: "unmanaged" as const, text }];
}

function notShown(items: readonly Item[]): string[] {
  const count = items.filter(({ isEndShown }) => !isEndShown).length;
  if (count === 0) return [];
  return [`The roles, accounts or end of ${counted(count, "user")} are not shown to this key.`];
}

const MOST_NAMED = 5;

function unseenIn(unseen: readonly Recorded[]): string[] {
  if (unseen.length === 0) return [];
  const names = unseen.slice(0, MOST_NAMED).map(({ facts }) => `${facts.project}/${facts.stack} ${facts.name}`);
  const more = unseen.length > MOST_NAMED ? ` and ${unseen.length - MOST_NAMED} more` : "";
  return [
    `${counted(unseen.length, "user or key", "users and keys")} of the given states were not seen: ${names.join(", ")}${more}. They are gone, or this key does not see them.`,
  ];
}

/** `1 key`, `2 keys`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
