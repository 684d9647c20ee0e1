import { addDays } from "../rotation";
import { planRow } from "./row";
import type { PlanFacts, PlanOptions, PlanRow, PlanRunAction, PlanWarning } from "./types";

/** Ends of one day from which on the day itself is warned of. */
export const MANY_ENDS = 25;

/** What the next run does to every user and key of some stacks. */
export interface RotationPlan {
  /** The day the plan is made for. */
  readonly asOf: string;
  /** One for each user and key. */
  readonly rows: readonly PlanRow[];
  /** What concerns no single row. */
  readonly warnings: readonly PlanWarning[];
  /** The counts of the rows. */
  readonly summary: PlanSummary;
}

/** How many there are, and to how many of those shown the run of the plan's day does something. */
export interface PlanSummary extends Readonly<Record<PlanRunAction, number>> {
  readonly total: number;
  readonly shown: number;
  /** All actions together. */
  readonly due: number;
  readonly warnings: number;
}

/** How to make a plan of many rows. */
export interface RotationPlanOptions extends PlanOptions {
  /** Only rows of which something comes within this many days: whatever event. */
  readonly withinDays?: number | undefined;
}

/**
 * Makes a plan: rows in the order of what comes next, and warnings about days on which many things end at once.
 */
export function planRows(facts: readonly PlanFacts[], options: RotationPlanOptions): RotationPlan {
  return planOf(
    facts.map((fact) => planRow(fact, options)),
    options,
  );
}

/** The same of rows that are made already: those of the plan are the very objects, by which a caller finds its own again. */
export function planOf(all: readonly PlanRow[], options: RotationPlanOptions): RotationPlan {
  const last = options.withinDays === undefined ? undefined : addDays(options.today, options.withinDays);
  const rows = all
    .map((row) => ({ row, next: nextDay(row, options.today) }))
    .filter(({ next }) => last === undefined || (next !== undefined && next <= last))
    .sort((a, b) => compare(a.next ?? "9999", b.next ?? "9999") || compare(key(a.row), key(b.row)))
    .map(({ row }) => row);
  const warnings = manyEnds(rows);
  const doing = (action: PlanRunAction) => rows.filter((row) => row.action === action).length;
  return {
    asOf: options.today,
    rows,
    warnings,
    summary: {
      total: all.length,
      shown: rows.length,
      due: rows.filter(({ action }) => action !== "none").length,
      ...{ extend: doing("extend"), rotate: doing("rotate"), retire: doing("retire"), remove: doing("remove") },
      warnings: warnings.length + rows.reduce((count, row) => count + row.warnings.length, 0),
    },
  };
}

/** The first day on which anything comes to a row. */
function nextDay(row: PlanRow, today: string): string | undefined {
  if (row.next !== null && row.next.on === today) return today;
  if (row.endDate !== null && row.endDate < today && row.role !== "previous") return today; // it has ended already
  return row.next?.on;
}

function manyEnds(rows: readonly PlanRow[]): PlanWarning[] {
  const counts = new Map<string, number>();
  for (const { endDate } of rows) if (endDate !== null) counts.set(endDate, (counts.get(endDate) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= MANY_ENDS)
    .sort(([a], [b]) => compare(a, b))
    .map(([day, count]) => ({
      code: "many-ends",
      text: `${count} users and keys end on ${day}. Spread them: if runs stop, all of them stop working on one day.`,
    }));
}

const key = (row: PlanRow) => [row.project, row.stack, row.name, row.role ?? ""].join("\0");
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
