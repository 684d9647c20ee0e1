/** A tenant, the report of a run against it, and an emulator that plays the report. */
import { expect } from "vitest";
import { parseReport, type VerifyReport, variantsOf } from "../../../src/examiner/report/report";
import { reportOf } from "../../../src/examiner/verify/report";
import { verdictOf } from "../../../src/examiner/verify/verdict";
import { startTenant, verifyTenant } from "./fixture";

/** The report of a run. */
export async function reportUnder(variants: readonly string[]): Promise<VerifyReport> {
  const emulator = await startTenant({ variants });
  const verification = await verifyTenant(emulator);
  await emulator.close();
  return reportOf(verification, verdictOf(verification));
}

/** Plays the report of a tenant, and expects the same report of it. */
export async function playsAlike(variants: readonly string[]): Promise<void> {
  const report = await reportUnder(variants);
  const read = parseReport(JSON.stringify(report));
  expect(read).toEqual(report);
  if (read === undefined) throw new Error("no report");
  expect(await reportUnder(variantsOf(read))).toEqual(report);
}
