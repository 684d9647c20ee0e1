import { describe, expect, it } from "vitest";
import { MANY_ENDS, type PlanFacts, planRow, planRows } from "../../src/plan";
import { addDays } from "../../src/rotation";
import { key, pair, previous, user } from "./row-facts";

const codes = (facts: PlanFacts, today: string, runsEveryDays?: number) =>
  planRow(facts, { today, runsEveryDays }).warnings.map(({ code }) => code);

describe("the row of a key", () => {
  it("waits, and says for which day", () => {
    expect(planRow(key, { today: "2027-03-01" })).toMatchObject({
      action: "none",
      reason: "rotates on 2027-03-02",
      rotatesOn: "2027-03-02",
      windowOpensOn: "2027-03-02",
      daysLeft: 31,
      retiresOn: null,
      role: null,
      warnings: [],
    });
  });

  it("is rotated from the day it is due", () => {
    expect(planRow(key, { today: "2027-03-02" })).toMatchObject({
      action: "rotate",
      reason: "due since 2027-03-02: ends in 30 days, on 2027-04-01, and rotates 30 days before",
      rotatesOn: "2027-03-02",
    });
  });

  it("is due since its window opened, and not since before its day of issue", () => {
    const opens = (facts: PlanFacts, today: string) => planRow(facts, { today }).windowOpensOn;
    expect(opens(key, "2027-03-20")).toBe("2027-03-02");
    expect(opens({ ...key, policy: { ...key.policy, rotateBeforeDays: 89 } }, "2027-03-20")).toBe("2027-01-02");
    expect(opens({ ...key, issuedOn: "2027-03-10" }, "2027-03-20")).toBe("2027-03-10");
    expect(opens({ ...key, policy: { endDate: "2027-04-01" } }, "2027-03-20")).toBeNull();
  });

  it("has its end moved when its user was extended, and stays when that gains nothing", () => {
    const capped = { ...key, endDate: "2027-02-12" };
    const extended = { ...capped, user: { name: "ci-user", endDate: "2028-01-01" } };
    expect(planRow(extended, { today: "2027-02-01" })).toMatchObject({ action: "extend", rotatesOn: "2027-03-02" });
    const row = planRow({ ...capped, user: { name: "ci-user", endDate: "2027-02-12" } }, { today: "2027-02-01" });
    expect(row).toMatchObject({ action: "none", reason: "due, but rotating gains no life", rotatesOn: null });
    expect(row.warnings.map(({ code }) => code)).toEqual(["ends-soon"]);
  });

  it.each([key, pair])(
    "of a $kind that is protected says that its rotation fails, and one that never rotates does not",
    (facts) => {
      const isProtected = { ...facts, isProtected: true };
      for (const today of ["2027-01-15", "2027-03-02"]) {
        const { warnings } = planRow(isProtected, { today });
        expect(warnings.map(({ code }) => code)).toEqual(["protected"]);
        expect(warnings[0]?.text).toContain(
          "The state protects it, and nothing protected is replaced: the run that rotates fails.",
        );
      }
      expect(codes({ ...isProtected, policy: { ...facts.policy, rotate: false } }, "2027-01-15")).toEqual([]);
      expect(codes({ ...user, isProtected: true }, "2027-01-15")).toEqual([]);
    },
  );

  it.each([key, pair])("of a $kind that is retained says that the key before stays enabled", (facts) => {
    expect(codes({ ...facts, isRetained: true }, "2027-01-15")).toEqual(["retained"]);
    expect(codes({ ...user, isRetained: true }, "2027-01-15")).toEqual([]);
  });

  it("is made by the next run when it could not be made before", () => {
    expect(planRow({ ...pair, isUnmade: true }, { today: "2027-01-02" })).toMatchObject({ action: "rotate" });
  });

  it("is held by use: previous, with a warning once it is due", () => {
    const held = { ...pair, usesPrevious: true };
    expect(planRow(held, { today: "2027-02-01" })).toMatchObject({
      action: "none",
      rotatesOn: null,
      warnings: [],
    });
    const row = planRow(held, { today: "2027-03-02" });
    expect(row).toMatchObject({ action: "none", rotatesOn: null });
    expect(row.warnings[0]?.text).toBe("Rotation is due but held, and the newest key ends in 30 days, on 2027-04-01.");
  });
});

describe("the row of a previous key", () => {
  it("waits for the end of the overlap, then is retired", () => {
    expect(planRow(previous, { today: "2027-01-07" })).toMatchObject({ action: "none", retiresOn: "2027-01-08" });
    expect(planRow(previous, { today: "2027-01-08" })).toMatchObject({ action: "retire", warnings: [] });
  });

  it("is warned of when it is still enabled a day later, not when it was retired", () => {
    expect(codes(previous, "2027-01-09")).toEqual(["previous-enabled"]);
    expect(planRow({ ...previous, retired: true }, { today: "2027-01-09" })).toMatchObject({
      action: "none",
      warnings: [],
    });
  });
});

describe("the row of a previous key that the next run deletes", () => {
  it("tells so when it has ended: its place becomes empty", () => {
    expect(planRow({ ...previous, retired: true }, { today: "2027-04-01" })).toMatchObject({ action: "none" });
    const deleted = { action: "remove", reason: "it ended on 2027-04-01: deleted", warnings: [] };
    expect(planRow({ ...previous, retired: true }, { today: "2027-04-02" })).toMatchObject(deleted);
    expect(planRow(previous, { today: "2027-04-02" })).toMatchObject(deleted);
  });

  it("tells so when a rotation is due while it is still enabled", () => {
    const reason = "deleted: the rotation of the newest key takes its place";
    const facts = { ...previous, newest: pair };
    expect(planRow(facts, { today: "2027-03-02" })).toMatchObject({ action: "remove", reason });
    expect(planRow(facts, { today: "2027-03-01" })).not.toMatchObject({ reason });
    expect(planRow({ ...facts, retired: true }, { today: "2027-03-02" })).toMatchObject({ action: "remove", reason });
  });
});

