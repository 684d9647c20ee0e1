/** Facts about service users. */

import { isDone, isRefused, type Observed, type Seen, whyNot } from "../script/step";
import { CREATIONS, creationOf } from "../script/users";
import { fieldOf, isList, isObject, MASKED, type Shape, TEXT, UUID } from "../shape";
import {
  by,
  byAnswer,
  byName,
  byRefusal,
  isText,
  lacking,
  listed,
  otherwise,
  type Probe,
  type Reading,
  undecided,
  unseen,
} from "./probe";

const ASSIGNMENTS = ["end_date", "accounts", "roles"];

/** Decides by the creation that was taken, whichever form it had. */
const byCreation =
  (decide: (created: Observed & { readonly status: number }) => Reading) =>
  (seen: Seen): Reading => {
    const created = creationOf(seen);
    return created === undefined ? undecided(whyNotMade(seen)) : decide(created);
  };

function whyNotMade(seen: Seen): string {
  const tried = CREATIONS.map(seen).find((each) => each !== undefined && each.skipped === undefined);
  return whyNot(tried ?? seen(CREATIONS[0]), CREATIONS[0]);
}

function assignments(body: Shape | undefined): Reading {
  const missing = lacking(body, ASSIGNMENTS);
  if (missing.length === 0) return "assumed";
  return missing.length === ASSIGNMENTS.length ? "other" : otherwise(`It lacks ${listed(missing)}.`);
}

/** Which fields of a created user speak of its first key, and whether a text or an id stands there. */
function firstKey(body: Shape | undefined): Reading {
  const key = fieldOf(body, "api_access_token");
  if (isObject(key) && lacking(key, ["id", "name", "token", "end_date"]).length === 0) return "assumed";
  if (isText(fieldOf(body, "api_token")) && fieldOf(body, "token_id") === UUID) return "other";
  const names = ["api_access_token", "api_token", "token", "token_id", "api_key"].filter(
    (name) => !lacking(body, [name]).length,
  );
  if (names.length === 0) return otherwise("The answer has none of the fields that are known to hold a key.");
  return otherwise(`The answer speaks of the key in ${listed(names)}.`);
}

/** What a PUT did with what it left out: a field that was shown before is gone, or stands. */
function replaced(seen: Seen): Reading {
  const before = seen("read-user")?.body;
  const namesApplications = ["create-with-applications", "create-with-both"].includes(creationOf(seen)?.step ?? "");
  const looks = [
    { field: "end_date", after: seen("read-without-end") },
    { field: "roles", after: seen("read-without-roles") },
    { field: "applications", after: seen("read-without-roles") },
  ];
  const shown = looks.flatMap(({ field, after }) => {
    const was = fieldOf(before, field);
    // Applications follow from roles where none are named.
    const decides = isFilled(was) && (field !== "applications" || !namesApplications);
    return decides && isDone(after) ? [{ field, stands: isFilled(fieldOf(after.body, field)) }] : [];
  });
  const fields = (stands: boolean) => shown.filter((each) => each.stands === stands).map(({ field }) => field);
  const [erased, kept] = [fields(false), fields(true)];
  if (shown.length === 0) return undecided("no field that may be left out was both shown and taken away");
  if (kept.length === 0) return "assumed";
  return erased.length === 0 ? "other" : otherwise(`It erases ${listed(erased)} and keeps ${listed(kept)}.`);
}

const isFilled = (shape: Shape | undefined): boolean =>
  shape !== undefined && shape !== null && shape !== "empty" && !(isList(shape) && shape.length === 0);

function statusWord(body: Shape | undefined): Reading {
  const word = fieldOf(body, "status");
  if (!isText(word)) return undecided("the status is not shown");
  if (/^disabled$/i.test(word)) return "assumed";
  return /^inactive$/i.test(word) ? "other" : otherwise(`What is disabled is ${word}.`);
}

function lengthOfNames(seen: Seen): Reading {
  const [longest, long] = [seen("rename-longest"), seen("rename-long")];
  if (isDone(longest)) return "assumed";
  if (!isRefused(longest)) return unseen(seen, "rename-longest");
  if (isDone(long)) return otherwise("It has at most between 65 and 254 characters.");
  return isRefused(long) ? "other" : unseen(seen, "rename-long");
}

