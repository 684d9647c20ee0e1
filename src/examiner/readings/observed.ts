/** What responses hold that facts are read from, and how one form is distinguished from others: pure. */
import { isRecord } from "../../basics/unknown";
import { listShape } from "./lists";

/** A response as it came. */
export interface Response {
  readonly status?: number;
  readonly json: unknown;
}

/** Responses to reads; what was not asked, or gave nothing, is left out. */
export interface Responses {
  /** `GET /user/me`. */
  readonly me?: Response;
  /** `GET /user`. */
  readonly users?: Response;
  /** `GET /api-access-token` of our own user. */
  readonly keys?: Response;
  /** `GET /account`. */
  readonly accounts?: Response;
  /** `GET /role` without `application_code`. */
  readonly roles?: Response;
  /** `GET /role?application_code=account_manager`. */
  readonly rolesOfApplication?: Response;
  readonly auditLog?: Response;
  /** `GET /user/{id}` of an id that nobody has. */
  readonly nobody?: Response;
}

/** A decision about one fact. */
export interface Decision {
  readonly reading: "as-assumed" | "other" | "something-else" | "undecided";
  readonly note?: string;
}

export const asAssumed: Decision = { reading: "as-assumed" };
export const other: Decision = { reading: "other" };
export const somethingElse = (note: string): Decision => ({ reading: "something-else", note });
export const undecided = (note: string): Decision => ({ reading: "undecided", note });

type Json = Readonly<Record<string, unknown>>;

const isGood = ({ status = 0 }: Response): boolean => status >= 200 && status < 300;

/** The objects of a list. */
export function itemsOf(response: Response | undefined): Json[] {
  if (response === undefined || !isGood(response)) return [];
  return (listShape(response.json)?.items ?? []).filter(isRecord);
}

/** All users that were shown. */
export function usersOf({ me, users }: Responses): Json[] {
  return [...(me !== undefined && isGood(me) && isRecord(me.json) ? [me.json] : []), ...itemsOf(users)];
}

/** The texts of a field. */
export const textsOf = (objects: readonly Json[], ...names: readonly string[]): string[] =>
  objects.flatMap((object) => names.map((name) => object[name])).filter((value) => typeof value === "string");

/**
 * Decides by the form of values that were seen.
 * @param none why there is nothing to decide by
 * @param described the form of a value, without the value
 */
export function byForm<T>(
  values: readonly T[],
  isAssumed: (value: T) => boolean,
  isOther: (value: T) => boolean,
  none: string,
  described: (value: T) => string,
): Decision {
  const [first] = values;
  if (first === undefined) return undecided(none);
  if (values.every(isAssumed)) return asAssumed;
  if (values.every(isOther)) return other;
  const strange = values.find((value) => !isAssumed(value) && !isOther(value));
  return somethingElse(strange === undefined ? "both forms side by side" : described(strange));
}

/** A text with its letters and digits hidden: `9999-99-99T99:99:99Z` becomes what it looks like, and nothing more. */
export function patternOf(text: string): string {
  const hidden = text.replace(/\d/g, "9").replace(/[a-z]/g, "a").replace(/[A-Z]/g, "A").slice(0, 40);
  return `a text like "${hidden.replace(/[^\x20-\x7e]/g, "?")}"`;
}

const isWord = (text: string): boolean => /^[A-Za-z_]{1,30}$/.test(text);

/** A word of a closed list, such as a status; anything longer only by what it looks like. */
export const wordOf = (text: string): string => (isWord(text) ? text : patternOf(text));

/** The type of a value and the names of its fields. */
export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (isRecord(value)) return `an object with ${Object.keys(value).filter(isWord).sort().slice(0, 20).join(", ")}`;
  return typeof value === "string" ? patternOf(value) : `a ${typeof value}`;
}
