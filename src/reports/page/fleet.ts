import type { PlanRow } from "../../plan";
import { stackOf } from "../words";

/** A row, with the other key of its pair where it is the previous one. */
export interface Placed {
  readonly row: PlanRow;
  readonly newest: PlanRow | undefined;
}

/** A stack, its rows user by user: the user, then its keys by their ends. */
export interface Stack {
  readonly name: string;
  readonly rows: readonly Placed[];
}

/** The rows of a plan by stack and user, in the order of their names. */
export function stacksOf(rows: readonly PlanRow[]): Stack[] {
  const newest = new Map(rows.flatMap((row) => (row.role === "current" ? [[row.urn, row] as const] : [])));
  const stacks = new Map<string, PlanRow[]>();
  for (const row of rows) {
    const own = stacks.get(stackOf(row));
    if (own) own.push(row);
    else stacks.set(stackOf(row), [row]);
  }
  return [...stacks]
    .sort(([a], [b]) => byName(a, b))
    .map(([name, own]) => ({
      name,
      rows: own
        .toSorted(byUser)
        .map((row) => ({ row, newest: row.role === "previous" ? newest.get(row.urn) : undefined })),
    }));
}

function byUser(a: PlanRow, b: PlanRow): number {
  return (
    byName(a.user ?? "\uFFFF", b.user ?? "\uFFFF") ||
    Number(isKey(a)) - Number(isKey(b)) ||
    byName(a.name, b.name) ||
    byName(a.endDate ?? "9999", b.endDate ?? "9999")
  );
}

/** Whether a row is a key, its user's first one included. */
export const isKey = ({ kind, role }: PlanRow): boolean => kind !== "ServiceUser" || role === "initial";

const { compare: byName } = new Intl.Collator("en", { numeric: true });
