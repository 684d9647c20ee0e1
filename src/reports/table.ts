import { printable } from "../basics/printable";
import { shorten, textTable, widthOf, wrap } from "../basics/text-table";
import type { PlanRow, RotationPlan } from "../plan";
import { headline, kindOf, nextOf, stackOf, warningLines } from "./words";

/** What fits into a terminal and a log without being broken. */
const WIDTH = 100;
const COLUMNS = ["KIND", "ENDS", "ROTATES", "RETIRES", "NEXT"];
const WIDTHS = ["previous key", "2027-01-01", "2027-01-01", "2027-01-01", "rotate 2027-01-01"].map(
  ({ length }) => length,
);

/** A plan for a terminal: dates are never cut, long names lose their middle, and whatever needs a word has it in a line below. */
export function table(plan: RotationPlan): string {
  const { rows } = plan;
  const names = namesOf(rows);
  const lines = textTable([
    [...names.head, ...COLUMNS],
    ...rows.map((row, at) => [...(names.cells[at] ?? []), ...days(row)]),
  ]);
  const [head = "", ...body] = lines;
  const text = body.flatMap((line, at) => [line, ...why(rows[at])]);
  const warnings = warningLines(plan).flatMap(({ where, text }) => wrap(printable(`warning: ${where}${text}`), WIDTH));
  const summary = wrap(printable(headline(plan)), WIDTH);
  return [head, ...text, "", ...warnings, ...(warnings.length > 0 ? [""] : []), ...summary, ""].join("\n");
}

const days = (row: PlanRow): string[] => [
  kindOf(row),
  row.endDate ?? "-",
  row.rotatesOn ?? "-",
  row.retiresOn ?? "-",
  nextOf(row.next),
];

/** Stack and name of each row, in the room that the other columns leave. The stack is left out where there is only one. */
function namesOf(rows: readonly PlanRow[]): { head: string[]; cells: string[][] } {
  const room = WIDTH - WIDTHS.reduce((sum, width) => sum + width + 2, 0);
  const isOne = new Set(rows.map(stackOf)).size <= 1;
  const cells = rows.map((row) => (isOne ? [row.name] : [stackOf(row), row.name]).map(printable));
  if (isOne) return { head: ["NAME"], cells: cells.map((row) => row.map((name) => shorten(name, room))) };
  const longest = (at: number) => cells.reduce((most, row) => Math.max(most, widthOf(row[at] ?? "")), 0);
  const half = Math.floor((room - 2) / 2);
  const stack = Math.max(half, room - 2 - longest(1));
  const name = room - 2 - Math.min(stack, longest(0));
  return {
    head: ["STACK", "NAME"],
    cells: cells.map(([first = "", second = ""]) => [shorten(first, stack), shorten(second, name)]),
  };
}

/** Why, where the columns do not say it: of what the next run does, and of what nothing is done about. */
function why(row: PlanRow | undefined): string[] {
  if (row === undefined) return [];
  const { action, next, status, reason } = row;
  const isOff = status !== null && status !== "ACTIVE" && !reason.startsWith("disabled");
  const showsNext = action === "none" && next !== null && next.event !== "end";
  const words = [...(isOff ? [`status ${status}`] : []), ...(showsNext ? [] : [reason])];
  return words.length === 0 ? [] : wrap(printable(words.join("; ")), WIDTH, { first: "  ", further: "    " });
}
