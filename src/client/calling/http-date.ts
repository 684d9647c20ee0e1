/**
 * Dates of HTTP headers: the three forms of RFC 9110, section 5.6.7, and what servers write in their place. Whatever names an
 * instant without a doubt is read: a day of one digit, `UTC`, an offset, a full month, no day of the week, RFC 3339.
 */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL_MONTHS = "january february march april may june july august september october november december".split(" ");

const WEEKDAY = "(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +)?";
const TIME = "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.\\d+)?)?";
const ZONE = "(?<zone>[a-z]{1,4}|(?:gmt|utc)?[+-]\\d{2}:?\\d{2})";
const MONTH = "(?<month>[a-z]{3,9})";

/** `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and their like; without a zone GMT is meant. */
const DAY_FIRST = new RegExp(
  `^${WEEKDAY}(?<day>\\d{1,2})(?: +|-)${MONTH}(?: +|-)(?<year>\\d{4}|\\d{2}),? +${TIME}(?: *${ZONE})?$`,
);
/** `Sun Nov  6 08:49:37 1994`, as asctime and date(1) write it. */
const MONTH_FIRST = new RegExp(`^${WEEKDAY}${MONTH} +(?<day>\\d{1,2}) +${TIME}(?: +${ZONE})? +(?<year>\\d{4})$`);
/** RFC 3339; without a zone UTC is meant. */
const DIGITS = new RegExp(`^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})(?:t| +)${TIME}(?: *${ZONE})?$`);

/** Hours from UTC, as RFC 5322 lists them, section 4.3. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ gmt: 0, utc: 0, ut: 0, z: 0 },
  ...{ est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7 },
};

/** The instant that an HTTP date names, in epoch milliseconds; undefined on nonsense. */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const value = text.trim().toLowerCase().replace(/\s+/g, " ");
  const parts = (DAY_FIRST.exec(value) ?? MONTH_FIRST.exec(value) ?? DIGITS.exec(value))?.groups;
  if (parts === undefined) return undefined;
  const offset = offsetMinutes(parts.zone);
  const local = instant(yearOf(parts.year ?? "", nowMs), monthOf(parts.month ?? ""), parts);
  return offset === undefined || local === undefined ? undefined : local - offset * 60_000;
}

/** From 0 to 11; -1 for none. */
function monthOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) - 1;
  const short = MONTHS.indexOf(text);
  return short >= 0 ? short : FULL_MONTHS.indexOf(text);
}

// RFC 9110: a two-digit year more than 50 years ahead is the most recent past year with these digits. Any other
// is the nearest to come: at the turn of a century "00" is next year, not a hundred years ago.
function yearOf(digits: string, nowMs: number): number {
  if (digits.length !== 2) return Number(digits);
  const latest = new Date(nowMs).getUTCFullYear() + 50;
  return latest - ((latest - Number(digits)) % 100);
}

function offsetMinutes(zone = "gmt"): number | undefined {
  const named = ZONES[zone];
  if (named !== undefined) return named * 60;
  const [, sign, hours = "", minutes = ""] = /^(?:gmt|utc)?([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function instant(year: number, month: number, parts: Readonly<Record<string, string | undefined>>): number | undefined {
  const [day = 0, hour = 0, minute = 0, second = 0] = ["day", "hour", "minute", "second"].map((n) =>
    Number(parts[n] ?? 0),
  );
  if (month < 0 || month > 11 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // 31 February rolls over into March: refuse it instead.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month) return undefined;
  date.setUTCHours(hour, minute, Math.min(second, 59));
  return date.getTime();
}