describe("the row of a user", () => {
  it("is extended from the day it is due", () => {
    const extended = { ...user, policy: { lifetimeDays: 365, rotateBeforeDays: 60 } };
    expect(planRow(extended, { today: "2027-01-30" })).toMatchObject({ action: "none", rotatesOn: "2027-01-31" });
    expect(planRow(extended, { today: "2027-01-31" })).toMatchObject({ action: "extend", rotatesOn: "2027-01-31" });
  });

  it("with a fixed end only waits for it", () => {
    expect(planRow(user, { today: "2027-01-31" })).toMatchObject({
      action: "none",
      reason: "fixed end date",
      rotatesOn: null,
    });
  });
});

describe("warnings", () => {
  it("name a fixed end from 30 days before", () => {
    const fixed = { ...key, policy: { endDate: "2027-04-01" } };
    expect(codes(fixed, "2027-03-01")).toEqual([]);
    expect(codes(fixed, "2027-03-02")).toEqual(["ends-soon"]);
    expect(codes(fixed, "2027-04-02")).toEqual(["expired", "ends-soon"]);
  });

  it("name a weekend for what ends by itself, not for what rotates", () => {
    const saturday = { ...key, endDate: "2027-04-03", issuedOn: "2027-01-03" };
    expect(codes({ ...saturday, policy: { endDate: "2027-04-03" } }, "2027-02-01")).toEqual(["weekend-end"]);
    expect(codes({ ...saturday, policy: { endDate: "2027-04-03" } }, "2027-04-05")).toEqual(["expired", "ends-soon"]);
    expect(codes(saturday, "2027-02-01")).toEqual([]);
  });

  it("name a missing end date", () => {
    const open: PlanFacts = { ...key, endDate: undefined, policy: {} };
    expect(codes(open, "2027-02-01")).toEqual(["no-end"]);
  });

  it("name a key that outlives its user", () => {
    const outlives = { ...key, policy: { endDate: "2027-04-01" }, user: { name: "ci-user", endDate: "2027-03-31" } };
    expect(codes(outlives, "2027-01-10")).toEqual(["outlives-user"]);
    expect(codes({ ...outlives, user: { name: "ci-user", endDate: "2027-04-01" } }, "2027-01-10")).toEqual([]);
  });

  it("name runs that come too seldom for the window, and for the overlap", () => {
    expect(codes(key, "2027-02-01", 30)).toEqual([]);
    expect(codes(key, "2027-02-01", 31)).toEqual(["late-runs"]);
    expect(codes(pair, "2027-02-01", 23)).toEqual([]);
    expect(codes(pair, "2027-02-01", 24)).toEqual(["short-overlap"]);
    expect(codes(pair, "2027-02-01", 31)).toEqual(["late-runs"]);
    expect(codes({ ...key, policy: { lifetimeDays: 90, rotate: false } }, "2027-02-01", 80)).toEqual([]);
  });

  it("name a run that is due and would come too late next time", () => {
    expect(codes(key, "2027-03-25", 7)).toEqual([]);
    expect(codes(key, "2027-03-26", 7)).toEqual(["late-runs"]);
  });
});

describe("a plan of many rows", () => {
  const options = { today: "2027-03-01" };

  it("puts first what comes first", () => {
    const later = { ...key, name: "later", issuedOn: "2027-01-10", endDate: "2027-04-10" };
    const now = { ...key, name: "now", issuedOn: "2026-12-01", endDate: "2027-03-01" };
    const open: PlanFacts = { ...key, name: "open", endDate: undefined, policy: {} };
    const plan = planRows([open, later, key, now], options);
    expect(plan.rows.map(({ name }) => name)).toEqual(["now", "ci", "later", "open"]);
    expect(plan.summary).toMatchObject({ total: 4, shown: 4, due: 1, rotate: 1, remove: 0, warnings: 1 });
  });

  it("shows only what comes within the asked time", () => {
    const names = (withinDays: number) => planRows([key], { ...options, withinDays }).rows.map(({ name }) => name);
    expect(names(1)).toEqual(["ci"]);
    expect(planRows([key], { today: "2027-02-28", withinDays: 1 }).summary).toMatchObject({ total: 1, shown: 0 });
  });

  it("shows what has ended already, however short the time", () => {
    const ended = { ...key, policy: { endDate: "2027-02-01" }, endDate: "2027-02-01" };
    expect(planRows([ended], { ...options, withinDays: 1 }).summary.shown).toBe(1);
  });

  it("warns of a day on which many things end", () => {
    const many = (count: number) => [...Array(count).keys()].map((n) => ({ ...key, name: `ci-${n}` }));
    expect(planRows(many(MANY_ENDS - 1), options).warnings).toEqual([]);
    expect(planRows(many(MANY_ENDS), options).warnings).toEqual([
      {
        code: "many-ends",
        text: "25 users and keys end on 2027-04-01. Spread them: if runs stop, all of them stop working on one day.",
      },
    ]);
  });

  it("does the same as check does, on every day", () => {
    for (let n = 0; n < 130; n++) {
      const today = addDays("2027-01-01", n);
      expect(planRow(key, { today }).action).toBe(n >= 60 ? "rotate" : "none");
    }
  });
});
