/**
 * What handlers exchange with the engine: the inputs that check settles and the state that is stored.
 *
 * Every property is plain JSON. A declared output always has a value (an empty string rather than nothing):
 * an output that is absent in state is unknown in every later preview, and whoever reads it shows a change
 * for ever (seen on the real engine). Handlers accept every shape ever released; test/fixtures/state holds them.
 */
import { apiKeyFields } from "../../fields/api-key";
import type { Settled } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";

/** The text that the engine sends in place of a value it does not know yet (Pulumi SDK, `runtime/rpc`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Where the SDK's dynamic provider host finds the code of a resource. */
export const PROVIDER_KEY = "__provider";

/** Where the native host keeps, in inputs alone, for which place in its stack a user's hash was made. */
export const PLACE = "__place";

/** Whether a value, or anything inside it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (value !== null && typeof value === "object") return Object.values(value).some(hasUnknown);
  return false;
}

/** Properties as they come over the wire: any JSON. */
export type Props = Record<string, unknown>;

/** What check and diff may know of the world: the day; and of the program, what it gave as a secret. */
export interface PlanContext {
  today: string;
  isSecret?(argument: string): boolean;
  /** In diff: what check of this run decided from. */
  facts?: object;
}

/** A validation error of one property, as check reports it. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** What check and diff want said, the resource named first. */
export interface Sentences {
  /** What a person should look at. */
  warnings?: string[];
  /** What happens. */
  events?: string[];
}

/** What `check` of a resource returns. */
export interface CheckOutcome extends Sentences {
  inputs: Props;
  failures: CheckFailure[];
  /** What it decided from, for diff: see `run/handover.ts`. */
  facts?: object;
}

/** What `diff` of a resource returns. */
export interface DiffOutcome extends Sentences {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace?: boolean;
}

/** What the engine asks of a kind in every run: check and diff, which are pure. */
export interface PlanHandlers {
  /** For messages: "service user", "API key". */
  kind: string;
  /** Everything that a state of this kind may hold; one that holds more was written by a newer version. */
  stateNames: readonly string[];
  /** Whether the object of this id is DigiCert ONE's: its state then says at which host, and no other is asked about it. */
  isRemote(id: string): boolean;
  check(olds: Props, news: Props, context: PlanContext): CheckOutcome;
  diff(olds: Props, news: Props, context: PlanContext): DiffOutcome;
  /** How to call the object in notices, from its properties. */
  subject(props: Props): string;
}

/** A service user's arguments after check: defaults filled in, lists sorted, dates decided. */
export interface ServiceUserInputs extends Settled<typeof serviceUserFields> {
  /** Who manages it, for people. */
  owner: string;
  /** Which resource of which stack manages it; empty in states of versions before it. */
  ownerHash: string;
  /** Set when the nickname was not declared: it is carried from run to run, whatever the naming rule becomes. */
  autoNickname?: string;
}

/** A service user as stored: its inputs with the server's values, and what only the server or we know. */
export interface ServiceUserState extends ServiceUserInputs {
  /** Fences every destructive call: the user's description carries it too while it is ours. */
  nonce: string;
  /** What was last asked for; the server may grant less. */
  requestedEndDate: string;
  /** The day on which the server granted less than that; empty where it did not. */
  endGrantedOn: string;
  /** The primary account as last seen: each write sends it while the program declares none. Not stored where it is the first. */
  keptPrimaryAccountId: string;
  status: string;
  createdAt: string;
  adopted: boolean;
  initialApiKeyId: string;
  initialApiKey: string;
  /** The last day of that key, as the server granted it. */
  initialApiKeyEndDate: string;
  /** The end of the user that was last asked for that key; stored only while it is not the user's. */
  initialApiKeyAskedEnd: string;
  /** The response that held the first key never reached us: the key that came with the user is still to be deleted. */
  lostInitialKey: boolean;
}

/** What versions before stored, and nothing reads any more: an end's instant follows from its day. */
export const formerNames: readonly string[] = ["endsAt"];

