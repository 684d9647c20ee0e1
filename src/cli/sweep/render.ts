import { textTable } from "../../basics/text-table";
import type { Leftover, Outcome } from "./leftovers";

/** What became of one: deleted, kept for a reason, or failed. */
export interface Swept extends Leftover {
  readonly outcome?: Outcome;
  readonly problem?: string;
}

const COLUMNS = ["KIND", "ID", "NAME", "CREATED", "WHY", "WITH --delete"];

/** The list as a table for people. Control characters in names are shown, not sent to the terminal. */
export function renderTable(rows: readonly Leftover[]): string {
  if (rows.length === 0) return "Nothing is left over.\n";
  return textTable([COLUMNS, ...rows.map(cells)])
    .map((line) => `${line}\n`)
    .join("");
}

function cells(row: Leftover): string[] {
  const owner = row.user === undefined ? "" : ` of ${row.user.name} (${row.user.id})`;
  const fate = row.keep === undefined ? "deleted" : `kept: ${row.keep}`;
  return [row.kind, row.id, `${row.name}${owner}`, row.createdAt ?? "unknown", row.why, fate].map(printable);
}

/** A text of the server on one line of a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}

/** The list for programs. */
export function renderJson(rows: readonly Swept[]): string {
  const count = (keep: (row: Swept) => boolean) => rows.filter(keep).length;
  const summary = {
    found: rows.length,
    deletable: count((row) => row.keep === undefined),
    deleted: count(isDone),
    failed: count((row) => row.problem !== undefined),
  };
  const found = rows.map(({ nonce: _nonce, ...row }) => row);
  return `${JSON.stringify({ version: 1, found, summary }, undefined, 2)}\n`;
}

/** Whether it is there no more. */
export const isDone = (row: Swept): boolean => row.outcome === "deleted" || row.outcome === "gone";

/** How each deletion went, a line each. */
export function renderOutcomes(rows: readonly Swept[]): string {
  const tried = rows.filter((row) => row.keep === undefined);
  return tried.map((row) => `${printable(`${row.kind} ${row.id} ${row.name}: ${outcomeOf(row)}`)}\n`).join("");
}

function outcomeOf(row: Swept): string {
  if (row.problem !== undefined) return `failed: ${row.problem}`;
  if (row.outcome === "changed") return "left alone: it was changed since it was listed";
  return row.outcome === "gone" ? "gone already" : "deleted";
}
