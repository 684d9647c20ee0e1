/** What several forms write in the same words. */
import type { PlanRow, RotationPlan } from "../plan";
import { countDays, daysBetween } from "../rotation";

export const HEADERS = ["STACK", "NAME", "KIND", "STATUS", "ISSUED", "ENDS", "DAYS", "ROTATES", "NEXT RUN", "WHY"];

/** A row under {@link HEADERS}. */
export function cells(row: PlanRow): string[] {
  return [
    `${row.project}/${row.stack}`,
    row.name + (row.role === null ? "" : ` (${row.role})`),
    row.kind,
    row.status ?? "-",
    row.issuedOn ?? "-",
    row.endDate ?? "-",
    row.daysLeft === null ? "-" : String(row.daysLeft),
    row.rotatesOn ?? "-",
    row.action === "none" ? "-" : row.action,
    row.reason,
  ];
}

/** The warnings of the rows, then those of the plan; `where` is empty or ends with a colon and a blank. */
export function warningLines(plan: RotationPlan): { where: string; text: string }[] {
  const ofRows = plan.rows.flatMap((row) => {
    const where = `${row.project}/${row.stack} ${row.name}${row.role === null ? "" : ` (${row.role})`}: `;
    return row.warnings.map(({ text }) => ({ where, text }));
  });
  return [...ofRows, ...plan.warnings.map(({ text }) => ({ where: "", text }))];
}

/** What the plan comes to, in one sentence. */
export function headline({ asOf, rows, summary }: RotationPlan): string {
  const parts = (["rotate", "extend", "retire", "remove"] as const)
    .map((action) => ({ action, count: summary[action] }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} to ${action}`);
  const due = parts.length === 0 ? "nothing to do" : parts.join(", ");
  const shown = summary.shown === summary.total ? `${summary.total}` : `${summary.shown} of ${summary.total}`;
  const days = rows.flatMap(({ events }) => events.map(({ on }) => on)).filter((on) => on > asOf);
  const next = days.reduce<string | undefined>(
    (first, on) => (first === undefined || on < first ? on : first),
    undefined,
  );
  const then = next === undefined ? "" : `; next on ${next}, in ${countDays(daysBetween(asOf, next))}`;
  return `As of ${asOf} (UTC), ${shown} users and keys: ${due}${then}; ${summary.warnings} ${summary.warnings === 1 ? "warning" : "warnings"}.`;
}
