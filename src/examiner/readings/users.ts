/** Facts about service users. */

import { arrayOf, keysIn, madeIn, READ_USER, usersIn, usersOfOthers } from "./evidence";
import { creationOf, isDone, isRefused, type Observed, type Seen, whyNot } from "./observed";
import {
  byForms,
  byName,
  byRefusal,
  byResponse,
  isText,
  lacking,
  listed,
  otherwise,
  type Probe,
  type Reading,
  undecided,
  unseen,
} from "./probe";
import { fieldOf, isList, isObject, isQuoted, MASKED, type Shape, TEXT, UUID } from "./shape";
import { CREATIONS, ownReads, reads } from "./steps";

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

/** The throwaway user has an end. Of others nobody knows whether they have one. */
function carried(seen: Seen): Reading {
  const own = seen(READ_USER);
  if (isDone(own)) return assignments(own.body);
  return byForms(
    usersOfOthers(seen),
    (user) => lacking(user, ["accounts", "roles"]).length === 0,
    (user) => lacking(user, ASSIGNMENTS).length === ASSIGNMENTS.length,
    unseen(seen, READ_USER),
    (user) => `It lacks ${listed(lacking(user, ["accounts", "roles"]))}.`,
  );
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

const statusesIn = (seen: Seen): string[] =>
  [...usersIn(seen), ...keysIn(seen)].map((each) => fieldOf(each, "status")).filter(isText);

const isDeleted = (status: string): boolean => /^deleted$/i.test(status);

const capitals = (seen: Seen): Reading =>
  byForms(
    statusesIn(seen),
    (status) => isQuoted(status) && status === String(status).toUpperCase(),
    (status) => isQuoted(status) && status === String(status).toLowerCase(),
    undecided("no status is shown"),
    (status) => (isQuoted(status) ? "They are written in mixed case." : "They are no single words."),
  );

/** What stands in the place of ACTIVE, wherever something is not. */
function statusWords(seen: Seen): Reading {
  const words = statusesIn(seen).filter((word) => !/^active$/i.test(word) && !isDeleted(word));
  const isDisabled = isDone(seen("read-disabled"));
  return byForms(
    words,
    (word) => /^(?:disabled|expired|locked)$/i.test(String(word)),
    (word) => /^inactive$/i.test(String(word)),
    isDisabled ? undecided("the status is not shown") : unseen(seen, "read-disabled"),
    (word) => `What is not active is ${word}.`,
  );
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

/** By the throwaway user, or by a caller who may not see users. */
function ownKeys(seen: Seen): Reading {
  const [me, users, own] = [reads.me, reads.users, ownReads.keys].map(({ name }) => seen(name));
  if (own !== undefined) {
    if (!isDone(me) || users?.status !== 403) return undecided("it takes a key without any permission over users");
    if (isDone(own)) return "assumed";
    return isRefused(own) && own.status === 403 ? "other" : unseen(seen, ownReads.keys.name);
  }
  const keys = seen("own-keys-with-role");
  if (isDone(keys)) return "assumed";
  return isRefused(keys) && keys.status === 403 ? "other" : unseen(seen, "own-keys-with-role");
}

function deleted(seen: Seen): Reading {
  const isListed = statusesIn(seen).some(isDeleted);
  const read = isDone(seen("delete")) ? "read-deleted" : "read-deleted-key";
  const observed = seen(read);
  if (isRefused(observed) && observed.status === 404)
    return isListed ? otherwise("It answers 404, and lists hold it with the status DELETED.") : "assumed";
  if (isListed) return "other";
  if (!isDone(observed)) return unseen(seen, read);
  const word = fieldOf(observed.body, "status");
  if (isText(word) && isDeleted(word)) return "other";
  return otherwise(`It is answered on with the status ${isText(word) ? word : "that it had"}.`);
}

/** A form of requests, by the creations that were taken. */
const byForm =
  (assumed: readonly string[]) =>
  ({ step }: Observed): Reading =>
    assumed.includes(step) ? "assumed" : "other";

const references = (seen: Seen): Reading =>
  byForms(
    [...usersIn(seen), ...madeIn(seen)].flatMap((user) => [...arrayOf(user, "accounts"), ...arrayOf(user, "roles")]),
    isObject,
    (reference) => reference === UUID || reference === TEXT,
    undecided("no user showed accounts or roles"),
    () => "They are neither objects nor texts.",
  );

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
  { fact: "user-carries-assignments", decide: carried },
  { fact: "put-user-replaces", decide: replaced },
  { fact: "put-user-answer", decide: byResponse("update", "200", "204 without a body") },
  { fact: "enable-disable-user", decide: byResponse("disable", "200", "204 without a body") },
  { fact: "delete-user-answer", decide: byResponse("delete", "204 without a body", "200") },
  { fact: "me-without-role", decide: withoutRole },
  { fact: "own-tokens", decide: ownKeys },
  { fact: "user-end-before-its-keys", decide: byRefusal("shorten", "assumed") },
  { fact: "status-values", decide: statusWords },
  { fact: "status-in-capitals", decide: capitals },
  { fact: "name-length", decide: lengthOfNames },
  { fact: "name-case", decide: byName("create-other-case", "create-same-name", "other") },
  { fact: "name-released", decide: byName("create-again", "create-same-name", "assumed") },
  { fact: "deleted-not-found", decide: deleted },
  { fact: "create-user-request", decide: byRefusal("create-without-primary-account", "assumed") },
  { fact: "primary-account-kept", decide: byRefusal("drop-primary-account", "other") },
  { fact: "email-required", decide: byRefusal("create-without-email", "other") },
  { fact: "roles-may-be-empty", decide: byRefusal("no-roles", "assumed") },
  { fact: "requests-name-ids", decide: byCreation(byForm(["create", "create-with-applications"])) },
  { fact: "applications-optional", decide: byCreation(byForm(["create", "create-by-objects"])) },
  { fact: "assignments-are-objects", decide: references },
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