/** Everything that a state of a service user may hold. */
export const serviceUserNames: readonly string[] = [
  ...formerNames,
  ...Object.keys(serviceUserFields),
  ...Object.keys({
    owner: true,
    ownerHash: true,
    autoNickname: true,
    nonce: true,
    requestedEndDate: true,
    endGrantedOn: true,
    keptPrimaryAccountId: true,
    status: true,
    createdAt: true,
    adopted: true,
    initialApiKeyId: true,
    initialApiKey: true,
    initialApiKeyEndDate: true,
    initialApiKeyAskedEnd: true,
    lostInitialKey: true,
  } satisfies NamesBeside<ServiceUserState, typeof serviceUserFields>),
];

/** An API key's arguments after check. */
export interface ApiKeyInputs extends Settled<typeof apiKeyFields> {
  /** `YYYY-MM-DD`: the day from which `lifetimeDays` counts. Moving it is what replaces the key. */
  issuedOn: string;
  rotateOn: string;
}

/** What is stored of any key beside its inputs. */
export interface StoredKey {
  requestedEndDate: string;
  name: string;
  status: string;
  createdAt: string;
  fingerprint: string;
  value: string;
  /** The account of its user when that was last seen: proof of where the key lived once both are gone. */
  accountId: string;
}

/** An API key as stored. */
export interface ApiKeyState extends ApiKeyInputs, StoredKey {
  /** The key was made, but never seen to work, and could not be deleted either. Absent otherwise. */
  unproven?: true;
}

/** The names of what is stored of any key. */
export const storedKeyNames = {
  requestedEndDate: true,
  name: true,
  status: true,
  createdAt: true,
  fingerprint: true,
  value: true,
  accountId: true,
} as const satisfies Record<keyof StoredKey, true>;

/** Everything that a state of an API key may hold. */
export const apiKeyNames: readonly string[] = [
  ...formerNames,
  ...Object.keys(apiKeyFields),
  ...Object.keys({ issuedOn: true, rotateOn: true, unproven: true, ...storedKeyNames } satisfies NamesBeside<
    ApiKeyState,
    typeof apiKeyFields
  >),
];

/** The names in a state beside those of its fields: one that is forgotten does not compile. */
type NamesBeside<S, T> = Record<Exclude<keyof S, keyof T>, true>;

/**
 * Plain JSON for a protobuf Struct, which refuses `undefined`, functions and bigint with "Unexpected struct type."
 * only after the remote object was made, turns a Date into `{}` and NaN into null (seen).
 */
export function toPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : toPlain(item)));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return null;
  if (value !== null && typeof value === "object") {
    const out: Props = {};
    for (const [key, item] of Object.entries(value)) if (item !== undefined) out[key] = toPlain(item);
    return out;
  }
  return value;
}

/** A text property, or the fallback where it is absent or of another type. */
export function text(props: Props, key: string, fallback = ""): string {
  const value = props[key];
  return typeof value === "string" ? value : fallback;
}

/** A yes-or-no property, or the fallback. */
export function flag(props: Props, key: string, fallback: boolean): boolean {
  const value = props[key];
  return typeof value === "boolean" ? value : fallback;
}

/** A number property where it is one. */
export function number(props: Props, key: string): number | undefined {
  const value = props[key];
  return typeof value === "number" ? value : undefined;
}

/** The end that was last asked for; the server may have granted less. */
export const requestedEnd = (state: Props): string => text(state, "requestedEndDate", text(state, "endDate"));

/** A list of texts; anything else in it is dropped. */
export function texts(props: Props, key: string): string[] {
  const value = props[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** Whether two plain JSON values are the same, whatever the order of their keys. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) || Array.isArray(b)) return false;
  const left = a as Props;
  const right = b as Props;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  const others = Object.keys(right).filter((key) => right[key] !== undefined);
  return keys.length === others.length && keys.every((key) => sameJson(left[key], right[key]));
}
