import { type Kind, kindOf, kinds } from "../fields/kinds";
import { addDays, generationId, parseDay } from "../rotation";
import { askedOf, planUser } from "./decide";
import type { PlanFacts, PlanUser } from "./types";

const ROTATING = "digicert-one:index:RotatingApiKey";

/** The property that marks an encrypted or revealed secret in a state (Pulumi's `resource.SigKey`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** A resource as a state or a program knows it, as far as a plan reads it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly stack: string;
  readonly project: string;
  readonly parent: string | undefined;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What Pulumi's record says of these options; a program knows them by itself. */
  readonly protect?: boolean | undefined;
  readonly retainOnDelete?: boolean | undefined;
}

/** Whether a property is a secret, encrypted or in the clear. Its value is never looked at. */
function isSecret(value: unknown): boolean {
  return value !== null && typeof value === "object" && SIGNATURE in value;
}

/**
 * The users and keys among resources of a state, with what a plan needs to know of each. Throws a `RangeError` that names
 * property and resource when that cannot be read.
 */
export function planFacts(resources: readonly StateResource[], today: string): PlanFacts[] {
  const users = new Map(
    resources.filter(({ type }) => roleOf(type) === "user").map((user) => [user.id, userOf(user, today)]),
  );
  const families = new Map<string, StateResource[]>();
  for (const resource of resources) {
    if (resource.parent === undefined) continue;
    const family = families.get(resource.parent);
    if (family) family.push(resource);
    else families.set(resource.parent, [resource]);
  }
  return resources.flatMap((resource) => {
    const role = roleOf(resource.type);
    if (role === "user") return userAndItsKey(serviceUserFacts(resource), resource);
    if (role === "key") return [apiKeyFacts(resource, users)];
    if (resource.type === ROTATING) return rotatingFacts(resource, families.get(resource.urn) ?? [], users);
    return [];
  });
}

/** As what a plan reads a resource of this type. */
function roleOf(type: string): (typeof kinds)[Kind]["plan"] {
  const kind = kindOf(type);
  return kind === undefined ? "nothing" : kinds[kind].plan;
}

type Users = ReadonlyMap<string, PlanUser>;

/** A user as its keys will find it: the next run extends the user first. */
function userOf(user: StateResource, today: string): PlanUser {
  const facts = serviceUserFacts(user);
  const plan = planUser(facts, today);
  const endDate = plan.moves || plan.asksAgain ? plan.endDate : facts.endDate;
  return { name: facts.label ?? user.name, endDate, facts };
}

function serviceUserFacts(user: StateResource): PlanFacts {
  const facts = common(user, "ServiceUser", "nickname");
  return {
    ...facts,
    userName: facts.label ?? user.name,
    askedEndDate: asked(user),
    grantedOn: day(user, "endGrantedOn"),
    issuedOn: parseDay(user.outputs.createdAt),
    policy: { lifetimeDays: days(user, "lifetimeDays"), rotateBeforeDays: days(user, "extendBeforeDays") },
  };
}

/** A user, and the key that came with it where that is kept. A state of before does not say when the key ends. */
function userAndItsKey(user: PlanFacts, { outputs }: StateResource): PlanFacts[] {
  const id = textOf(outputs.initialApiKeyId);
  if (id === undefined || outputs.initialKey !== "keep" || outputs.initialApiKeyEndDate === undefined) return [user];
  const { stack, project, name, urn, kind, issuedOn, label } = user;
  const key: PlanFacts = {
    ...{ stack, project, name, urn, kind, issuedOn, role: "initial", label: id, policy: {} },
    endDate: parseDay(outputs.initialApiKeyEndDate),
    user: { name: label ?? name, endDate: user.endDate },
    userName: user.userName,
    cameWith: user,
  };
  return [user, key];
}

/** The end that was asked for. A state from before it was kept says only what was granted. */
const asked = (resource: StateResource): string | null | undefined =>
  resource.outputs.requestedEndDate === undefined ? undefined : (day(resource, "requestedEndDate") ?? null);

function apiKeyFacts(key: StateResource, users: Users): PlanFacts {
  const isDisabledByRotation = key.outputs.onDestroy === "disable";
  const facts = { ...common(key, "ApiKey", "name"), askedEndDate: asked(key), isDisabledByRotation };
  const issuedOn = day(key, "issuedOn") ?? parseDay(key.outputs.createdAt);
  const rotate = key.outputs.rotate !== false;
  const lifetimeDays = days(key, "lifetimeDays");
  const { user, userName } = userOfKey(key, users);
  if (lifetimeDays === undefined) {
    // No state says whether an end was declared. One that is the end of a user who is extended is taken to be that user's.
    const isUsers = user?.facts?.policy.lifetimeDays !== undefined && user.facts.endDate === askedOf(facts);
    return { ...facts, issuedOn, policy: isUsers ? { rotate } : { endDate: askedOf(facts), rotate }, user, userName };
  }
  const policy = { lifetimeDays, rotateBeforeDays: days(key, "rotateBeforeDays"), rotate };
  return { ...facts, issuedOn, policy, user: user ?? capOf(lifetimeDays, issuedOn, askedOf(facts)), userName };
}

