import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { planRows } from "../../src/plan";
import { render } from "../../src/reports";
import { addDays } from "../../src/rotation";
import { fleet, HOSTILE, kindsOf, planOf, TODAY } from "./fleet";

const parse = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
  return { calendar, events };
};
const categoryOf = (event: ICAL.Event) => String(event.component.getFirstPropertyValue("categories"));
const plan = planOf("ci", ...HOSTILE);
const text = render(plan, "ics");

describe("a plan as a calendar", () => {
  it("has the days of the JSON, all day and in UTC, as another library reads them", () => {
    const { events } = parse(text);
    const json: typeof plan = JSON.parse(render(plan, "json"));
    const wanted = json.rows.flatMap((row) => row.events.map(({ event, on }) => `${event} ${on}`));
    const found = events.map((event) => `${categoryOf(event)} ${event.startDate.toString()}`);
    expect(wanted.length).toBeGreaterThan(100);
    expect(found.filter((each) => !each.startsWith("deadline")).sort()).toEqual(wanted.sort());
    for (const { startDate, endDate } of events) {
      expect(startDate.isDate).toBe(true);
      expect(endDate.toString()).toBe(addDays(startDate.toString(), 1));
    }
  });

  it("has the last day of whatever a run is to act upon before it, and no day that has passed", () => {
    const { events } = parse(text);
    const wanted = plan.rows
      .filter((row) => row.endDate !== null && row.endDate >= TODAY && row.events.every(({ event }) => event !== "end"))
      .map(({ endDate }) => endDate);
    const deadlines = events.filter((event) => categoryOf(event) === "deadline");
    expect(wanted.length).toBeGreaterThan(50);
    expect(deadlines.map(({ startDate }) => startDate.toString()).sort()).toEqual(wanted.sort());
    expect(events.filter(({ startDate }) => startDate.toString() < TODAY)).toEqual([]);
  });

  it("writes no year of five digits for the day after the last", () => {
    const far = kindsOf("ci").map((facts) => ({ ...facts, endDate: "9999-12-31", policy: {} }));
    const written = render(planRows(far, { today: TODAY }), "ics");
    expect(written).toContain("DTSTART;VALUE=DATE:99991231");
    expect(written).not.toMatch(/^DT\w+;VALUE=DATE:\d{9}/m);
    const last = parse(written).events.filter(({ startDate }) => startDate.year === 9999);
    for (const { duration } of last) expect(duration.toSeconds()).toBe(86_400);
  });

  it("keeps the id of an event that moves, and gives no two events one id", () => {
    const ids = (today: string, text = render(planRows(kindsOf("ci"), { today }), "ics")) =>
      new Map(parse(text).events.map((event) => [event.uid, event]));
    expect(new Set(parse(text).events.map(({ uid }) => uid)).size).toBe(parse(text).events.length);
    const [monday, tuesday] = [ids("2027-03-05"), ids("2027-03-06")];
    expect([...tuesday.keys()].sort()).toEqual([...monday.keys()].sort());
    const moved = [...tuesday].filter(
      ([id, { startDate }]) => monday.get(id)?.startDate.toString() !== startDate.toString(),
    );
    expect(moved.map(([, event]) => categoryOf(event)).sort()).toEqual(["extend", "remove", "rotate"]); // what is overdue
    for (const [id, event] of tuesday) expect(event.sequence).toBeGreaterThan(monday.get(id)?.sequence ?? Infinity);
  });

  it("lets no name forge a line, and shows every name", () => {
    const { events } = parse(text);
    const named = (start: string) => events.some(({ summary }) => summary.startsWith(start));
    for (const start of [
      "a,b;c\\d (",
      'x"} 1 digicert',
      "🔑👩‍👩‍👧‍👦 über schlüssel 鍵 (",
      "\\u{202e}right",
      "bell\\u{7} null\\u{0}",
    ])
      expect(named(start), start).toBe(true);
    expect(named("line BEGIN:VEVENT SUMMARY:forged (")).toBe(true);
    expect(events.map(({ summary }) => summary)).not.toContain("forged");
    expect(/[^\r\n\P{Cc}]|[\u202e\u2066]|\p{Cs}/u.test(text)).toBe(false);
  });

  it("has lines of at most 75 octets that end as RFC 5545 wants them, and takes no character apart", () => {
    const lines = text.split("\r\n");
    expect(lines.at(-1)).toBe("");
    expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text).not.toContain("\ufffd");
    const joined = text.replaceAll("\r\n ", "");
    expect(joined).toContain(`SUMMARY:${"鍵".repeat(200)} (`);
  });

  it("reminds of ends, rotations and retirements days before them", () => {
    const alarms = new Map<string, string[]>();
    for (const event of parse(render(planOf("ci"), "ics")).events) {
      const triggers = event.component
        .getAllSubcomponents("valarm")
        .map((alarm) => String(alarm.getFirstPropertyValue("trigger")));
      alarms.set(categoryOf(event), triggers);
    }
    expect(Object.fromEntries(alarms)).toEqual({
      rotate: ["-P7D"],
      retire: ["-P7D", "-P1D"],
      extend: ["-P1D"],
      end: ["-P30D", "-P7D", "-P1D"],
      deadline: ["-P3D"],
      remove: [],
    });
  });

  it("is the same whenever on a day it is written, and takes hundreds of keys", () => {
    expect(render(plan, "ics")).toBe(text);
    const { rows } = fleet(500);
    const { events } = parse(render(fleet(500), "ics"));
    expect(events).toHaveLength(rows.reduce((sum, row) => sum + row.events.length + 1, 0));
  });
});
