/** For each fact that reading decides, how: pure. */
import { isRecord } from "../../basics/unknown";
import { listShape } from "./lists";
import {
  asAssumed,
  byForm,
  type Decision,
  itemsOf,
  other,
  patternOf,
  type Response,
  type Responses,
  somethingElse,
  textsOf,
  typeOf,
  undecided,
  usersOf,
  wordOf,
} from "./observed";

type Decide = (responses: Responses) => Decision;

const NO_USERS = "no user was shown";
const NO_KEYS = "our user showed no key";
const NO_ROLES = "no role was shown";
const NO_ENTRIES = "the audit log showed no entry";
const NO_REFUSAL = "nothing was refused in the API's form";

const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const FRACTION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+0000$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
/** Fields in which a key's value may stand. */
const VALUE_FIELDS = ["token", "api_token", "api_key", "value", "secret"] as const;

export const byReading: Readonly<Record<string, Decide>> = {
  "assignments-are-objects": (seen) => {
    const references = usersOf(seen).flatMap(({ accounts, roles }) => [accounts, roles].filter(Array.isArray).flat());
    const isObject = (value: unknown): boolean => isRecord(value) && typeof value.id === "string";
    const isId = (value: unknown): boolean => typeof value === "string";
    return byForm<unknown>(references, isObject, isId, "no user showed accounts or roles", typeOf);
  },
  "status-in-capitals": (seen) =>
    byForm(
      statusesOf(seen),
      (status) => status === status.toUpperCase(),
      (status) => status === status.toLowerCase(),
      "nothing showed a status",
      patternOf,
    ),
  "envelope-items": (seen) => {
    const forms = formsOf(seen);
    if (forms.length === 0) return undecided("no list was shown");
    if (forms.every((form) => form === "records")) return other;
    return forms.includes("records") ? somethingElse("some lists in the envelope records, others not") : asAssumed;
  },
  "times-in-seconds": (seen) => {
    const objects = [...usersOf(seen), ...itemsOf(seen.keys), ...itemsOf(seen.auditLog)];
    const times = textsOf(objects, "created_at", "timestamp");
    const isAssumed = (time: string) => WHOLE_SECONDS.test(time);
    return byForm(times, isAssumed, (time) => FRACTION.test(time), "nothing showed a time", patternOf);
  },
  "audit-entry-nested": ({ auditLog }) => {
    const isNested = (entry: object) => "user" in entry && isRecord(entry.user);
    return byForm(itemsOf(auditLog), isNested, (entry) => "user_id" in entry, NO_ENTRIES, typeOf);
  },
  "audit-entry-body": ({ auditLog }) =>
    byForm(
      itemsOf(auditLog),
      (entry) => "created_at" in entry,
      (entry) => "timestamp" in entry,
      NO_ENTRIES,
      typeOf,
    ),
  "not-found-code": ({ nobody }) => {
    if (nobody?.status !== 404) return undecided("no 404 was answered in the API's form");
    const codes = codesOf(nobody);
    const isAssumed = (code: string) => code === "resource_not_found";
    return byForm(codes, isAssumed, (code) => code === "entity_not_found", NO_REFUSAL, patternOf);
  },
  "error-envelope-used": (seen) => {
    const bodies = Object.values(seen).flatMap((response: Response | undefined) =>
      response !== undefined && codesOf(response).length > 0 ? [response.json] : [],
    );
    const isDocumented = (body: unknown) => isRecord(body) && (isRecord(body.error) || Array.isArray(body.errors));
    const isFlat = (body: unknown) => isRecord(body) && "code" in body;
    return byForm(bodies, isDocumented, isFlat, NO_REFUSAL, typeOf);
  },
  "token-without-enabled": ({ keys }) =>
    byForm(
      itemsOf(keys),
      (key) => !("enabled" in key),
      (key) => typeof key.enabled === "boolean" && "status" in key,
      NO_KEYS,
      typeOf,
    ),
  "user-carries-assignments": (seen) =>
    byForm(
      usersOf(seen),
      ({ accounts, roles }) => Array.isArray(accounts) && Array.isArray(roles),
      (user) => !["accounts", "roles", "end_date"].some((name) => name in user),
      NO_USERS,
      typeOf,
    ),
  "token-metadata": ({ keys }) => {
    const isWhole = (key: object) => ["user_id", "name", "status", "created_at"].every((name) => name in key);
    const isOther = (key: object) => !("user_id" in key) && ["name", "status"].every((name) => name in key);
    return byForm(itemsOf(keys), isWhole, isOther, NO_KEYS, typeOf);
  },
  "token-list-bare": ({ keys }) => {
    const form = keys?.status === 200 ? listShape(keys.json)?.form : undefined;
    if (form === undefined) return undecided("our user's keys could not be listed");
    if (form === "records") return undecided("every list comes in the envelope records");
    return form === "bare" ? asAssumed : other;
  },
  "own-tokens": ({ me, users, keys }) => {
    if (me?.status !== 200 || users?.status !== 403) return undecided("takes a key without any permission over users");
    if (keys?.status === 200) return asAssumed;
    return keys?.status === 403 ? other : undecided("our own keys were answered with neither 200 nor 403");
  },
  "status-values": (seen) => {
    const rest = statusesOf(seen).filter((status) => !["ACTIVE", "DELETED"].includes(status.toUpperCase()));
    const known = ["DISABLED", "EXPIRED", "LOCKED"];
    const isAssumed = (status: string) => known.includes(status.toUpperCase());
    const isOther = (status: string) => status.toUpperCase() === "INACTIVE";
    return byForm(rest, isAssumed, isOther, "everything that was shown is active", wordOf);
  },
  "permission-names": (seen) => {
    const isAssumed = (name: string) => /^[A-Z]+(_[A-Z0-9]+)+$/.test(name);
    return byForm(permissionsOf(seen), isAssumed, (name) => /^[a-z]+(:[a-z_]+){2}$/.test(name), NO_ROLES, patternOf);
  },
  "role-body": ({ roles, rolesOfApplication }) => {
    const all = [...itemsOf(roles), ...itemsOf(rolesOfApplication)];
    const entries = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
    const isAssumed = (role: Readonly<Record<string, unknown>>) =>
      "application_code" in role && entries(role.permissions).every((each) => typeof each === "string");
    const isOther = (role: Readonly<Record<string, unknown>>) =>
      !("application_code" in role) && entries(role.permissions).every(isRecord);
    return byForm(all, isAssumed, isOther, NO_ROLES, typeOf);
  },
  "role-application-code": ({ roles, rolesOfApplication }) => {
    if (roles?.status === 200) return asAssumed;
    if (roles?.status === 400 && rolesOfApplication?.status === 200) return other;
    return undecided("the roles could not be listed");
  },
  "end-date-format": (seen) => {
    const ends = textsOf([...usersOf(seen), ...itemsOf(seen.keys)], "end_date");
    const isAssumed = (end: string) => DAY.test(end);
    return byForm(ends, isAssumed, (end) => DATE_TIME.test(end), "nothing that was shown has an end date", patternOf);
  },
  "reads-hold-no-value": ({ keys }) =>
    byForm(
      itemsOf(keys),
      (key) => textsOf([key], ...VALUE_FIELDS).length === 0,
      (key) => textsOf([key], ...VALUE_FIELDS).every((value) => value.includes("*")),
      NO_KEYS,
      () => "a field of a value, without an asterisk in it",
    ),
  "deleted-not-found": (seen) =>
    statusesOf(seen).some((status) => status.toUpperCase() === "DELETED")
      ? other
      : undecided("nothing that was shown is deleted: only writing shows it"),
};

