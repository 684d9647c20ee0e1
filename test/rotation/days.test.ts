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
