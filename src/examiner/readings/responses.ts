/** Facts about how the API responds: refusals, lists, roles, times and the audit log. */
import { arrayOf, entriesIn, keysIn, listsIn, permissionsIn, refusalsIn, roleStep, usersIn } from "./evidence";
import { isDone, isRefused, type Observed, type Seen } from "./observed";
import { by, byForms, isText, lacking, listed, otherwise, type Probe, type Reading, undecided, unseen } from "./probe";
import {
  codeOf,
  envelopeOf,
  fieldOf,
  isList,
  isNameTaken,
  isObject,
  itemsOf,
  KNOWN_PERMISSIONS,
  type Shape,
} from "./shape";
import { ownReads, reads } from "./steps";

/** How a taken name is refused. */
const byDuplicate =
  (decide: (refusal: Observed & { readonly status: number }, code: string) => Reading) =>
  (seen: Seen): Reading => {
    const refusal = seen("create-same-name");
    if (isDone(refusal)) return otherwise("Two users may have one name.");
    return isRefused(refusal) ? decide(refusal, codeOf(refusal.body)) : unseen(seen, "create-same-name");
  };

const DUPLICATE = "duplicate_error";
const namesDuplicate = ({ body }: Observed): boolean => codeOf(body) === DUPLICATE || isNameTaken(body);
const NAMES_NO_DUPLICATE = undecided("the refusal does not say that the name is taken");

function notFoundCode(seen: Seen): Reading {
  const refusal = seen(reads.notFound.name);
  if (!isRefused(refusal) || refusal.status !== 404 || refusal.body === undefined)
    return unseen(seen, reads.notFound.name);
  const code = codeOf(refusal.body);
  if (code === "resource_not_found") return "assumed";
  return code === "entity_not_found" ? "other" : otherwise(`It is ${code === "" ? "not a known word" : code}.`);
}

const errorForm = (seen: Seen): Reading =>
  byForms(
    refusalsIn(seen),
    (body) => isObject(fieldOf(body, "error")) || isList(fieldOf(body, "errors")),
    (body) => lacking(body, ["code", "message"]).length === 0,
    unseen(seen, reads.notFound.name),
    () => "It answers a body of its own.",
  );

function envelopes(seen: Seen): Reading {
  const lists = listsIn(seen);
  if (lists.length === 0) return undecided("no list could be read");
  const names = new Set(lists.map(envelopeOf).filter((name) => name !== undefined));
  const others = [...names].filter((name) => name !== "items");
  if (others.length === 0) return "assumed";
  return others.join() === "records" ? "other" : otherwise(`They are called ${listed(others)}.`);
}

const times = (seen: Seen): Reading =>
  byForms(
    [...usersIn(seen), ...keysIn(seen), ...entriesIn(seen)]
      .map((each) => fieldOf(each, "created_at") ?? fieldOf(each, "timestamp"))
      .filter(isText),
    (form) => form === "9999-99-99T99:99:99Z",
    (form) => /^9999-99-99T99:99:99\.9+\+9999$/.test(String(form)),
    undecided("no time is shown"),
    (form) => `They are written ${form}.`,
  );

/** Decides by the roles that were read, of all applications or of Account Manager. */
const byRoles =
  (decide: (roles: readonly Shape[]) => Reading) =>
  (seen: Seen): Reading => {
    return by(roleStep(seen), ({ body }) => decide(itemsOf(body) ?? []))(seen);
  };

function roleBody(roles: readonly Shape[]): Reading {
  if (roles.length === 0) return undecided("there is no role to look at");
  const whole = roles.every(
    (role) => lacking(role, ["id", "name", "application_id", "application_code", "permissions"]).length === 0,
  );
  const permissions = roles.flatMap((role) => arrayOf(role, "permissions"));
  if (whole && permissions.every(isText)) return "assumed";
  const bare = roles.every((role) => lacking(role, ["application_code"]).length === 1);
  if (bare && permissions.length > 0 && permissions.every(isObject)) return "other";
  const fields = [
    ...new Set(
      roles.flatMap((role) => lacking(role, ["id", "name", "application_id", "application_code", "permissions"])),
    ),
  ];
  return otherwise(fields.length === 0 ? "Its permissions are in another form." : `It lacks ${listed(fields)}.`);
}

/** By the permissions over users, where one is shown; other applications may spell theirs in a way of their own. */
function permissionNames(seen: Seen): Reading {
  const names = permissionsIn(seen).filter(isText);
  const overUsers = names.filter((name) => KNOWN_PERMISSIONS.has(name));
  return byForms(
    overUsers.length > 0 ? overUsers : names,
    (name) => /^[A-Z_]+$/.test(String(name)),
    (name) => /^[a-z:]+$/.test(String(name)) && String(name).includes(":"),
    undecided("no role shows a permission"),
    () => "Permissions are called in neither way.",
  );
}

