/** Facts about API keys. */

import { keyStep, keysIn, keysOfOthers, madeIn, usersIn } from "./evidence";
import { isDone, isRefused, type Seen } from "./observed";
import {
  by,
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
import { EMPTY, envelopeOf, fieldOf, MASKED, type Shape, TEXT } from "./shape";
import { LONG_LIFE_DAYS, ownReads } from "./steps";

const VALUE_FIELDS = ["token", "api_token", "api_key", "value", "secret"];
const METADATA = ["user_id", "name", "status", "created_at"];
/** What the emulator's `grants-less` grants, and what the evidence names. */
const GRANTED_DAYS = 30;

/** Decides by keys that were read: the throwaway user's, which has an end, or else the caller's. */
const byKeys =
  (decide: (keys: readonly Shape[], none: Reading, haveEnds: boolean) => Reading) =>
  (seen: Seen): Reading => {
    const step = keyStep(seen);
    const [observed, none] = [seen(step), unseen(seen, step)];
    return isDone(observed) ? decide([observed.body ?? null], none, true) : decide(keysOfOthers(seen), none, false);
  };

/** The fields of a key that hold a text where its value may stand. */
const valuesShown = (key: Shape): string[] =>
  VALUE_FIELDS.filter((name) => {
    const value = fieldOf(key, name);
    return isText(value) && value !== EMPTY;
  });

const valueShown = byKeys((keys, none) =>
  byForms(
    keys,
    (key) => valuesShown(key).length === 0,
    (key) => valuesShown(key).every((name) => fieldOf(key, name) === MASKED),
    none,
    (key) => `It shows ${listed(valuesShown(key))} without asterisks: whoever may read a key may use it.`,
  ),
);

const metadata = byKeys((keys, none, haveEnds) => {
  const fields = haveEnds ? [...METADATA, "end_date"] : METADATA;
  return byForms(
    keys,
    (key) => lacking(key, fields).length === 0,
    (key) => lacking(key, fields).join() === "user_id",
    none,
    (key) => `${listed(lacking(key, fields))} is missing.`,
  );
});

const enabledBeside = byKeys((keys, none) =>
  byForms(
    keys,
    (key) => fieldOf(key, "enabled") === undefined,
    (key) => lacking(key, ["enabled", "status"]).length === 0,
    none,
    () => "It has the field enabled, and no status.",
  ),
);

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
  const objects = [...usersIn(seen), ...keysIn(seen), ...madeIn(seen)];
  return byForms(
    objects.map(endOf).filter((end) => end !== undefined),
    (end) => String(end).startsWith("9999-99-99 "),
    (end) => String(end).startsWith("9999-99-99T"),
    undecided("no response shows an end date"),
    () => "They are written in a form of their own.",
  );
}

function bareList(seen: Seen): Reading {
  const step = ["list-keys", ownReads.keys.name].find((name) => isDone(seen(name))) ?? "list-keys";
  return by(step, ({ body }) => {
    if (Array.isArray(body)) return "assumed";
    const form = envelopeOf(body);
    if (form === undefined) return otherwise("It is no list that is known.");
    // What envelopes are called is a fact of its own.
    if (form !== "items") return undecided("keys come in an envelope of another name: see envelope-items");
    return lacking(body, ["items", "total", "offset", "limit"]).length === 0
      ? "other"
      : otherwise("It comes in another envelope.");
  })(seen);
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
  { fact: "token-metadata", decide: metadata },
  { fact: "token-without-enabled", decide: enabledBeside },
  { fact: "reads-hold-no-value", decide: valueShown },
  { fact: "put-token-replaces", decide: replaced },
  { fact: "put-token-answer", decide: byResponse("update-key", "200", "204 without a body") },
  { fact: "delete-token-answer", decide: byResponse("delete-key", "204 without a body", "200") },
  { fact: "token-within-user-life", decide: byRefusal("create-key-beyond", "other") },
  { fact: "past-end-date-refused", decide: byRefusal("create-key-past", "other") },
  { fact: "asked-life-granted", decide: by("create-long-key", ({ body }) => granted(body)) },
  { fact: "token-list-bare", decide: bareList },
  { fact: "end-date-format", decide: endFormat },
  { fact: "name-scope", decide: byName("create-key-of-other", "create-key-same-name", "assumed") },
];

/** What else a tenant may do with keys, by the emulator's further variants. */
export const furtherKeyProbes: readonly Probe[] = [
  { fact: "single-key", decide: second },
  { fact: "token-end-date-fixed", decide: byRefusal("move-key-end", "assumed") },
];
