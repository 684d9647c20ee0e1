/** `Retry-After` (RFC 9110, section 10.2.3): seconds or a date, and of several the longest wait. */
import { parseHttpDate } from "./http-date";

/** The longest wait that is returned: a year. It is beyond any budget, and keeps sums finite. */
const LONGEST_WAIT_MS = 366 * 86_400_000;

/** A comma that stands behind the name of a day, or before a time of day, belongs to its date. */
const BETWEEN_VALUES =
  /(?<!\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s*),(?!\s*\d{1,2}:\d{2})/i;

/**
 * The values of a header. Gateways add one of their own, and two headers of a name arrive as one, with a comma between them
 * (section 5.3).
 */
function valuesOf(header: string | null | undefined): string[] {
  const values = (header ?? "").split(BETWEEN_VALUES).map((value) =>
    value
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
  return values.filter((value) => value !== "");
}

/** The instant that a `Date` header names; the earliest of several, so that a wait which is measured from it is long enough. */
export function parseDateHeader(header: string | null | undefined, nowMs: number): number | undefined {
  const instants = valuesOf(header)
    .map((value) => parseHttpDate(value, nowMs))
    .filter((instant) => instant !== undefined);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/**
 * How many milliseconds to wait according to `Retry-After`; undefined if the header is absent or nonsense. A date
 * is compared with the server's own `Date`, so that this machine's clock may be wrong. The call must not come back
 * sooner than any of several values says.
 * @param nowMs by this machine's calendar clock
 */
export function parseRetryAfter(
  retryAfter: string | null | undefined,
  serverDate: string | null | undefined,
  nowMs: number,
): number | undefined {
  const reference = parseDateHeader(serverDate, nowMs) ?? nowMs;
  const waits = valuesOf(retryAfter)
    .map((value) => waitOf(value, reference, nowMs))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

function waitOf(value: string, reference: number, nowMs: number): number | undefined {
  if (/^\+?(?:\d+\.?\d*|\.\d+)$/.test(value)) return bounded(Number(value) * 1000);
  const until = parseHttpDate(value, nowMs);
  return until === undefined ? undefined : bounded(until - reference);
}

function bounded(waitMs: number): number {
  return Math.min(Math.max(0, Math.ceil(waitMs)), LONGEST_WAIT_MS);
}
