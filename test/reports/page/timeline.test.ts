import { describe, expect, it } from "vitest";
import type { PlanRow } from "../../../src/plan";
import { render } from "../../../src/reports";
import { addDays } from "../../../src/rotation";
import { FLEET, planOf, TODAY } from "./fleet";
import { having, lineOf, parsed } from "./parsed";

const plan = planOf();
const { all } = parsed(render(plan, "html"));
const { "data-from": from = "", "data-to": to = "" } = having(all, "table")[0]?.attributes ?? {};
const ms = (day: string) => Date.parse(`${day}T00:00:00Z`);
/** Where a day begins, computed here. */
const at = (day: string) => Math.min(100, Math.max(0, ((ms(day) - ms(from)) / (ms(to) - ms(from))) * 100));
const percent = (text: string | undefined) => Number(/^(-?[\d.]+)%$/.exec(text ?? "")?.[1]);
const spans = (row: PlanRow, className: string) =>
  having(lineOf(all, row).inside, "rect", className).map(({ attributes: { x, width } }) => {
    return [percent(x), percent(x) + percent(width)];
  });
const near = (left: number, right: number) => [expect.closeTo(left, 2), expect.closeTo(right, 2)];
const rows = plan.rows.filter(({ label }) => label !== null);
const row = (name: string, role: string | null = null): PlanRow => {
  const found = rows.find((each) => each.name === name && each.role === role);
  if (found === undefined) throw new Error(`no row ${name}`);
  return found;
};

describe("the timeline", () => {
  it("has room between its days for a fault of one to be seen", () => {
    expect(at(addDays(TODAY, 1)) - at(TODAY)).toBeGreaterThan(0.05);
  });

  it("has one bar for each row, from the day it was made to the end of its last day", () => {
    for (const each of rows) {
      const { issuedOn, endDate } = each;
      const right = endDate === null ? 100 : at(addDays(endDate, 1));
      expect([each.name, spans(each, "life")]).toEqual([each.name, [near(at(issuedOn ?? from), right)]]);
    }
    expect(rows.length).toBeGreaterThan(8);
  });

  it("shows the window from the day it opened, and apart where it is due", () => {
    for (const each of rows.filter(({ windowOpensOn }) => windowOpensOn !== null)) {
      const right = at(addDays(each.endDate ?? "", 1));
      expect([each.name, spans(each, "window")]).toEqual([each.name, [near(at(each.windowOpensOn ?? ""), right)]]);
    }
    expect(spans(row("due"), "window")).toEqual([near(at("2027-02-18"), at("2027-03-21"))]);
    expect(spans(row("due"), "due")).toHaveLength(1);
    expect(spans(row("waiting"), "window")).toHaveLength(1);
    expect(spans(row("waiting"), "due")).toEqual([]);
    expect(spans(row("endless"), "window")).toEqual([]);
  });

  it("shows the overlap of a pair from the new key to the retirement of the old one", () => {
    expect(spans(row("pair", "previous"), "overlap")).toEqual([near(at("2027-03-02"), at("2027-03-09"))]);
    const rotate = row("pair", "current").events.find(({ event }) => event === "rotate");
    const retire = row("pair", "current").events.find(({ event }) => event === "retire");
    expect(spans(row("pair", "current"), "overlap")).toEqual([near(at(rotate?.on ?? ""), at(retire?.on ?? ""))]);
    expect(spans(row("waiting"), "overlap")).toEqual([]);
  });

  it("shows apart what does not work", () => {
    const off = rows.filter((each) => spans(each, "off").length > 0).map(({ name }) => name);
    expect(off.sort()).toEqual(["disabled", "ended"]);
  });

  it("marks each event on its day, and an end behind its last one", () => {
    let marked = 0;
    for (const each of rows) {
      const marks = having(lineOf(all, each).inside, "use").filter(({ attributes }) => attributes.href !== "#grid");
      const expected = each.events
        .toReversed()
        .map(({ event, on }) => ({ event, day: event === "end" ? addDays(on, 1) : on }))
        .filter(({ day }) => day >= from && day <= to);
      expect(marks.map(({ attributes: { href, x } }) => [href, percent(x)])).toEqual(
        expected.map(({ event, day }) => [`#${event}`, expect.closeTo(at(day), 2)]),
      );
      marked += marks.length;
    }
    expect(marked).toBeGreaterThan(8);
  });

  it("shows today, and names days at its ticks", () => {
    const [grid] = all.filter(({ attributes }) => attributes.id === "grid");
    const [today] = having(grid?.inside ?? [], "line", "today");
    expect(percent(today?.attributes.x1)).toBeCloseTo(at(TODAY), 2);
    const labels = having(all, "text", "tick").map(({ text, attributes: { x } }) => [text, percent(x)]);
    expect(labels.length).toBeGreaterThan(3);
    expect(labels).toEqual(labels.map(([label]) => [label, expect.closeTo(at(`${label}-01`), 2)]));
  });

  it.each([
    ["2027-03-01", "2027-03-31", ["02-21", "02-28", "03-07", "03-14", "03-21", "03-28"]],
    ["2027-02-15", "2027-06-01", ["2027-03", "2027-04", "2027-05", "2027-06"]],
    ["2026-12-01", "2029-01-01", ["2027-01", "2027-04", "2027-07", "2027-10", "2028-01"]],
  ])("names at most seven days: with a life from %s to %s, %j", (issuedOn, endDate, expected) => {
    const facts = FLEET.slice(0, 1).map((each) => ({ ...each, issuedOn, endDate, policy: { endDate } }));
    const page = parsed(render(planOf(facts), "html"));
    const labels = having(page.all, "text", "tick").map(({ text }) => text);
    expect(labels).toEqual(expected);
  });

  it("cuts off what is far away instead of pressing all else together", () => {
    expect(from >= addDays(TODAY, -210) && to <= addDays(TODAY, 400)).toBe(true);
    expect(row("old-user").endDate).toBe("2099-12-31");
  });

  it("has words for whoever does not see it", () => {
    const words = (each: PlanRow) => having(lineOf(all, each).inside, "title")[0]?.text;
    expect(words(row("due"))).toBe(
      "made on 2026-12-20, window from 2027-02-18, rotate on 2027-03-05, remove on 2027-03-05, ends on 2027-03-20",
    );
    expect(words(row("endless"))).toBe("made on 2027-02-10, without end");
    expect(words(row("pair", "previous"))).toContain("two keys work from 2027-03-02 until 2027-03-09");
    for (const drawing of having(all, "svg", "drawing")) expect(drawing.attributes.role).toBe("img");
  });
});
