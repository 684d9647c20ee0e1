import { printable } from "../basics/printable";
import { shorten } from "../basics/text-table";
import type { PlanRow, RotationPlan } from "../plan";
import { fit } from "./fit";
import { timeline } from "./timeline";
import { headline, kindOf, nextOf, stackOf, warningLines } from "./words";

/** GitHub takes comments of 65,536 characters; the rest is left to whatever a workflow adds. */
const MOST_CHARACTERS = 60_000;
const ROOM_OF_WARNINGS = 12_000;

const HEADERS = ["Stack", "Name", "Kind", "Status", "Ends", "Days", "Rotates", "Retires", "Next", "Why"];

const cells = (row: PlanRow): string[] => [
  stackOf(row),
  row.name,
  kindOf(row),
  row.status ?? "-",
  row.endDate ?? "-",
  row.daysLeft === null ? "-" : String(row.daysLeft),
  row.rotatesOn ?? "-",
  row.retiresOn ?? "-",
  nextOf(row.next),
  row.reason,
];

/** A plan for the comment of a pull request: what it comes to, then what comes first, then a timeline, as far as there is room. */
export function markdown(plan: RotationPlan): string {
  const warnings = fit(
    warningLines(plan).map(({ where, text }) => `- ⚠️ ${inline(where, 160)}${inline(text, 600)}`),
    ROOM_OF_WARNINGS,
    (rest) => `- … and ${rest} more ${rest === 1 ? "warning" : "warnings"}`,
  );
  const bars = timeline(plan);
  const head = ["### Key rotation", "", inline(headline(plan), 600), ""];
  const below = [...(warnings.length > 0 ? [...warnings, ""] : []), ...(bars.length > 0 ? [...bars, ""] : [])];
  const used = [...head, ...below].reduce((sum, line) => sum + line.length + 1, 0);
  return [...head, ...tableOf(plan.rows, MOST_CHARACTERS - used), ...below].join("\n");
}

function tableOf(rows: readonly PlanRow[], room: number): string[] {
  if (rows.length === 0) return [];
  const line = (values: readonly string[]) => `| ${values.map((value) => inline(value, 160)).join(" | ")} |`;
  const head = [line(HEADERS), `|${" --- |".repeat(HEADERS.length)}`];
  const taken = head.reduce((sum, each) => sum + each.length + 1, 0) + 1;
  const rest = (count: number) =>
    `\n… and ${count} more users and keys, which come later: \`--format json\` shows them.`;
  return [
    ...head,
    ...fit(
      rows.map((row) => line(cells(row))),
      room - taken,
      rest,
    ),
    "",
  ];
}

/**
 * A text within a line, at most so many columns of it: names come from programs, and none may end a cell, begin a link, a mention or
 * a formula, or notify anybody.
 */
function inline(text: string, most: number): string {
  return shorten(printable(text), most)
    .replaceAll("&", "&amp;")
    .replaceAll(/[\\|`*_[\]<>~$]/g, (mark) => `\\${mark}`)
    .replaceAll(/@|#(?=\d)|:(?=\/\/)|www(?=\.)/gi, (mark) => `${mark}\u200B`);
}
