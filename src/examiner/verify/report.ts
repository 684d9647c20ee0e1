/** The report of a run: pure. */
import { sharedParts, type VerifyReport, verifySchema } from "../report/report";
import type { Verdict } from "./verdict";
import type { Verification } from "./verify";

/** The report of a run. */
export function reportOf(verification: Verification, { outcome, closing }: Verdict): VerifyReport {
  return verifySchema.parse({ command: "verify", ...sharedParts(verification), outcome, closing });
}
