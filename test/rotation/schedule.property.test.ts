import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import {
  advanceSchedule,
  decideRetirement,
  planApiKeyDates,
  type Schedule,
  today as utcToday,
  validatePolicy,
} from "../../src/rotation";
import { holds } from "../support/property";

/**
 * The oracle counts days as whole numbers since 1970 and never asks src/rotation about time: it only turns its day numbers
 * into texts, with the platform's Date.
 */
const DAY = 86_400_000;
const text = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);
const START = Date.UTC(2023, 0, 1) / DAY;

interface Policy {
  readonly lifetimeDays: number;
  readonly rotateBeforeDays: number;
  readonly overlapDays: number;
}
const policy: fc.Arbitrary<Policy> = fc
  .integer({ min: 2, max: 400 })
  .chain((lifetimeDays) =>
    fc.record({
      lifetimeDays: fc.constant(lifetimeDays),
      rotateBeforeDays: fc.integer({ min: 1, max: lifetimeDays - 1 }),
    }),
  )
  .chain(({ lifetimeDays, rotateBeforeDays }) =>
    fc.record({
      lifetimeDays: fc.constant(lifetimeDays),
      rotateBeforeDays: fc.constant(rotateBeforeDays),
      overlapDays: fc.integer({ min: 1, max: Math.min(rotateBeforeDays, lifetimeDays - rotateBeforeDays) }),
    }),
  );
const start = fc.integer({ min: 0, max: 2000 }).map((n) => START + n);
const seeds = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 });

interface Key {
  readonly id: string;
  readonly made: number;
  readonly end: number;
}
interface Step {
  readonly day: number;
  readonly rotated: boolean;
  readonly current: Key;
  readonly previous: Key | undefined;
  readonly retired: string;
}

/** Runs a policy on the given days against a world of keys whose ends the oracle computes. */
function simulate(args: Policy, days: readonly number[]): Step[] {
  const steps: Step[] = [];
  let schedule: Schedule | undefined;
  let last: Step | undefined;
  for (const day of days) {
    const answer = advanceSchedule({ today: text(day), old: schedule, args });
    const mints = last === undefined || answer.rotates;
    const current = mints
      ? { id: `key-${steps.length}`, made: day, end: day + args.lifetimeDays }
      : (last?.current as Key);
    const previous = answer.rotates ? last?.current : last?.previous;
    const retired = decideRetirement({
      today: text(day),
      currentCreatedOn: text(current.made),
      previousKeyId: previous?.id ?? "",
      overlapDays: args.overlapDays,
      old: { retiredKeyId: last?.retired ?? "" },
    }).retiredKeyId;
    expect(answer.schedule.endDate).toBe(text(current.end));
    expect(answer.schedule.issuedOn).toBe(text(current.made));
    schedule = answer.schedule;
    last = { day, rotated: answer.rotates, current, previous, retired };
    steps.push(last);
  }
  return steps;
}

/** Run days whose gaps lie between 1 and `longest`. */
function runDays(from: number, longest: number, gaps: readonly number[]): number[] {
  const days = [from];
  for (const gap of gaps) days.push((days.at(-1) ?? from) + 1 + Math.floor(gap * (longest - 1e-9)));
  return days;
}

