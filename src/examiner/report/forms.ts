/** A report as a file: JSON for programs, Markdown for people. Pure. */
import type { Report } from "./report";

/** The forms of a report, by the end of its file's name. */
export const REPORT_FORMS: Readonly<Record<string, (report: Report) => string>> = {
  ".json": (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  ".md": markdown,
};

const HEAD = "# digicert-one ";

/** Whether a text is a report in Markdown. */
export const isMarkdownReport = (text: string): boolean => text.startsWith(HEAD);

function markdown(report: Report): string {
  const { command, facts, further, observed, closing, decided, package: version } = report;
  const found = [...facts, ...further].map(({ fact, reading, what = "" }) => row([`\`${fact}\``, reading, what]));
  const requests = observed
    .filter(({ skipped }) => skipped === undefined)
    .map(({ step, method, path, status, body }) =>
      row([
        step,
        `${method} ${path}`,
        String(status ?? "none"),
        body === undefined ? "" : `\`${JSON.stringify(body)}\``,
      ]),
    );
  return [
    `${HEAD}${command}`,
    "",
    `${closing} ${decided} of ${facts.length} facts are decided${version === undefined ? "" : `, by version ${version}`}.`,
    "",
    ...(report.command === "doctor" ? checksOf(report) : []),
    ...table(["fact", "reading", "what"], found),
    ...table(["step", "request", "status", "shape of the response"], requests),
  ].join("\n");
}

const checksOf = ({ checks }: Extract<Report, { command: "doctor" }>): string[] =>
  table(
    ["check", "verdict", "kind of failure", "because of"],
    checks.map(({ check, verdict, code = "", because = [] }) => row([check, verdict, code, because.join(", ")])),
  );

const table = (heads: readonly string[], rows: readonly string[]): string[] => [
  row(heads),
  `|${heads.map(() => "---|").join("")}`,
  ...rows,
  "",
];

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
