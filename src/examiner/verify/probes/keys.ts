/** Facts about API keys. */

import { isDone, isRefused, type Seen } from "../script/step";
import { LONG_LIFE_DAYS } from "../script/users";
import { fieldOf, isObject, itemsOf, MASKED, type Shape, TEXT } from "../shape";
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

const VALUE_FIELDS = ["token", "api_token", "api_key", "value", "secret"];
const METADATA = ["user_id", "name", "status", "created_at", "end_date"];
/** What the emulator's `grants-less` grants, and what the evidence names. */
const GRANTED_DAYS = 30;

/** Decides by a key that was read: the one that came with the user, or where that is not found, the one that was made. */
const byKey =
  (decide: (key: Shape | undefined) => Reading) =>
  (seen: Seen): Reading => {
    const step = ["read-first-key", "read-key"].find((name) => isDone(seen(name))) ?? "read-first-key";
    return by(step, ({ body }) => decide(body))(seen);
  };

function valueShown(key: Shape | undefined): Reading {
  const shown = VALUE_FIELDS.filter((name) => fieldOf(key, name) !== undefined);
  if (shown.length === 0) return "assumed";
  return shown.every((name) => fieldOf(key, name) === MASKED)
    ? "other"
    : otherwise(`It shows ${listed(shown)} without asterisks: whoever may read a key may use it.`);
}

function metadata(key: Shape | undefined): Reading {
  const missing = lacking(key, METADATA);
  if (missing.length === 0) return "assumed";
  return missing.join() === "user_id" ? "other" : otherwise(`${listed(missing)} is missing.`);
}

function valueField(body: Shape | undefined): Reading {
  // A masked one beside it is what every read shows.
  const names = VALUE_FIELDS.filter((name) => fieldOf(body, name) === TEXT);
  if (names.join() === "token") return "assumed";
  if (names.join() === "api_key") return "other";
  return otherwise(
    names.length === 0 ? "The answer has no field that is known to hold it." : `It stands in ${listed(names)}.`,
  );
}

const endOf = (key: Shape | undefined): string | undefined => {
  const end = fieldOf(key, "end_date");
  return isText(end) ? end : undefined;
};

/** `today+30` of an end. */
const dayOf = (end: string | undefined): string | undefined => end?.split(" ").at(-1);

function replaced(seen: Seen): Reading {
  const before = dayOf(endOf(seen("read-key")?.body));
  if (before === undefined) return undecided("the end of a key is not shown");
  return by("read-key-without-end", ({ body }) => (dayOf(endOf(body)) === before ? "other" : "assumed"))(seen);
}

function granted(body: Shape | undefined): Reading {
  const end = dayOf(endOf(body));
  if (end === undefined) return undecided("the answer shows no end");
  if (end === `today+${LONG_LIFE_DAYS}`) return "assumed";
  return end === `today+${GRANTED_DAYS}`
    ? "other"
    : otherwise(`Asked for ${LONG_LIFE_DAYS} days, it grants another end.`);
}

/** How an end is written, wherever one is shown. */
function endFormat(seen: Seen): Reading {
  const steps = ["read-first-key", "read-key", "read-user", "create", "create-key"];
  const form = steps.map((step) => endOf(seen(step)?.body)).find((end) => end !== undefined);
  if (form === undefined) return undecided("no response shows an end date");
  if (form.startsWith("9999-99-99 ")) return "assumed";
  return form.startsWith("9999-99-99T") ? "other" : otherwise("They are written in a form of its own.");
}

function bareList(body: Shape | undefined): Reading {
  if (Array.isArray(body)) return "assumed";
  if (isObject(body) && itemsOf(body) !== undefined)
    return lacking(body, ["items", "total", "offset", "limit"]).length === 0
      ? "other"
      : otherwise("It comes in another envelope.");
  return otherwise("It is no list that is known.");
}

/** Whether a user may have a second key. */
function second(seen: Seen): Reading {
  const made = seen("create-key");
  if (isDone(made)) return "assumed";
  return isRefused(made) && [403, 404, 405].includes(made.status) ? "other" : unseen(seen, "create-key");
}

/** The probes. */
export const keyProbes: readonly Probe[] = [
  {
    fact: "create-token-body",
    decide: by("create-key", ({ status }) =>
      status === 201 ? "assumed" : status === 200 ? "other" : otherwise(`It answers ${status}.`),
    ),
  },
  { fact: "create-token-value-field", decide: by("create-key", ({ body }) => valueField(body)) },
  { fact: "token-metadata", decide: byKey(metadata) },
  {
    fact: "token-without-enabled",
    decide: byKey((key) => (fieldOf(key, "enabled") === undefined ? "assumed" : "other")),
  },
  { fact: "reads-hold-no-value", decide: byKey(valueShown) },
  { fact: "put-token-replaces", decide: replaced },
  { fact: "put-token-answer", decide: byAnswer("update-key", "200", "204 without a body") },
  { fact: "delete-token-answer", decide: byAnswer("delete-key", "204 without a body", "200") },
  { fact: "token-within-user-life", decide: byRefusal("create-key-beyond", "other") },
  { fact: "past-end-date-refused", decide: byRefusal("create-key-past", "other") },
  { fact: "asked-life-granted", decide: by("create-long-key", ({ body }) => granted(body)) },
  { fact: "token-list-bare", decide: by("list-keys", ({ body }) => bareList(body)) },
  { fact: "end-date-format", decide: endFormat },
  { fact: "name-scope", decide: byName("create-key-of-other", "create-key-same-name", "assumed") },
];

/** What else a tenant may do with keys, by the emulator's further variants. */
export const furtherKeyProbes: readonly Probe[] = [
  { fact: "single-key", decide: second },
  { fact: "token-end-date-fixed", decide: byRefusal("move-key-end", "assumed") },
];
