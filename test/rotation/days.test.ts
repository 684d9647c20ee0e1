import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  addDays,
  asOf,
  asOfSetting,
  daysBetween,
  endsAt,
  isWeekend,
  parseDay,
  requireDay,
  today,
} from "../../src/rotation";

describe("calendar days", () => {
  it.each([
    ["2027-02-28", "2027-02-28"],
    ["2028-02-29", "2028-02-29"],
    ["2027-02-28T23:59:59Z", "2027-02-28"],
    ["2027-02-28T23:59:59.999Z", "2027-02-28"],
    ["2027-02-28t23:30:00-02:00", "2027-03-01"],
    ["2027-03-01T01:00:00+02:00", "2027-02-28"],
  ])("reads %s as %s", (text, day) => expect(parseDay(text)).toBe(day));

  it.each([
    "2027-02-29",
    "2027-13-01",
    "2027-2-1",
    "20270201",
    "2027-02-01T10:00:00",
    "2027-02-01T25:00:00Z",
    "+002027-02-01",
    "tomorrow",
    "",
    " 2027-02-01",
    20270201,
    null,
    undefined,
  ])("reads no day in %j", (text) => expect(parseDay(text)).toBeUndefined());

  it("names the setting, the value and the form when a day is required", () => {
    expect(() => requireDay("2027-02-30", "endDate")).toThrow(
      'endDate is "2027-02-30", which is no calendar day: write it as YYYY-MM-DD.',
    );
    expect(requireDay("2027-02-28", "endDate")).toBe("2027-02-28");
  });

  it("ends a day at its last second, UTC", () => expect(endsAt("2027-02-28")).toBe("2027-02-28T23:59:59Z"));

  it.each([
    ["2027-02-28", 1, "2027-03-01"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2028-02-29", 366, "2029-03-01"],
    ["2027-12-31", 1, "2028-01-01"],
    ["2027-03-28", -30, "2027-02-26"],
    ["2100-02-28", 1, "2100-03-01"],
  ])("counts from %s by %i days to %s, and back", (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
    expect(daysBetween(from, to)).toBe(days);
  });

  it.each([
    ["9999-12-31", 1],
    ["9999-12-01", 90],
    ["2027-01-01", 1e308],
  ])("%s and %d days more end with the last day that can be written", (from, days) => {
    expect(addDays(from, days)).toBe("9999-12-31");
    expect(addDays("0000-01-10", -days * 30)).toBe("0000-01-01");
  });

  it("takes the UTC day of the clock", () => {
    expect(today(Date.UTC(2027, 1, 28, 23, 59, 59, 999))).toBe("2027-02-28");
    expect(today(Date.UTC(2027, 2, 1))).toBe("2027-03-01");
  });

  it("knows the weekend", () => {
    expect(["2027-02-26", "2027-02-27", "2027-02-28", "2027-03-01"].map(isWeekend)).toEqual([false, true, true, false]);
    expect(["1969-12-26", "1969-12-27", "1969-12-28", "1969-12-29"].map(isWeekend)).toEqual([false, true, true, false]);
  });
});

describe("DIGICERT_ONE_AS_OF", () => {
  const now = Date.UTC(2026, 10, 22, 12);

  it("moves today when it is set", () => expect(asOf({ DIGICERT_ONE_AS_OF: "2027-02-01" }, now)).toBe("2027-02-01"));

  it("leaves today alone when it is unset or empty", () => {
    expect(asOf({}, now)).toBe("2026-11-22");
    expect(asOf({ DIGICERT_ONE_AS_OF: "" }, now)).toBe("2026-11-22");
    expect(asOfSetting({})).toBeUndefined();
  });

  it("is refused by name when it is no day", () => {
    expect(() => asOf({ DIGICERT_ONE_AS_OF: "2027-02-30" }, now)).toThrow(
      'DIGICERT_ONE_AS_OF is "2027-02-30", which is no calendar day: write it as YYYY-MM-DD.',
    );
  });
});

/** What the calendar of the language says, which programs do not load. */
function oracle(text: string): string | undefined {
  try {
    const day = text.includes("T")
      ? Temporal.Instant.from(text).toZonedDateTimeISO("UTC").toPlainDate()
      : Temporal.PlainDate.from(text);
    return day.year < 0 || day.year > 9999 ? undefined : day.toString();
  } catch {
    return undefined;
  }
}

describe("the calendar of the language", () => {
  const two = (number: number) => String(number).padStart(2, "0");
  const upTo = (last: number) => Array.from({ length: last + 1 }, (_, at) => two(at));
  const years = ["0000", "1900", "1969", "1970", "2000", "2027", "2028", "2100", "9999"];

  it("knows the same days", () => {
    const all = years.flatMap((year) => upTo(13).flatMap((month) => upTo(32).map((day) => `${year}-${month}-${day}`)));
    const found = all.filter((text) => parseDay(text) !== undefined);
    expect(found).toEqual(all.filter((text) => oracle(text) !== undefined));
    expect(found).toHaveLength(years.length * 365 + 3);
    expect(found.filter((text) => parseDay(text) !== text)).toEqual([]);
  });

  it("knows the same instants, and their days", () => {
    const days = ["2027-02-28", "2028-02-29", "2027-02-29", "2027-12-31", "1969-12-31", "0000-01-01", "9999-12-31"];
    const times = ["00:00:00", "00:29:60", "11:59:59.5", "23:30:00", "23:59:59.123456789", "24:00:00", "23:60:00"];
    const zones = ["Z", "+00:00", "-00:30", "+00:30", "+14:00", "-12:00", "+23:59", "-23:59", "+24:00", "+01:60"];
    const all = days.flatMap((day) => times.flatMap((time) => zones.map((zone) => `${day}T${time}${zone}`)));
    const known = (read: (text: string) => string | undefined) => all.map((text) => `${text} ${read(text)}`);
    expect(known(parseDay)).toEqual(known(oracle));
    expect(new Set(all.map(parseDay)).size).toBeGreaterThan(10);
  });

  it("counts alike over months, leap years and centuries", () => {
    const starts = ["0000-01-01", "1899-12-31", "1970-01-01", "2027-02-28", "2028-02-29", "2096-03-01"];
    const counts = [0, 1, 27, 28, 29, 30, 31, 59, 90, 365, 366, 1461, 36_524, 146_097];
    for (const start of starts) {
      for (const days of counts) {
        const to = Temporal.PlainDate.from(start).add({ days }).toString();
        expect(addDays(start, days)).toBe(to);
        expect([daysBetween(start, to), daysBetween(to, start)]).toEqual([days, days === 0 ? 0 : -days]);
      }
    }
  });
});