/** What a user without a role of Account Manager may see of itself. */
function withoutRole(seen: Seen): Reading {
  const me = seen("me-without-role");
  if (isDone(me)) return "other";
  return isRefused(me) && me.status === 403 ? "assumed" : unseen(seen, "me-without-role");
}

function ownKeys(seen: Seen): Reading {
  const keys = seen("own-keys-with-role");
  if (isDone(keys)) return "assumed";
  return isRefused(keys) && keys.status === 403 ? "other" : unseen(seen, "own-keys-with-role");
}

function deleted(seen: Seen): Reading {
  const read = isDone(seen("delete")) ? "read-deleted" : "read-deleted-key";
  const observed = seen(read);
  if (isRefused(observed) && observed.status === 404) return "assumed";
  if (!isDone(observed)) return unseen(seen, read);
  const word = fieldOf(observed.body, "status");
  if (isText(word) && /^deleted$/i.test(word)) return "other";
  return otherwise(`It is answered on with the status ${isText(word) ? word : "that it had"}.`);
}

/** A form of requests, by the creations that were taken. */
const byForm =
  (assumed: readonly string[]) =>
  ({ step }: Observed): Reading =>
    assumed.includes(step) ? "assumed" : "other";

function arraysOf(body: Shape | undefined): Reading {
  const lists = ["accounts", "roles"].map((name) => fieldOf(body, name)).filter(isList);
  const refs = lists.flat();
  if (refs.length === 0) return undecided("no answer names accounts or roles");
  if (refs.every(isObject)) return "assumed";
  return refs.every(isText) ? "other" : otherwise("They are arrays of both.");
}

/** The probes. */
export const userProbes: readonly Probe[] = [
  {
    fact: "create-user-status",
    decide: byCreation(({ status }) =>
      status === 201 ? "assumed" : status === 200 ? "other" : otherwise(`It answers ${status}.`),
    ),
  },
  { fact: "create-user-answer", decide: byCreation(({ body }) => assignments(body)) },
  { fact: "create-user-token-field", decide: byCreation(({ body }) => firstKey(body)) },
  { fact: "user-carries-assignments", decide: by("read-user", ({ body }) => assignments(body)) },
  { fact: "put-user-replaces", decide: replaced },
  { fact: "put-user-answer", decide: byAnswer("update", "200", "204 without a body") },
  { fact: "enable-disable-user", decide: byAnswer("disable", "200", "204 without a body") },
  { fact: "delete-user-answer", decide: byAnswer("delete", "204 without a body", "200") },
  { fact: "me-without-role", decide: withoutRole },
  { fact: "own-tokens", decide: ownKeys },
  { fact: "user-end-before-its-keys", decide: byRefusal("shorten", "assumed") },
  { fact: "status-values", decide: by("read-disabled", ({ body }) => statusWord(body)) },
  { fact: "name-length", decide: lengthOfNames },
  { fact: "name-case", decide: byName("create-other-case", "create-same-name", "other") },
  { fact: "name-released", decide: byName("create-again", "create-same-name", "assumed") },
  { fact: "deleted-not-found", decide: deleted },
  { fact: "create-user-request", decide: byRefusal("create-without-primary-account", "assumed") },
  { fact: "email-required", decide: byRefusal("create-without-email", "other") },
  { fact: "roles-may-be-empty", decide: byRefusal("no-roles", "assumed") },
  { fact: "requests-name-ids", decide: byCreation(byForm(["create", "create-with-applications"])) },
  { fact: "applications-optional", decide: byCreation(byForm(["create", "create-by-objects"])) },
  {
    fact: "assignments-are-objects",
    decide: (seen) =>
      byCreation(({ body }) => arraysOf(lacking(body, ["accounts"]).length > 0 ? seen("read-user")?.body : body))(seen),
  },
];

/** What else a tenant may do with the first key, by the emulator's further variants. */
export const furtherUserProbes: readonly Probe[] = [
  {
    fact: "masked-first-key",
    decide: byCreation(({ body }) => (JSON.stringify(body ?? null).includes(`"${MASKED}"`) ? "other" : "assumed")),
  },
  {
    fact: "token-id-is-value",
    decide: byCreation(({ body }) =>
      [TEXT, MASKED].includes(String(fieldOf(body, "token_id"))) ? "other" : "assumed",
    ),
  },
];