function allRoles(seen: Seen): Reading {
  const [all, ofManager] = [seen(reads.roles.name), seen(reads.managerRoles.name)];
  const isNeeded = isRefused(all) && all.status === 400;
  if (!isDone(all) && !isNeeded) return unseen(seen, reads.roles.name);
  if (!isDone(ofManager)) return unseen(seen, reads.managerRoles.name);
  if (isNeeded) return "other";
  if ((all.count ?? 0) > (ofManager.count ?? 0)) return "assumed";
  return undecided("the list holds no more roles than those of Account Manager: there may be none");
}

const byEntries =
  (isAssumed: (entry: Shape) => boolean, isOther: (entry: Shape) => boolean, strange: (entry: Shape) => string) =>
  (seen: Seen): Reading =>
    by(ownReads.auditLog.name, () =>
      byForms(entriesIn(seen), isAssumed, isOther, undecided("the audit log shows no entry yet"), strange),
    )(seen);

/** Whose and about what an entry is need not be known of each: a failed sign-in has no user. */
const NESTED = ["user", "account", "resource"];
const FLAT = ["user_id", "account_id", "resource_id"];

const nested = byEntries(
  (entry) => NESTED.some((name) => isObject(fieldOf(entry, name))) && lacking(entry, FLAT).length === FLAT.length,
  (entry) => lacking(entry, FLAT).length < FLAT.length && !NESTED.some((name) => isObject(fieldOf(entry, name))),
  () => "It says it in other fields.",
);

const ENTRY_FIELDS = ["id", "action", "status"];

const entryBody = byEntries(
  (entry) => lacking(entry, [...ENTRY_FIELDS, "created_at"]).length === 0,
  (entry) => lacking(entry, [...ENTRY_FIELDS, "timestamp"]).length === 0,
  (entry) => {
    const missing = lacking(entry, ENTRY_FIELDS);
    return missing.length > 0 ? `It lacks ${listed(missing)}.` : "Its time has another name.";
  },
);

/** What a failure of the server looked like, where one came by the way. */
const byIncident =
  (status: readonly number[], decide: (incident: Observed) => Reading) =>
  (seen: Seen): Reading => {
    const incident = status.map((each) => seen(`incident-${each}`)).find((each) => each?.status !== undefined);
    return incident === undefined
      ? undecided(`no response had status ${listed(status.map(String))}, and none is provoked`)
      : decide(incident);
  };

const byCode =
  (assumed: string, other: string) =>
  ({ body }: Observed): Reading => {
    const code = codeOf(body);
    if (code === assumed) return "assumed";
    return code === other ? "other" : otherwise(`It is ${code === "" ? "not a known word" : code}.`);
  };

/** The probes. */
export const responseProbes: readonly Probe[] = [
  {
    fact: "duplicate-status",
    decide: byDuplicate((refusal, code) => {
      if (refusal.status === 409) return "assumed";
      if (code === DUPLICATE) return refusal.status === 400 ? "other" : otherwise(`It answers ${refusal.status}.`);
      return namesDuplicate(refusal) ? undecided("it answers another code: see duplicate-code") : NAMES_NO_DUPLICATE;
    }),
  },
  {
    fact: "duplicate-code",
    decide: byDuplicate((refusal, code) => {
      if (code === DUPLICATE) return "assumed";
      if (!namesDuplicate(refusal)) return NAMES_NO_DUPLICATE;
      return refusal.status === 400 && code === "invalid_input"
        ? "other"
        : otherwise(`It answers ${refusal.status} ${code}.`);
    }),
  },
  { fact: "duplicate-words", decide: byDuplicate((refusal) => (namesDuplicate(refusal) ? "assumed" : "other")) },
  { fact: "not-found-code", decide: notFoundCode },
  { fact: "error-envelope-used", decide: errorForm },
  { fact: "envelope-items", decide: envelopes },
  { fact: "times-in-seconds", decide: times },
  { fact: "role-body", decide: byRoles(roleBody) },
  { fact: "permission-names", decide: permissionNames },
  { fact: "role-application-code", decide: allRoles },
  { fact: "audit-entry-nested", decide: nested },
  { fact: "audit-entry-body", decide: entryBody },
  { fact: "rate-limit-code", decide: byIncident([429], byCode("request_limit_exceeded", "too_many_requests")) },
  { fact: "internal-error-code", decide: byIncident([500], byCode("internal_error", "generic_error")) },
  { fact: "unavailable-code", decide: byIncident([503], byCode("service_unavailable", "maintenance")) },
  {
    fact: "gateway-errors",
    decide: byIncident([502, 504], ({ body }) => (body === undefined ? "assumed" : "other")),
  },
];

/** What else a tenant may do with lists, by the emulator's further variants. */
export const furtherResponseProbes: readonly Probe[] = [
  {
    fact: "paged-lists",
    decide: by(reads.users.name, ({ body }) => (envelopeOf(body) === "items" ? "other" : "assumed")),
  },
];
