/** All probes: one for each fact that is not documented, and for the further variants of the emulator. */
import type { Observed, Seen } from "../script/step";
import { answerProbes, furtherAnswerProbes } from "./answers";
import { furtherKeyProbes, keyProbes } from "./keys";
import type { Probe, Reading } from "./probe";
import { undecidable } from "./undecidable";
import { furtherUserProbes, userProbes } from "./users";

/** One probe for each open fact. */
export const probes: readonly Probe[] = [
  ...userProbes,
  ...keyProbes,
  ...answerProbes,
  ...Object.entries(undecidable).map(([fact, why]): Probe => ({ fact, decide: () => ({ undecided: why }) })),
];

/** What no fact of the list speaks of; only what differs is reported. */
export const furtherProbes: readonly Probe[] = [...furtherUserProbes, ...furtherKeyProbes, ...furtherAnswerProbes];

/** A fact and the reading that was found. */
export interface Found {
  readonly fact: string;
  readonly reading: Reading;
}

/** What the observations of a run show of each fact. */
export function decideAll(observed: readonly Observed[]): { readonly facts: Found[]; readonly further: Found[] } {
  const steps = new Map(observed.map((each) => [each.step, each]));
  const seen: Seen = (name) => steps.get(name);
  const found = ({ fact, decide }: Probe): Found => ({ fact, reading: decide(seen) });
  return {
    facts: probes.map(found).sort((one, other) => (one.fact < other.fact ? -1 : 1)),
    further: furtherProbes.map(found).filter(({ reading }) => reading === "other"),
  };
}
