import { addDays, requireDay } from "./days";
import { countDays, isDue } from "./window";

/** What the retirement of a previous key is decided from; slots that hold no key give empty texts. */
export interface RetirementFacts {
  readonly today: string;
  /** When the newest key was really made: a day or an RFC 3339 instant. */
  readonly currentCreatedOn: string;
  readonly previousKeyId: string;
  readonly overlapDays: number;
  readonly use?: "newest" | "previous" | undefined;
  /** What was decided before. */
  readonly old?: { readonly retiredKeyId: string } | undefined;
}

/** When the previous key is disabled, and whether that is now; both empty when there is none. */
export interface Retirement {
  readonly retireOn: string;
  /** The id of the key that is to be disabled, or is. */
  readonly retiredKeyId: string;
  readonly reason: string;
}

/**
 * Decides when the previous key of a `RotatingApiKey` is disabled: `overlapDays` after the newest key was really made, so
 * that a late or failed mint never shortens the overlap. A key that was retired stays so, unless `use: "previous"` enables
 * it again.
 */
export function decideRetirement(facts: RetirementFacts): Retirement {
  const { today, previousKeyId, overlapDays } = facts;
  if (previousKeyId === "" || facts.currentCreatedOn === "")
    return { retireOn: "", retiredKeyId: "", reason: "no previous key" };
  const retireOn = addDays(requireDay(facts.currentCreatedOn, "createdAt"), overlapDays);
  if (facts.use === "previous") return { retireOn, retiredKeyId: "", reason: 'held: use is "previous"' };
  if (facts.old?.retiredKeyId === previousKeyId) return { retireOn, retiredKeyId: previousKeyId, reason: "retired" };
  if (isDue(today, retireOn)) {
    const reason = `the overlap of ${countDays(overlapDays)} ended on ${retireOn}`;
    return { retireOn, retiredKeyId: previousKeyId, reason };
  }
  return { retireOn, retiredKeyId: "", reason: `both keys work until ${retireOn}` };
}
