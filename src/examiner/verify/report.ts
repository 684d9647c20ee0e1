/** A run as it can be handed over: readings and shapes, and nothing that names a person, an object or a secret. Pure. */
import * as z from "zod";
import { packageVersion } from "../../basics/version";
import { findingOf } from "../readings";
import type { Observed } from "../readings/observed";
import type { Verdict } from "./verdict";
import type { Verification } from "./verify";

const finding = z.strictObject({
  fact: z.string().regex(/^[a-z0-9-]+$/),
  reading: z.enum(["assumed", "other", "else", "undecided"]),
  what: z.string().optional().describe("What was seen instead, or why it is undecided."),
});

const observation = z.strictObject({
  step: z.string().regex(/^[a-z0-9-]+$/),
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  path: z.string().describe("Below /account/api/v1, with placeholders for ids."),
  status: z.int().optional().describe("Absent where no response came, or none was asked for."),
  body: z.json().optional().describe("The body without its values."),
  count: z.int().optional().describe("How many roles a list holds."),
  foreign: z.literal(true).optional().describe("Something other than the API answered."),
  unread: z.literal(true).optional().describe("The package could not read this response."),
  skipped: z.string().optional().describe("Why it was not sent."),
});

/** A report; `docs/reference/schemas/verify.schema.json` is made of it. */
export const reportSchema = z
  .strictObject({
    version: z.literal(1),
    package: z.string().optional(),
    outcome: z.enum(["works", "found", "failed"]),
    closing: z.string(),
    decided: z.int(),
    facts: z.array(finding).describe("One for each fact that DigiCert does not document."),
    further: z.array(finding).describe("What else differs; the emulator speaks it under the same name."),
    observed: z.array(observation).describe("Every request, in order, and the shape of its response."),
  })
  .meta({ title: "Report of digicert-one verify --report" });

/** A report. */
export type Report = z.infer<typeof reportSchema>;

/** The forms of a report, by the end of its file's name. */
export const REPORT_FORMS: Readonly<Record<string, (report: Report) => string>> = {
  ".json": (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  ".md": markdown,
};

/** The report of a run. */
export function reportOf({ facts, further, observed }: Verification, { outcome, closing, decided }: Verdict): Report {
  const version = packageVersion();
  return reportSchema.parse({
    version: 1,
    ...(version !== undefined && { package: version }),
    outcome,
    closing,
    decided,
    facts: facts.map(findingOf),
    further: further.map(findingOf),
    observed: observed.map(observationOf),
  });
}

/** The words about what could not be read may hold an id. */
const observationOf = ({ unread, ...observed }: Observed) => ({
  ...observed,
  ...(unread !== undefined && { unread: true }),
});

/** Reads a report; undefined where the text is none. */
export function parseReport(text: string): Report | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The emulator's variants that play the tenant of a report. */
export function variantsOf({ facts, further }: Report): string[] {
  return [...facts, ...further].filter(({ reading }) => reading === "other").map(({ fact }) => fact);
}

/** Facts of a report that no variant plays: something was seen that nobody had thought of. */
export function unplayedOf({ facts }: Report): string[] {
  return facts.filter(({ reading }) => reading === "else").map(({ fact }) => fact);
}

function markdown({ facts, further, observed, closing, decided, package: version }: Report): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
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
    "# digicert-one verify",
    "",
    `${closing} ${decided} of ${facts.length} facts are decided${version === undefined ? "" : `, by version ${version}`}.`,
    "",
    row(["fact", "reading", "what"]),
    "|---|---|---|",
    ...found,
    "",
    row(["step", "request", "status", "shape of the response"]),
    "|---|---|---|---|",
    ...requests,
    "",
  ].join("\n");
}
