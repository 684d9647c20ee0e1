/** `Retry-After` (RFC 9110, section 10.2.3): seconds, or one of three forms of an HTTP date (section 5.6.7). */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const IMF = /^(?:mon|tue|wed|thu|fri|sat|sun), (\d{2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) gmt$/;
const RFC850 =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday), (\d{2})-([a-z]{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) gmt$/;
const ASCTIME = /^(?:mon|tue|wed|thu|fri|sat|sun) ([a-z]{3}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/** The longest wait that is returned: a year. It is beyond any budget, and keeps sums finite. */
const LONGEST_WAIT_MS = 366 * 86_400_000;

/** The instant that an HTTP date names, in epoch milliseconds; undefined on nonsense. */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const value = text.trim().toLowerCase();
  const imf = IMF.exec(value);
  if (imf) return instant(Number(imf[3]), imf[2], imf[1], imf[4], imf[5], imf[6]);
  const rfc850 = RFC850.exec(value);
  if (rfc850) return instant(fullYear(Number(rfc850[3]), nowMs), rfc850[2], rfc850[1], rfc850[4], rfc850[5], rfc850[6]);
  const asctime = ASCTIME.exec(value);
  if (asctime) return instant(Number(asctime[6]), asctime[1], asctime[2], asctime[3], asctime[4], asctime[5]);
  return undefined;
}

// RFC 9110: a two-digit year more than 50 years ahead is the most recent past year with these digits. Any other
// is the nearest to come: at the turn of a century "00" is next year, not a hundred years ago.
function fullYear(twoDigits: number, nowMs: number): number {
  const latest = new Date(nowMs).getUTCFullYear() + 50;
  return latest - ((latest - twoDigits) % 100);
}

function instant(year: number, monthName: string | undefined, ...rest: (string | undefined)[]): number | undefined {
  const month = MONTHS.indexOf(monthName ?? "");
  const [day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number);
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  // 31 February rolls over into March: refuse it instead.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month) return undefined;
  date.setUTCHours(hour, minute, Math.min(second, 59));
  return date.getTime();
}

/**
 * How many milliseconds to wait according to `Retry-After`; undefined if the header is absent or nonsense. A date
 * is compared with the server's own `Date`, so that this machine's clock may be wrong.
 */
export function parseRetryAfter(
  retryAfter: string | null | undefined,
  serverDate: string | null | undefined,
  nowMs: number,
): number | undefined {
  const value = retryAfter?.trim() ?? "";
  if (value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return bounded(Number(value) * 1000);
  const until = parseHttpDate(value, nowMs);
  if (until === undefined) return undefined;
  const reference = parseHttpDate(serverDate ?? "", nowMs) ?? nowMs;
  return bounded(until - reference);
}

function bounded(waitMs: number): number {
  return Math.min(Math.max(0, Math.ceil(waitMs)), LONGEST_WAIT_MS);
}
