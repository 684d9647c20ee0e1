import { printable } from "../basics/printable";
import type { PlanRow, RotationPlan } from "../plan";
import { endsAt } from "../rotation";
import { kindOf } from "./words";

/** The series of a plan: their names, what they say, and the instant of a row, if it has one. */
const families: readonly { name: string; help: string; instant: (row: PlanRow) => string | null }[] = [
  {
    name: "digicert_one_end_timestamp_seconds",
    help: "The last second on which the user or key works; of none that is disabled.",
    instant: ({ endDate, status }) => (endDate === null || status === "DISABLED" ? null : endsAt(endDate)),
  },
  {
    name: "digicert_one_rotation_timestamp_seconds",
    help: "The beginning of the first day on which a run rotates the key or extends the user; in the past for what is overdue.",
    instant: ({ windowOpensOn }) => beginning(windowOpensOn),
  },
  {
    name: "digicert_one_retirement_timestamp_seconds",
    help: "The beginning of the first day on which a run disables the key.",
    instant: ({ retiresOn }) => beginning(retiresOn),
  },
];

/** A plan for the textfile collector of a node exporter, or for a page that a Prometheus reads. */
export function openmetrics({ asOf, rows, summary }: RotationPlan): string {
  const labels = rows.map(labelsOf);
  const lines = families.flatMap(({ name, help, instant }) => {
    const seen = new Set<string>(); // a second value of one series would spoil the whole file
    const samples = rows.flatMap((row, at) => {
      const when = instant(row);
      const of = labels[at] ?? "";
      if (when === null || seen.has(of)) return [];
      seen.add(of);
      return [`${name}{${of}} ${Date.parse(when) / 1000}`];
    });
    return [...head(name, help, "seconds"), ...samples];
  });
  const day = "digicert_one_plan_timestamp_seconds";
  const warnings = "digicert_one_plan_warnings";
  return [
    ...lines,
    ...head(day, "The beginning of the day that the plan was made for.", "seconds"),
    `${day} ${Date.parse(asOf) / 1000}`,
    ...head(warnings, "Warnings of the plan."),
    `${warnings} ${summary.warnings}`,
    "# EOF",
    "",
  ].join("\n");
}

const beginning = (day: string | null): string | null => (day === null ? null : `${day}T00:00:00Z`);

const head = (name: string, help: string, unit?: string): string[] => [
  `# TYPE ${name} gauge`,
  ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
  `# HELP ${name} ${help}`,
];

/** `key` is the name of the user or key in DigiCert ONE, which no two share. */
function labelsOf(row: PlanRow): string {
  const { project, stack, name, user, label } = row;
  const labels = { project, stack, name, kind: kindOf(row), user: user ?? "", key: label ?? "" };
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${quoted(value)}"`)
    .join(",");
}

const quoted = (text: string): string => printable(text).replaceAll(/[\\"]/g, (mark) => `\\${mark}`);
