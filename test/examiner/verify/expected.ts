/** What a run finds under each variant alone, beside the variant itself. */
import { furtherVariants } from "../../../src/emulator/core/variants";
import { undecidable } from "../../../src/examiner/readings/undecidable";

/** Decided by the way only, where a failure of the server happened to come. */
const INCIDENTS = ["gateway-errors", "internal-error-code", "rate-limit-code", "unavailable-code"];

/** Facts that a run against a healthy tenant does not decide. */
export const undecidedOnHealthy: readonly string[] = [...Object.keys(undecidable), ...INCIDENTS].sort();

interface Implied {
  readonly reason: string;
  readonly facts: Readonly<Record<string, "other" | "else" | "undecided">>;
}

const undecided = (...facts: string[]) => Object.fromEntries(facts.map((fact) => [fact, "undecided" as const]));

/** Why a run under one variant differs in further facts. */
export const implied: Readonly<Record<string, Implied>> = {
  "duplicate-code": {
    reason: "another code than the documented one has no status of its own",
    facts: undecided("duplicate-status"),
  },
  "duplicate-words": {
    reason: "a refusal that says nothing has no code",
    facts: undecided("duplicate-code", "duplicate-status"),
  },
  "envelope-items": {
    reason: "keys come in that envelope too, which is neither reading",
    facts: undecided("token-list-bare"),
  },
  "paged-lists": { reason: "keys come in pages too", facts: { "token-list-bare": "other" } },
  "deleted-not-found": { reason: "what is still shown keeps its name", facts: { "name-released": "other" } },
  "token-end-date-fixed": {
    reason: "an end cannot be left out where it cannot be changed",
    facts: undecided("put-token-replaces"),
  },
  "token-id-is-value": {
    reason: "the key stands in neither of the two forms",
    facts: { "create-user-token-field": "else" },
  },
  "masked-first-key": {
    reason: "the throwaway user's key cannot be used",
    facts: undecided("me-without-role", "own-tokens"),
  },
  "single-key": {
    reason: "no key can be made",
    facts: undecided(
      "asked-life-granted",
      "create-token-body",
      "create-token-value-field",
      "delete-token-answer",
      "name-scope",
      "past-end-date-refused",
      "put-token-answer",
      "put-token-replaces",
      "token-within-user-life",
    ),
  },
};

/** Variants that no run can tell from their absence, beside the facts that it cannot decide. */
export const INVISIBLE: readonly string[] = ["chunked", ...undecidedOnHealthy];

/** Variants that are but another name for what they imply. */
export const ALIASES: readonly string[] = Object.entries(furtherVariants).flatMap(([name, { implies }]) =>
  implies.length > 0 ? [name] : [],
);

/** What a run finds under a variant. */
export function expectedUnder(variant: string): Record<string, string> {
  const own = ALIASES.includes(variant) ? (furtherVariants[variant]?.implies ?? []) : [variant];
  const visible = own.filter((fact) => !INVISIBLE.includes(fact));
  return { ...Object.fromEntries(visible.map((fact) => [fact, "other"])), ...implied[variant]?.facts };
}
