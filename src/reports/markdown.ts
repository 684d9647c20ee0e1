import type { RotationPlan } from "../plan";
import { cells, HEADERS, headline, warningLines } from "./words";

/** A plan for the comment of a pull request. */
export function markdown(plan: RotationPlan): string {
  const line = (values: readonly string[]) => `| ${values.map(escapeCell).join(" | ")} |`;
  const head = HEADERS.map((header) => header[0] + header.slice(1).toLowerCase());
  const rows = [line(head), `|${" --- |".repeat(head.length)}`, ...plan.rows.map((row) => line(cells(row)))];
  const warnings = warningLines(plan).map(({ where, text }) => `- ⚠️ ${escapeCell(where + text)}`);
  return [
    "### Key rotation",
    "",
    headline(plan),
    "",
    ...(plan.rows.length > 0 ? [...rows, ""] : []),
    ...(warnings.length > 0 ? [...warnings, ""] : []),
  ].join("\n");
}

/** Names come from programs: none may end a table cell or begin a link or mention. */
function escapeCell(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\\|`*_[\]<>~]/g, (mark) => `\\${mark}`)
    .replaceAll("@", "@\u200B");
}
