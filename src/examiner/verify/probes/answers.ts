/** Facts about how the API answers: refusals, lists, roles, times and the audit log. */
import { isDone, isRefused, type Observed, type Seen } from "../script/step";
import { codeOf, envelopeOf, fieldOf, isList, isObject, itemsOf, type Shape, saysTaken } from "../shape";
import { by, isText, lacking, listed, otherwise, type Probe, type Reading, undecided, unseen } from "./probe";

const LISTS = ["list-users", "list-accounts", "list-roles", "list-manager-roles", "list-keys", "audit-log"];

/** How a taken name is refused. */
const byDuplicate =
  (decide: (refusal: Observed & { readonly status: number }, code: string) => Reading) =>
  (seen: Seen): Reading => {
    const refusal = seen("create-same-name");
    if (isDone(refusal)) return otherwise("Two users may have one name.");
    return isRefused(refusal) ? decide(refusal, codeOf(refusal.body)) : unseen(seen, "create-same-name");
  };

const DUPLICATE = "duplicate_error";
const saysSo = ({ body }: Observed): boolean => codeOf(body) === DUPLICATE || saysTaken(body);
const SILENT = undecided("the refusal does not say that the name is taken");

function notFoundCode(seen: Seen): Reading {
  const refusal = seen("read-missing");
  if (refusal?.status !== 404 || refusal.body === undefined) return unseen(seen, "read-missing");
  const code = codeOf(refusal.body);
  if (code === "resource_not_found") return "assumed";
  return code === "entity_not_found" ? "other" : otherwise(`It is ${code === "" ? "not a known word" : code}.`);
}

function errorForm(seen: Seen): Reading {
  const refused = ["read-missing", "create-same-name"].map(seen).filter(isRefused);
  const bodies = refused.map(({ body }) => body).filter((body) => body !== undefined);
  if (bodies.length === 0) return unseen(seen, "read-missing");
  const inEnvelope = bodies.filter((body) => isObject(fieldOf(body, "error")) || isList(fieldOf(body, "errors")));
  if (inEnvelope.length === bodies.length) return "assumed";
  const flat = bodies.every((body) => lacking(body, ["code", "message"]).length === 0);
  return flat ? "other" : otherwise("It answers a body of its own.");
}

function envelopes(seen: Seen): Reading {
  const lists = LISTS.map(seen)
    .filter(isDone)
    .map(({ body }) => body);
  if (lists.filter((body) => itemsOf(body) !== undefined).length === 0) return undecided("no list could be read");
  const names = new Set(lists.map(envelopeOf).filter((name) => name !== undefined));
  const others = [...names].filter((name) => name !== "items");
  if (others.length === 0) return "assumed";
  return others.join() === "records" ? "other" : otherwise(`They are called ${listed(others)}.`);
}

/** The capitals of statuses, by every object that was read. */
function capitals(seen: Seen): Reading {
  const steps = ["read-me", "read-user", "read-first-key", "list-users"];
  const words = steps.flatMap((step) => statusesIn(seen(step)?.body));
  if (words.length === 0) return undecided("no status is shown");
  if (words.every((word) => word === word.toUpperCase())) return "assumed";
  return words.every((word) => word === word.toLowerCase()) ? "other" : otherwise("They are written in mixed case.");
}

const statusesIn = (body: Shape | undefined): string[] =>
  (itemsOf(body) ?? [body]).map((each) => fieldOf(each, "status")).filter(isText);

function times(seen: Seen): Reading {
  const steps = ["read-user", "read-me", "read-first-key", "list-users"];
  const forms = steps.flatMap((step) =>
    (itemsOf(seen(step)?.body) ?? [seen(step)?.body]).map((each) => fieldOf(each, "created_at")).filter(isText),
  );
  if (forms.length === 0) return undecided("no time is shown");
  if (forms.every((form) => form === "9999-99-99T99:99:99Z")) return "assumed";
  const fraction = forms.every((form) => /^9999-99-99T99:99:99\.9+\+9999$/.test(form));
  return fraction ? "other" : otherwise(`They are written ${listed([...new Set(forms)])}.`);
}

/** Decides by the roles that were read, of all applications or of Account Manager. */
const byRoles =
  (decide: (roles: readonly Shape[]) => Reading) =>
  (seen: Seen): Reading => {
    const step = ["list-roles", "list-manager-roles"].find((name) => isDone(seen(name))) ?? "list-manager-roles";
    return by(step, ({ body }) => decide(itemsOf(body) ?? []))(seen);
  };