function userOfKey({ outputs }: StateResource, users: Users): Pick<PlanFacts, "user" | "userName"> {
  const id = textOf(outputs.serviceUserId);
  const user = id === undefined ? undefined : users.get(id);
  return { user, userName: user?.name ?? id };
}

/** A key that was to end before its lifetime is over was capped at the end of a user that is not in these states. */
function capOf(lifetimeDays: number, issuedOn: string | undefined, endDate: string | undefined): PlanUser | undefined {
  if (issuedOn === undefined || endDate === undefined) return undefined;
  return endDate < addDays(issuedOn, lifetimeDays) ? { name: "its service user", endDate } : undefined;
}

function rotatingFacts(component: StateResource, family: readonly StateResource[], users: Users): PlanFacts[] {
  const child = (kind: Kind) => family.filter((resource) => kindOf(resource.type) === kind);
  const [schedule] = child("RotationSchedule");
  const lifetimeDays = schedule && days(schedule, "lifetimeDays");
  if (schedule === undefined || lifetimeDays === undefined) return [];
  const [retirement] = child("ApiKeyRetirement");
  const slots = child("ApiKeySlot");
  const { currentSlot, hasPrevious } = schedule.outputs;
  const current = slots.find(({ outputs }) => outputs.slot === currentSlot);
  const other = slots.find(({ outputs }) => outputs.slot !== currentSlot);
  const previous = hasPrevious === true ? other : undefined;
  const identity = { name: component.name, urn: component.urn };
  const { user, userName } = userOfKey(schedule, users);
  const issuedOn = day(schedule, "issuedOn");
  const askedEndDate = day(schedule, "endDate");
  const shared = {
    policy: {
      lifetimeDays,
      rotateBeforeDays: days(schedule, "rotateBeforeDays"),
      overlapDays: days(schedule, "overlapDays"),
    },
    user: user ?? capOf(lifetimeDays, issuedOn, askedEndDate),
    userName,
    usesPrevious: schedule.outputs.use === "previous",
  };
  // After a mint that failed the slot may still hold the key of two rotations before.
  const generation = generationId(schedule.id, Number(schedule.outputs.generation), "current");
  const newest = current && hasKey(current) && current.outputs.generation === generation ? current : undefined;
  const facts: PlanFacts = {
    ...common(newest ?? schedule, "RotatingApiKey", "name"),
    ...identity,
    ...shared,
    issuedOn,
    askedEndDate,
    role: "current",
    isUnmade: newest === undefined,
    // A key that is to be made belongs into the slot that is there, whatever that still holds.
    isProtected: current?.protect === true,
    isRetained: current?.retainOnDelete === true,
    otherSlot: { isProtected: other?.protect === true, isRetained: other?.retainOnDelete === true },
  };
  if (previous === undefined || !hasKey(previous)) return [facts];
  const retired = retirement !== undefined && textOf(retirement.outputs.retiredKeyId) === previous.id;
  const older: PlanFacts = {
    ...common(previous, "RotatingApiKey", "name"),
    ...identity,
    ...shared,
    ...(retired && { status: "DISABLED" }), // slots do not follow what the retirement does
    issuedOn: parseDay(previous.outputs.createdAt),
    askedEndDate: asked(previous),
    role: "previous",
    retireOn: retirement && day(retirement, "retireOn"),
    retired,
    newest: facts,
  };
  return [facts, older];
}

/** A slot without a key has an empty name. */
const hasKey = (slot: StateResource) => textOf(slot.outputs.name) !== undefined;

function common(resource: StateResource, kind: PlanFacts["kind"], label: string) {
  const { stack, project, name, urn, outputs } = resource;
  return {
    stack,
    project,
    name,
    urn,
    kind,
    label: isSecret(outputs[label]) ? "[secret]" : textOf(outputs[label]),
    status: textOf(outputs.status),
    endDate: day(resource, "endDate"),
    isProtected: resource.protect === true,
    isRetained: resource.retainOnDelete === true,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function day(resource: StateResource, property: string): string | undefined {
  const value = readable(resource, property);
  if (value === undefined || value === "" || value === null) return undefined;
  const found = parseDay(value);
  if (found !== undefined) return found;
  throw new RangeError(`${property} of ${resource.urn} is no calendar day. Run an update, and export the stack again.`);
}

function days(resource: StateResource, property: string): number | undefined {
  const value = readable(resource, property);
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

function readable(resource: StateResource, property: string): unknown {
  const value = resource.outputs[property];
  if (!isSecret(value)) return value;
  throw new RangeError(
    `${property} of ${resource.urn} is encrypted, and a plan is made from it. Give ${property} a value that is not secret (pulumi.unsecret), run an update, and export the stack again.`,
  );
}
