/** What several forms write in the same words. */
import type { PlanEvent, PlanRow, RotationPlan } from "../plan";
import { countDays, daysBetween } from "../rotation";

const NO_STACK = "-";

/** A stack, as people write it; a dash for what is in none, as far as is known: an inventory has such rows. */
export const stackOf = ({ project, stack }: Pick<PlanRow, "project" | "stack">): string =>
  project === "" && stack === "" ? NO_STACK : `${project}/${stack}`;

/** What a row is about. */
export function kindOf({ kind, role }: Pick<PlanRow, "kind" | "role">): string {
  if (role !== null) return `${role} key`;
  return kind === "ServiceUser" ? "user" : "key";
}

/** What comes next: `"rotate 2027-03-02"`. */
export const nextOf = (next: PlanEvent | null): string => (next === null ? "-" : `${next.event} ${next.on}`);

/** The warnings of the rows, then those of the plan; `where` is empty or ends with a colon and a blank. */
export function warningLines(plan: RotationPlan): { where: string; text: string }[] {
  const ofRows = plan.rows.flatMap((row) => {
    const where = `${stackOf(row)} ${row.name}${row.role === null ? "" : ` (${row.role})`}: `;
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
  const [only, ...others] = new Set(rows.map(stackOf));
  const where = only === undefined || only === NO_STACK || others.length > 0 ? "" : ` of ${only}`;
  const days = rows.flatMap(({ events }) => events.map(({ on }) => on)).filter((on) => on > asOf);
  const next = days.reduce<string | undefined>(
    (first, on) => (first === undefined || on < first ? on : first),
    undefined,
  );
  const then = next === undefined ? "" : `; next on ${next}, in ${countDays(daysBetween(asOf, next))}`;
  return `As of ${asOf} (UTC), ${shown} users and keys${where}: ${due}${then}; ${summary.warnings} ${summary.warnings === 1 ? "warning" : "warnings"}.`;
}