function roleBody(roles: readonly Shape[]): Reading {
  if (roles.length === 0) return undecided("there is no role to look at");
  const whole = roles.every(
    (role) => lacking(role, ["id", "name", "application_id", "application_code", "permissions"]).length === 0,
  );
  const permissions = roles.flatMap((role) => fieldOf(role, "permissions") ?? []);
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

function permissionNames(roles: readonly Shape[]): Reading {
  const names = roles
    .flatMap((role) => fieldOf(role, "permissions") ?? [])
    .map((each) => (isObject(each) ? fieldOf(each, "name") : each));
  const known = names.filter(isText);
  if (known.some((name) => name.endsWith("_AM_USER"))) return "assumed";
  if (known.some((name) => name.startsWith("am:user:"))) return "other";
  if (known.length === 0) return undecided("no role shows a permission");
  return otherwise("No permission over users is called in either way.");
}

function allRoles(seen: Seen): Reading {
  const [all, ofManager] = [seen("list-roles"), seen("list-manager-roles")];
  if (isRefused(all) && all.status === 400) return "other";
  if (!isDone(all)) return unseen(seen, "list-roles");
  if (!isDone(ofManager)) return unseen(seen, "list-manager-roles");
  if ((all.count ?? 0) > (ofManager.count ?? 0)) return "assumed";
  return undecided("the list holds no more roles than those of Account Manager: there may be none");
}

const byEntry = (decide: (entry: Shape) => Reading) =>
  by("audit-log", ({ body }) => {
    const [entry] = itemsOf(body) ?? [];
    return entry === undefined ? undecided("the audit log holds no entry about the throwaway user yet") : decide(entry);
  });

const nested = (entry: Shape): Reading => {
  if (["user", "account", "resource"].every((name) => isObject(fieldOf(entry, name)))) return "assumed";
  return lacking(entry, ["user_id", "account_id"]).length === 0 ? "other" : otherwise("It says it in other fields.");
};

const entryBody = (entry: Shape): Reading => {
  if (lacking(entry, ["id", "action", "status"]).length > 0)
    return otherwise(`It lacks ${listed(lacking(entry, ["id", "action", "status"]))}.`);
  if (fieldOf(entry, "created_at") !== undefined) return "assumed";
  return fieldOf(entry, "timestamp") === undefined ? otherwise("Its time has another name.") : "other";
};

/** What a failure of the server looked like, where one came by the way. */
const byIncident =
  (status: readonly number[], decide: (incident: Observed) => Reading) =>
  (seen: Seen): Reading => {
    const incident = status.map((each) => seen(`incident-${each}`)).find((each) => each !== undefined);
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
export const answerProbes: readonly Probe[] = [
  {
    fact: "duplicate-status",
    decide: byDuplicate((refusal, code) => {
      if (refusal.status === 409) return "assumed";
      if (code === DUPLICATE) return refusal.status === 400 ? "other" : otherwise(`It answers ${refusal.status}.`);
      return saysSo(refusal) ? undecided("it answers another code: see duplicate-code") : SILENT;
    }),
  },
  {
    fact: "duplicate-code",
    decide: byDuplicate((refusal, code) => {
      if (code === DUPLICATE) return "assumed";
      if (!saysSo(refusal)) return SILENT;
      return refusal.status === 400 && code === "invalid_input"
        ? "other"
        : otherwise(`It answers ${refusal.status} ${code}.`);
    }),
  },
  { fact: "duplicate-words", decide: byDuplicate((refusal) => (saysSo(refusal) ? "assumed" : "other")) },
  { fact: "not-found-code", decide: notFoundCode },
  { fact: "error-envelope-used", decide: errorForm },
  { fact: "envelope-items", decide: envelopes },
  { fact: "status-in-capitals", decide: capitals },
  { fact: "times-in-seconds", decide: times },
  { fact: "role-body", decide: byRoles(roleBody) },
  { fact: "permission-names", decide: byRoles(permissionNames) },
  { fact: "role-application-code", decide: allRoles },
  { fact: "audit-entry-nested", decide: byEntry(nested) },
  { fact: "audit-entry-body", decide: byEntry(entryBody) },
  { fact: "rate-limit-code", decide: byIncident([429], byCode("request_limit_exceeded", "too_many_requests")) },
  { fact: "internal-error-code", decide: byIncident([500], byCode("internal_error", "generic_error")) },
  { fact: "unavailable-code", decide: byIncident([503], byCode("service_unavailable", "maintenance")) },
  {
    fact: "gateway-errors",
    decide: byIncident([502, 504], ({ body }) => (body === undefined ? "assumed" : "other")),
  },
];

/** What else a tenant may do with lists, by the emulator's further variants. */
export const furtherAnswerProbes: readonly Probe[] = [
  { fact: "paged-lists", decide: by("list-users", ({ body }) => (envelopeOf(body) === "items" ? "other" : "assumed")) },
];
