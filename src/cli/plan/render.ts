import type { PlanRow, RotationPlan } from "../../plan";
import { countDays, daysBetween } from "../../rotation";
import { textTable } from "../text-table";

/** The forms in which a plan is written, by their names for `--format`; each ends with a line break. A new form is a line here. */
const forms = {
  table,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  markdown,
} satisfies Record<string, (plan: RotationPlan) => string>;

/** The name of a form. */
export type Format = keyof typeof forms;

/** The names of all forms. */
export const FORMATS = Object.keys(forms);

/** Writes a plan in one of the forms. */
export function render(plan: RotationPlan, format: Format): string {
  return forms[format](plan);
}

const HEADERS = ["STACK", "NAME", "KIND", "STATUS", "ISSUED", "ENDS", "DAYS", "ROTATES", "NEXT RUN", "WHY"];

function cells(row: PlanRow): string[] {
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

function table(plan: RotationPlan): string {
  const text = textTable([HEADERS, ...plan.rows.map(cells)]);
  const warnings = warningLines(plan).map(({ where, text }) => `warning: ${where}${text}`);
  return [...text, "", ...warnings, ...(warnings.length > 0 ? [""] : []), headline(plan), ""].join("\n");
}

function markdown(plan: RotationPlan): string {
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

function warningLines(plan: RotationPlan): { where: string; text: string }[] {
  const ofRows = plan.rows.flatMap((row) => {
    const where = `${row.project}/${row.stack} ${row.name}${row.role === null ? "" : ` (${row.role})`}: `;
    return row.warnings.map(({ text }) => ({ where, text }));
  });
  return [...ofRows, ...plan.warnings.map(({ text }) => ({ where: "", text }))];
}

function headline({ asOf, rows, summary }: RotationPlan): string {
  const parts = (["rotate", "extend", "retire"] as const)
    .map((action) => ({ action, count: rows.filter((row) => row.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} to ${action}`);
  const due = parts.length === 0 ? "nothing to do" : parts.join(", ");
  const shown = summary.shown === summary.total ? `${summary.total}` : `${summary.shown} of ${summary.total}`;
  const next = rows.find(({ action, rotatesOn }) => action === "none" && rotatesOn !== null);
  const then =
    next?.rotatesOn && next.rotatesOn > asOf
      ? `; next on ${next.rotatesOn}, in ${countDays(daysBetween(asOf, next.rotatesOn))}`
      : "";
  return `As of ${asOf} (UTC), ${shown} users and keys: ${due}${then}; ${summary.warnings} ${summary.warnings === 1 ? "warning" : "warnings"}.`;
}
