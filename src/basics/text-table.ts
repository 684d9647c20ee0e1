import CliTable from "cli-table3";

const LINES = ["top", "bottom", "left", "right"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);
const NO_LINES = Object.fromEntries([...LINES, "mid", "mid-mid", "middle"].map((line) => [line, ""]));

/** The lines of a table for a terminal: columns two blanks apart, wide characters counted as wide. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const style = { "padding-left": 0, "padding-right": 2, head: [], border: [] };
  const table = new CliTable({ chars: NO_LINES, style });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
