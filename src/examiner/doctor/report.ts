/** What doctor found, as it can be handed over: pure. */
import { decideAll } from "../readings";
import type { Observed } from "../readings/observed";
import { type DoctorReport, doctorSchema, sharedParts } from "../report/report";
import type { Result } from "./check";
import { beginWith, outcomeOf } from "./render";

/** The report of a run: which checks failed and by what kind of failure, what was read and which readings it shows. */
export function reportOf(results: readonly Result[], observed: readonly Observed[]): DoctorReport {
  const unsent = observed.length === 0 ? "nothing was read" : "only writing shows it";
  return doctorSchema.parse({
    command: "doctor",
    ...sharedParts({ ...decideAll(observed, unsent), observed }),
    node: process.versions.node,
    outcome: outcomeOf(results),
    closing: beginWith(results),
    checks: results.map(({ id, verdict, code, because }) => ({
      check: id,
      verdict,
      ...(code !== undefined && { code }),
      ...(because !== undefined && { because }),
    })),
  });
}