describe("for any possible policy", () => {
  it("the current key never expires if runs come at least every rotateBeforeDays days", () => {
    let rotations = 0;
    holds(
      fc.property(policy, start, seeds, (args, from, gaps) => {
        expect(validatePolicy(args)).toEqual([]);
        const steps = simulate(args, runDays(from, args.rotateBeforeDays, gaps));
        steps.forEach(({ current, day, rotated }, index) => {
          const until = steps[index + 1]?.day ?? day;
          expect(current.end).toBeGreaterThanOrEqual(until); // still good on the day of the next run
          if (rotated) rotations++;
        });
      }),
    );
    expect(rotations).toBeGreaterThan(1000);
  });

  it("the current key does expire if runs come much later than that", () => {
    const steps = simulate({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 }, [START, START + 59, START + 91]);
    expect(steps[1]?.rotated).toBe(false);
    expect(steps[1]?.current.end).toBeLessThan(START + 91);
  });

  it("the previous key works for the full overlap if runs come at least every rotateBeforeDays - overlapDays days", () => {
    let overlaps = 0;
    holds(
      fc.property(policy, start, seeds, (args, from, gaps) => {
        const { rotateBeforeDays, overlapDays } = args;
        const steps = simulate(args, runDays(from, Math.max(1, rotateBeforeDays - overlapDays), gaps));
        steps.forEach((step, index) => {
          const { previous } = step;
          if (!step.rotated || previous === undefined) return;
          overlaps++;
          const over = step.day + overlapDays;
          expect(previous.end).toBeGreaterThanOrEqual(over);
          for (const later of steps.slice(index)) {
            if (later.day >= over) break;
            expect(later.previous).toBe(previous); // not minted over
            expect(later.retired).not.toBe(previous.id); // not disabled
          }
        });
      }),
    );
    expect(overlaps).toBeGreaterThan(1000);
  });

  it("the previous key is retired by the first run on or after the end of its overlap", () => {
    holds(
      fc.property(policy, start, seeds, (args, from, gaps) => {
        for (const { day, current, previous, retired } of simulate(args, runDays(from, 20, gaps))) {
          const over = previous !== undefined && day >= current.made + args.overlapDays;
          expect(retired).toBe(over ? previous.id : "");
        }
      }),
      500,
    );
  });

  it("a rotation happens exactly when the window is open, and always gains life", () => {
    holds(
      fc.property(policy, start, seeds, (args, from, gaps) => {
        const steps = simulate(args, runDays(from, 2 * args.lifetimeDays, gaps));
        steps.slice(1).forEach((step, index) => {
          const before = steps[index]?.current as Key;
          expect(step.rotated).toBe(step.day >= before.end - args.rotateBeforeDays);
          if (step.rotated) expect(step.current.end).toBeGreaterThan(before.end);
        });
      }),
      500,
    );
  });

  it("an ApiKey capped at its service user rotates only to gain life, and never outlives the user", () => {
    holds(
      fc.property(policy, start, fc.integer({ min: 0, max: 800 }), seeds, (args, from, userLife, gaps) => {
        const userEnd = from + userLife;
        let old: { issuedOn: string; endDate?: string } | undefined;
        for (const day of runDays(from, 40, gaps)) {
          const planned = planApiKeyDates({
            today: text(day),
            old,
            args: { lifetimeDays: args.lifetimeDays, rotateBeforeDays: args.rotateBeforeDays },
            serviceUserEndDate: text(userEnd),
            mustReplace: false,
          });
          expect((planned.endDate ?? "9") <= text(userEnd)).toBe(true);
          if (old !== undefined && planned.replaces) expect((planned.endDate ?? "") > (old.endDate ?? "")).toBe(true);
          old = planned;
        }
      }),
      500,
    );
  });

  it("the same question has the same answer, and asking again on the same day changes nothing", () => {
    holds(
      fc.property(policy, start, fc.integer({ min: 0, max: 900 }), (args, from, later) => {
        const old = advanceSchedule({ today: text(from), args }).schedule;
        const question = { today: text(from + later), old, args };
        const once = advanceSchedule(question);
        expect(advanceSchedule(question)).toEqual(once);
        const again = advanceSchedule({ ...question, old: once.schedule });
        expect(again.schedule).toEqual(once.schedule);
        expect(again.rotates).toBe(false);
      }),
      500,
    );
  });
});

describe("the calendar", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it("makes no difference by the machine's time zone", () => {
    const args = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
    const days = runDays(
      START,
      9,
      [...Array(200).keys()].map((n) => (n * 0.37) % 1),
    );
    const at = Date.UTC(2027, 2, 28, 0, 30); // the night in which clocks change in Europe
    const answers = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"].map((name) => {
      process.env.TZ = name;
      return { offset: new Date(at).getTimezoneOffset(), steps: simulate(args, days), today: utcToday(at) };
    });
    expect(new Set(answers.map(({ offset }) => offset)).size).toBe(4); // the zones were really in force
    for (const { steps, today } of answers) {
      expect(steps).toEqual(answers[0]?.steps);
      expect(today).toBe("2027-03-28");
    }
  });

  it.each([
    ["2028-02-29", "2028-03-30"],
    ["2027-02-28", "2027-03-30"],
    ["2027-12-31", "2028-01-30"],
    ["2100-02-28", "2100-03-30"],
  ])("counts thirty days from %s to %s, as the number of days since 1970 does", (from, to) => {
    const { schedule } = advanceSchedule({ today: from, args: { lifetimeDays: 30 } });
    expect(schedule.endDate).toBe(to);
    expect((Date.parse(to) - Date.parse(from)) / DAY).toBe(30);
  });
});

describe("impossible policies", () => {
  it("are exactly those whose arithmetic does not work out", () => {
    let refused = 0;
    holds(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (lifetimeDays, rotateBeforeDays, overlapDays) => {
          const possible =
            lifetimeDays - rotateBeforeDays > 0 &&
            rotateBeforeDays - overlapDays >= 0 &&
            lifetimeDays - rotateBeforeDays - overlapDays >= 0;
          if (!possible) refused++;
          expect(validatePolicy({ lifetimeDays, rotateBeforeDays, overlapDays }).length === 0).toBe(possible);
        },
      ),
      2000,
    );
    expect(refused).toBeGreaterThan(100);
  });
});
