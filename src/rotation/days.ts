/**
 * Calendar days in UTC, as texts and as numbers. A day of UTC is 86,400 s of a `Date` (ECMA-262, "Time Values"), so that whole days need
 * no calendar library, which would take a third of the time in which programs and providers load this package.
 */
import { shownValue } from "../basics/shown";

/** The environment variable that moves "today" for a preview, as `YYYY-MM-DD`. */
export const AS_OF_VARIABLE = "DIGICERT_ONE_AS_OF";

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^(?<day>\d{4}-\d{2}-\d{2})T(?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?:[0-5]\d|60)(?:\.\d{1,9})?(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))$/i;

/** Days since 1970. Throws a `RangeError` where there is no such day: 2027-02-30. */
function numberOf(day: string): number {
  const instant = Date.parse(`${day}T00:00:00Z`);
  // A day too many in a month may be taken for one of the next.
  if (today(instant) !== day) throw new RangeError(`${day} is no day`);
  return instant / DAY_MS;
}

const textOf = (number: number): string => today(number * DAY_MS);

/**
 * The UTC calendar day that a text names, as `YYYY-MM-DD`, or undefined when it names none.
 * Takes a day (`2027-02-28`) or an RFC 3339 instant (`2027-02-28T23:59:59Z`), because DigiCert ONE documents end dates
 * as UTC days but does not say in which form they travel.
 */
export function parseDay(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  try {
    if (DAY.test(text)) return textOf(numberOf(text));
    const parts = INSTANT.exec(text)?.groups;
    return parts && dayOfInstant(parts);
  } catch {
    return undefined; // well formed, but no such day: 2027-02-30
  }
}

/** Its day in UTC: seconds move no day, and a minute's offset may. */
function dayOfInstant(parts: Readonly<Record<string, string | undefined>>): string | undefined {
  const { day = "", hour, minute, sign, hours = 0, minutes = 0 } = parts;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const number = numberOf(day) + Math.floor((Number(hour) * 60 + Number(minute) - offset) / DAY_MINUTES);
  return number < FIRST || number > LAST ? undefined : textOf(number);
}

/**
 * Like {@link parseDay}, but throws a `RangeError` that names the setting, the value and the form to write.
 */
export function requireDay(text: unknown, name: string): string {
  const day = parseDay(text);
  if (day === undefined) {
    throw new RangeError(`${name} is ${shownValue(text)}, which is no calendar day: write it as YYYY-MM-DD.`);
  }
  return day;
}

/** The last second on which a key or user with this end date works: end dates are UTC days, valid to 23:59:59. Empty for no end. */
export function endsAt(day = ""): string {
  return day === "" ? "" : `${day}T23:59:59Z`;
}

/** The first and the last day that `YYYY-MM-DD` can write. */
const [FIRST, LAST] = [numberOf("0000-01-01"), numberOf("9999-12-31")];

/** The day that lies `days` days after (or, when negative, before) a day; none lies beyond the years of four digits. */
export function addDays(day: string, days: number): string {
  return textOf(Math.min(Math.max(numberOf(day) + days, FIRST), LAST));
}

/** How many days lie between two days: positive when `to` is later. */
export function daysBetween(from: string, to: string): number {
  return numberOf(to) - numberOf(from);
}

/** The UTC calendar day at an epoch time in milliseconds; whatever the machine's time zone. */
export function today(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** The day that `DIGICERT_ONE_AS_OF` asks for, or undefined when it is not set. Throws when it names no day. */
export function asOfSetting(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const text = env[AS_OF_VARIABLE];
  if (text === undefined || text === "") return undefined;
  return requireDay(text, AS_OF_VARIABLE);
}

/**
 * The day on which rotation decisions are taken: the UTC day now, unless `DIGICERT_ONE_AS_OF` asks for another one.
 *
 * @example asOf({ DIGICERT_ONE_AS_OF: "2027-02-01" }, Date.now()) // "2027-02-01"
 */
export function asOf(env: Readonly<Record<string, string | undefined>>, nowMs: number): string {
  return asOfSetting(env) ?? today(nowMs);
}

/** The earlier of two days; an absent one does not count. */
export function earlierDay(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b; // ISO days compare as texts
}

/** Whether a day is a Saturday or Sunday, when nobody may be there to run an update. */
export function isWeekend(day: string): boolean {
  return [2, 3, -5, -4].includes(numberOf(day) % 7); // day 0 was a Thursday
}
