/** Which reading of each open fact holds, by the shapes of responses: one decider for a fact, whoever asked. Pure. */

import { furtherKeyProbes, keyProbes } from "./keys";
import type { Observed, Seen } from "./observed";
import type { Probe, Reading } from "./probe";
import { furtherResponseProbes, responseProbes } from "./responses";
import { undecidable } from "./undecidable";
import { furtherUserProbes, userProbes } from "./users";

/** One probe for each open fact. */
export const probes: readonly Probe[] = [
  ...userProbes,
  ...keyProbes,
  ...responseProbes,
  ...Object.entries(undecidable).map(([fact, why]): Probe => ({ fact, decide: () => ({ undecided: why }) })),
];

/** What no fact of the list speaks of; only what differs is reported. */
export const furtherProbes: readonly Probe[] = [...furtherUserProbes, ...furtherKeyProbes, ...furtherResponseProbes];

/** A fact and the reading that was found. */
export interface Found {
  readonly fact: string;
  readonly reading: Reading;
}

/**
 * What observations show of each fact.
 * @param unsent why all other requests were not sent
 */
export function decideAll(
  observed: readonly Observed[],
  unsent?: string,
): { readonly facts: Found[]; readonly further: Found[] } {
  const steps = new Map(observed.map((each) => [each.step, each]));
  const seen: Seen = (step) =>
    steps.get(step) ?? (unsent === undefined ? undefined : { step, method: "GET", path: "", skipped: unsent });
  const found = ({ fact, decide }: Probe): Found => ({ fact, reading: decide(seen) });
  return {
    facts: probes.map(found).sort((one, other) => (one.fact < other.fact ? -1 : 1)),
    further: furtherProbes.map(found).filter(({ reading }) => reading === "other"),
  };
}

/** A fact and its reading in one word, as programs and reports have it. */
export interface Finding {
  readonly fact: string;
  readonly reading: "assumed" | "other" | "else" | "undecided";
  /** What was seen instead, as a form without values, or why it is undecided. */
  readonly what?: string;
}

/** The same in one word. */
export function findingOf({ fact, reading }: Found): Finding {
  if (typeof reading === "string") return { fact, reading };
  return "else" in reading
    ? { fact, reading: "else", what: reading.else }
    : { fact, reading: "undecided", what: reading.undecided };
}
