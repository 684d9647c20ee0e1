/** `digicert-one doctor`: reads, and writes nothing. */
import type { Observed } from "../readings/observed";
import type { Result } from "./check";
import { doctorChecks } from "./checks";
import { observedIn } from "./checks/reads-made";
import { createContext, type DoctorSurroundings } from "./context";
import { type Progress, runChecks } from "./run-checks";

export type { Result } from "./check";
export type { DoctorSurroundings } from "./context";
export { outcomeOf, renderJson, renderResult, renderSummary } from "./render";
export { reportOf } from "./report";

/** On a dead host doctor ends within this time. */
const TOTAL_MS = 30_000;
const CHECK_MS = 10_000;
const REQUEST_MS = 8_000;

/** What came of a run. */
export interface Examination {
  readonly results: readonly Result[];
  /** What was read, without values. */
  readonly observed: readonly Observed[];
}

/** Runs all checks. */
export async function examine(
  surroundings: Omit<DoctorSurroundings, "requestMs">,
  progress: Progress = {},
): Promise<Examination> {
  const context = createContext({ ...surroundings, requestMs: REQUEST_MS });
  // The time that is spent is this machine's, whatever day it is believed to be.
  const limits = { checkMs: CHECK_MS, totalMs: TOTAL_MS, now: () => performance.now() };
  try {
    const results = await runChecks(doctorChecks, context, limits, progress);
    return { results, observed: observedIn(context) };
  } finally {
    context.close();
  }
}
