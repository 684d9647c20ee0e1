import type * as z from "zod";
import { isRecord } from "../../basics/unknown";
import { invalid } from "../core/errors";
import type { Rules } from "../core/variants";

/** The longest name under the other reading of `name-length`. */
const SHORT_NAME = 64;

const NAME_FIELDS = ["friendly_name", "name", "nickname"];

/** Whether the rules in force overlook this issue. */
function isOverlooked(issue: z.core.$ZodIssue, rules: Rules): boolean {
  return issue.code === "unrecognized_keys" && rules.broken("accept-unknown-fields");
}

/** Under `name-length` a name is shorter than the contract says. */
function requireShortNames(body: unknown, rules: Rules): void {
  if (!isRecord(body) || !rules.on("name-length")) return;
  const isLong = (field: string): boolean => String(body[field] ?? "").length > SHORT_NAME;
  const wrong = NAME_FIELDS.filter(isLong);
  if (wrong.length > 0) throw invalid(...wrong.map((field) => `${field}: has at most ${SHORT_NAME} characters`));
}

/** One line for a person: the field and what is wrong with it. */
function lineOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

/** Under `end-date-format` a date-time is as good as its day. */
function withPlainDay(body: unknown, rules: Rules): unknown {
  if (!isRecord(body) || !rules.on("end-date-format") || typeof body.end_date !== "string") return body;
  return { ...body, end_date: body.end_date.replace(/T23:59:59Z$/, "") };
}

const REFERENCES = ["accounts", "roles", "applications"];

/** Under `requests-name-ids` the objects of a request become ids; an id alone is refused. */
function withIds(body: unknown, rules: Rules): unknown {
  if (!isRecord(body) || !rules.on("requests-name-ids")) return body;
  const wrong: string[] = [];
  const idOf = (field: string, value: unknown): unknown => {
    if (isRecord(value) && typeof value.id === "string") return value.id;
    wrong.push(`${field}: must be objects with an id`);
    return value;
  };
  const entries = Object.entries(body).map(([field, value]): [string, unknown] => [
    field,
    REFERENCES.includes(field) && Array.isArray(value) ? value.map((item) => idOf(field, item)) : value,
  ]);
  if (wrong.length > 0) throw invalid(...new Set(wrong));
  return Object.fromEntries(entries);
}

/** A body that is as the contract says, or a refusal that names each field that is not. */
export function requireBody(schema: z.ZodType, given: unknown, rules: Rules): unknown {
  const body = withIds(withPlainDay(given, rules), rules);
  requireShortNames(body, rules);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  if (!isRecord(body)) throw invalid("The body must be a JSON object.");
  const issues = result.error.issues.filter((issue) => !isOverlooked(issue, rules));
  if (issues.length > 0) throw invalid(...issues.map(lineOf));
  return body;
}

/** A query that is as the contract says: known parameters only, each at most once and with a value that it takes. */
export function requireQuery(
  search: URLSearchParams,
  schema: z.ZodObject,
  rules: Rules,
): Readonly<Record<string, string | undefined>> {
  const query: Record<string, string> = {};
  for (const [name, value] of search) {
    if (!Object.hasOwn(schema.shape, name)) {
      if (rules.broken("accept-unknown-fields")) continue;
      throw invalid(`Unknown query parameter ${JSON.stringify(name)}.`);
    }
    if (Object.hasOwn(query, name)) throw invalid(`The query parameter ${name} is given twice.`);
    query[name] = value;
  }
  const result = schema.safeParse(query);
  if (!result.success) throw invalid(...result.error.issues.map(lineOf));
  return query;
}
