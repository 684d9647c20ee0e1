import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../../src/client/calling/http-date";
import { parseDateHeader, parseRetryAfter } from "../../../src/client/calling/retry-after";
import { holds } from "../../support/property";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n: number): string => String(n).padStart(2, "0");

/** The three forms of RFC 9110, section 5.6.7, written independently of the parser. */
function forms(ms: number): string[] {
  const d = new Date(ms);
  const day = DAYS[d.getUTCDay()] ?? "";
  const month = MONTHS[d.getUTCMonth()] ?? "";
  const time = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  return [
    d.toUTCString(),
    `${day}, ${two(d.getUTCDate())}-${month}-${two(d.getUTCFullYear() % 100)} ${time} GMT`,
    `${day.slice(0, 3)} ${month} ${String(d.getUTCDate()).padStart(2, " ")} ${time} ${d.getUTCFullYear()}`,
  ];
}

const now = Date.parse("2026-11-22T12:00:00Z");
// Two-digit years are unambiguous within 50 years.
const second = fc
  .integer({ min: now / 1000 - 86_400 * 365 * 40, max: now / 1000 + 86_400 * 365 * 40 })
  .map((s) => s * 1000);

describe("Retry-After", () => {
  it("reads the examples of RFC 9110", () => {
    const instant = Date.parse("1994-11-06T08:49:37Z");
    expect(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", now)).toBe(instant);
    expect(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", now)).toBe(instant);
    expect(parseHttpDate("Sun Nov  6 08:49:37 1994", now)).toBe(instant);
    expect(parseRetryAfter("120", null, now)).toBe(120_000);
  });

  it("reads a two-digit year across the turn of a century, as the latest one no more than 50 years ahead", () => {
    const read = (text: string, today: string): string =>
      new Date(parseHttpDate(text, Date.parse(today)) ?? 0).toISOString().slice(0, 10);
    expect(read("Saturday, 01-Jan-00 00:01:00 GMT", "1999-12-31T23:59:00Z")).toBe("2000-01-01");
    expect(read("Friday, 31-Dec-99 23:59:00 GMT", "2000-01-01T00:01:00Z")).toBe("1999-12-31");
    expect(read("Saturday, 01-Jan-77 00:00:00 GMT", "2026-11-22T12:00:00Z")).toBe("1977-01-01");
    expect(read("Wednesday, 01-Jan-76 00:00:00 GMT", "2026-11-22T12:00:00Z")).toBe("2076-01-01");
  });

  it("reads every instant in all three forms alike", () => {
    holds(
      fc.property(second, (instant) => {
        for (const form of forms(instant)) expect(parseHttpDate(form, now)).toBe(instant);
      }),
    );
  });

  it("gives the wait that the server means, whatever this machine's clock says", () => {
    holds(
      fc.property(
        second,
        fc.integer({ min: 0, max: 86_400 }),
        fc.integer({ min: -600, max: 600 }),
        (server, wait, skew) => {
          const here = server + skew * 1000;
          for (const date of forms(server)) {
            for (const until of forms(server + wait * 1000)) {
              expect(parseRetryAfter(until, date, here)).toBe(wait * 1000);
            }
            expect(parseRetryAfter(String(wait), date, here)).toBe(wait * 1000);
          }
        },
      ),
    );
  });

  it("falls back on this machine's clock without a Date, and never asks to wait for the past", () => {
    const past = new Date(now - 60_000).toUTCString();
    expect(parseRetryAfter(new Date(now + 60_000).toUTCString(), null, now)).toBe(60_000);
    expect(parseRetryAfter(past, null, now)).toBe(0);
  });

  /** On a server whose clock says 11:00:00 on the third of June; headers of one name arrive joined by a comma. */
  const server = "Wed, 03 Jun 2026 11:00:00 GMT";
  it.each<[name: string, value: string, seconds: number | undefined, date?: string]>([
    ["seconds", "120", 120],
    ["blanks", "  120\t", 120],
    ["a sign", "+120", 120],
    ["leading zeros", "00120", 120],
    ["quotes", '"120"', 120],
    ["a fraction, rounded up to a millisecond", "1.5", 1.5],
    ["a fraction of its own", ".5", 0.5],
    ["more digits than a millisecond has", "0.0001", 0.001],
    ["nothing to wait for", "0", 0],
    ["two headers", "120, 120", 120],
    ["two that differ, the longer first", "120, 60", 120],
    ["two that differ, the longer last", "60,120", 120],
    ["a list with gaps", ", 60,, 120 ,", 120],
    ["a list with nonsense in it", "soon, 60", 60],
    ["seconds and a date", "60, Wed, 03 Jun 2026 11:02:00 GMT", 120],
    ["a date and seconds", "Wed, 03 Jun 2026 11:02:00 GMT, 60", 120],
    ["two dates", "Wed, 03 Jun 2026 11:01:00 GMT, Wed, 03 Jun 2026 11:02:00 GMT", 120],
    ["two dates of RFC 850", "Wednesday, 03-Jun-26 11:02:00 GMT, wednesday, 03-jun-26 11:01:00 gmt", 120],
    ["two dates of asctime", "Wed Jun  3 11:01:00 2026, Wed Jun  3 11:02:00 2026", 120],
    ["a day of one digit", "Wed, 3 Jun 2026 11:02:00 GMT", 120],
    ["UTC", "Wed, 03 Jun 2026 11:02:00 UTC", 120],
    ["+0000", "Wed, 03 Jun 2026 11:02:00 +0000", 120],
    ["an offset", "Wed, 03 Jun 2026 13:02:00 +0200", 120],
    ["RFC 3339", "2026-06-03T11:02:00Z", 120],
    ["small letters", "wed, 03 jun 2026 11:02:00 gmt", 120],
    [
      "a date, against a server's clock in another form",
      "Wed, 03 Jun 2026 11:02:00 GMT",
      120,
      "Wed, 3 Jun 2026 11:00:00 UTC",
    ],
    [
      "a date, against two Date headers",
      "Wed, 03 Jun 2026 11:02:00 GMT",
      180,
      `${server}, Wed, 03 Jun 2026 10:59:00 GMT`,
    ],
    ["a date that has passed", "Wed, 03 Jun 2026 10:00:00 GMT", 0],
    ["a date that has passed, and seconds", "Wed, 03 Jun 2026 10:00:00 GMT, 5", 5],
    ["more than anybody waits", "9".repeat(400), 366 * 86_400],
    ["the end of time", "Fri, 31 Dec 9999 23:59:59 GMT", 366 * 86_400],
    ["something negative", "-5", undefined],
    ["something negative, and seconds", "-5, 7", 7],
    ["words", "120 seconds", undefined],
    ["another notation", "1e3", undefined],
    ["hexadecimal digits", "0x10", undefined],
    ["a comma behind the year", "Wed, 03 Jun 2026, 11:02:00 GMT", 120],
    ["a comma behind the year, and seconds", "Wed, 03 Jun 2026, 11:02:00 GMT, 5", 120],
    ["a comma alone", ",", undefined],
    ["a day that does not exist", "Wed, 31 Jun 2026 11:02:00 GMT", undefined],
  ])("reads %s", (_name, value, seconds, date = server) => {
    const waitMs = parseRetryAfter(value, date, now);
    expect(waitMs === undefined ? undefined : waitMs / 1000).toBe(seconds);
  });

  it("reads the earliest of several Date headers, and none where they are nonsense", () => {
    expect(parseDateHeader(server, now)).toBe(Date.parse("2026-06-03T11:00:00Z"));
    expect(parseDateHeader(`nonsense, ${server}`, now)).toBe(Date.parse("2026-06-03T11:00:00Z"));
    for (const none of [undefined, null, "", "nonsense"]) expect(parseDateHeader(none, now)).toBeUndefined();
  });

  it("takes nonsense for no header, and never throws or gives a negative or endless wait", () => {
    for (const nonsense of ["", " ", "soon", "-5", "1e9", "Sun, 31 Feb 2027 00:00:00 GMT", "NaN", "Infinity"]) {
      expect(parseRetryAfter(nonsense, null, now), nonsense).toBeUndefined();
    }
    holds(
      fc.property(fc.string(), fc.string(), (value, date) => {
        const wait = parseRetryAfter(value, date, now);
        expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
      }),
    );
  });
});
