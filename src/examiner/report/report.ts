/** What was found, as it can be handed over: readings and shapes, and nothing that names a person, an object or a secret. Pure. */
import * as z from "zod";
import { packageVersion } from "../../basics/version";
import { type Found, findingOf } from "../readings";
import type { Observed } from "../readings/observed";

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

const check = z.strictObject({
  check: z.string().regex(/^[a-z-]+$/),
  verdict: z.enum(["ok", "warn", "fail", "skipped", "undecided"]),
  code: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional()
    .describe("The kind of a failure."),
  because: z.array(z.string()).optional().describe("The checks whose failure is why this one was skipped."),
});

const shared = z.strictObject({
  version: z.literal(1),
  package: z.string().optional(),
  closing: z.string(),
  decided: z.int(),
  facts: z.array(finding).describe("One for each fact that DigiCert does not document."),
  further: z.array(finding).describe("What else differs; the emulator speaks it under the same name."),
  observed: z.array(observation).describe("Every request, in order, and the shape of its response."),
});

/** A report of `verify`; `docs/reference/schemas/verify.schema.json` is made of it. */
export const verifySchema = shared
  .extend({ command: z.literal("verify"), outcome: z.enum(["works", "found", "failed"]) })
  .meta({ title: "Report of digicert-one verify --report" });

/** A report of `doctor`; `docs/reference/schemas/doctor.schema.json` is made of it. */
export const doctorSchema = shared
  .extend({
    command: z.literal("doctor"),
    node: z.string(),
    outcome: z.enum(["ok", "found", "failed"]),
    checks: z.array(check).describe("Every check, causes before what rests on them."),
  })
  .meta({ title: "Report of digicert-one doctor --report" });

const reportSchema = z.discriminatedUnion("command", [verifySchema, doctorSchema]);

export type VerifyReport = z.infer<typeof verifySchema>;
export type DoctorReport = z.infer<typeof doctorSchema>;
export type Report = z.infer<typeof reportSchema>;

/** What both reports are made of. */
export interface Examined {
  readonly facts: readonly Found[];
  readonly further: readonly Found[];
  readonly observed: readonly Observed[];
}

/** What both reports say. */
export function sharedParts({ facts, further, observed }: Examined) {
  const version = packageVersion();
  return {
    version: 1 as const,
    ...(version !== undefined && { package: version }),
    decided: facts.map(findingOf).filter(({ reading }) => reading !== "undecided").length,
    facts: facts.map(findingOf),
    further: further.map(findingOf),
    observed: observed.map(observationOf),
  };
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
