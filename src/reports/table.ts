import { textTable } from "../basics/text-table";
import type { RotationPlan } from "../plan";
import { cells, HEADERS, headline, warningLines } from "./words";

/** A plan for a terminal. */
export function table(plan: RotationPlan): string {
  const text = textTable([HEADERS, ...plan.rows.map(cells)]);
  const warnings = warningLines(plan).map(({ where, text }) => `warning: ${where}${text}`);
  return [...text, "", ...warnings, ...(warnings.length > 0 ? [""] : []), headline(plan), ""].join("\n");
}