const statusesOf = (seen: Responses): string[] => textsOf([...usersOf(seen), ...itemsOf(seen.keys)], "status");

const formsOf = ({ users, keys, accounts, roles, auditLog }: Responses): string[] =>
  [users, keys, accounts, roles, auditLog].flatMap((response) =>
    response?.status === 200 ? (listShape(response.json)?.form ?? []) : [],
  );

/** Of roles, and of the applications that users are shown with. */
function permissionsOf(seen: Responses): string[] {
  const applications = usersOf(seen).flatMap(({ applications: all }) =>
    Array.isArray(all) ? all.filter(isRecord) : [],
  );
  const holders = [...itemsOf(seen.roles), ...itemsOf(seen.rolesOfApplication), ...applications];
  const all = holders.flatMap(({ permissions }) => (Array.isArray(permissions) ? permissions : []));
  return all.map((each) => (isRecord(each) ? each.name : each)).filter((name) => typeof name === "string");
}

/** The codes of a refusal. */
function codesOf({ status = 0, json }: Response): string[] {
  if (status < 400 || !isRecord(json)) return [];
  const details = Array.isArray(json.errors) ? json.errors : [isRecord(json.error) ? json.error : json];
  return details.filter(isRecord).flatMap(({ code }) => (typeof code === "string" ? [code] : []));
}
