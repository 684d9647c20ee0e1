import { expect, it } from "vitest";
import { rotationInto, rotationStage, stepsOf } from "./rotation-stage";
import { describeDigicert } from "./stage";

/**
 * A key of 60 days that rotates 30 days before its end, with an overlap of 7, written down by hand: what the run of each
 * day does, the day before, on and after every event. Days in between are left out: nothing happens on them.
 */
const calendar: readonly [day: string, steps: readonly string[]][] = [
  ["2027-01-01", ["create app", "create app-a", "create app-b", "create app-retirement", "create app-schedule"]],
  ["2027-01-02", []],
  ["2027-01-30", []],
  ["2027-01-31", rotationInto("b")],
  ["2027-02-01", []],
  ["2027-02-06", []],
  ["2027-02-07", ["update app-retirement"]],
  ["2027-02-08", []],
  ["2027-03-01", []],
  ["2027-03-02", rotationInto("a")],
  ["2027-03-03", []],
];
/** Each rotation, and the day 30 days before it. */
const ahead: Readonly<Record<string, string>> = { "2027-01-01": "2027-01-31", "2027-01-31": "2027-03-02" };

const timeout = 600_000; // 18 runs and previews, each with processes of its own

describeDigicert("the life of a RotatingApiKey", (makeStage) => {
  it("is seen in the preview of each day, and refuses no consumer", { timeout }, async () => {
    const world = await rotationStage(makeStage, "2026-12-31");
    const steps = Object.fromEntries(calendar);
    const first = ["create app-user", "create consumer", ...(steps["2027-01-01"] ?? [])].sort();
    expect(stepsOf(await world.preview())).toEqual(first);
    const counts = { runs: 0, rotations: 0, retirements: 0, foreseen: 0, calls: 0 };
    for (const [day, own] of calendar) {
      await world.goTo(day);
      const expected = counts.runs === 0 ? first : [...own].sort();
      const before = world.held;
      if (expected.length > 0) expect(stepsOf(await world.preview()), `${day}: preview`).toEqual(expected);
      expect(stepsOf(await world.up()), `${day}: run`).toEqual(expected); // on the day after an event: a second run
      counts.runs++;

      const handsOver = expected.some((step) => step.endsWith(" consumer"));
      expect(world.held !== before, `${day}: another value`).toBe(handsOver);
      // The consumer calls; while an overlap lasts, so may whoever has the key before.
      expect(await world.opens(world.held), `${day}: the consumer's call`).toBe(true);
      if (before !== "") expect(await world.opens(before), `${day}: a late consumer's call`).toBe(true);
      expect((await world.keys()).filter(({ enabled }) => enabled).length, `${day}: keys`).toBeLessThanOrEqual(2);
      counts.calls++;
      if (handsOver && before !== "") counts.rotations++;
      if (expected.length === 1) counts.retirements++;

      const rotation = ahead[day];
      if (rotation === undefined) continue;
      expect(stepsOf(await world.preview({}, rotation)), `${rotation} as of ${day}`).toEqual(
        [...(steps[rotation] ?? [])].sort(),
      );
      counts.foreseen++;
    }
    expect(counts).toEqual({ runs: 11, rotations: 2, retirements: 1, foreseen: 2, calls: 11 });
    expect(await world.keys()).toMatchObject([{ enabled: true }, { enabled: true }]);
  });
});
