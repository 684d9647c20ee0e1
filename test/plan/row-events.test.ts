/** What a row says will come, and when. */
import { describe, expect, it } from "vitest";
import { type PlanFacts, planRow } from "../../src/plan";
import { key, pair, previous, user } from "./row-facts";

describe("the events of a row", () => {
  const eventsOf = (facts: PlanFacts, today: string) =>
    planRow(facts, { today }).events.map(({ event, on, endDate }) => [
      event,
      on,
      ...(endDate === null ? [] : [endDate]),
    ]);

  it("follow a key of a pair through its rotation and overlap to its removal", () => {
    const rotated = [
      ["rotate", "2027-03-02", "2027-05-31"],
      ["retire", "2027-03-09"],
      ["remove", "2027-04-02"],
    ];
    expect(eventsOf(pair, "2027-02-01")).toEqual(rotated);
    expect(eventsOf({ ...pair, policy: { ...pair.policy, overlapDays: 30 } }, "2027-02-01")[1]).toEqual([
      "retire",
      "2027-04-01",
    ]);
    expect(eventsOf({ ...previous, newest: pair }, "2027-01-02")).toEqual([
      ["retire", "2027-01-08"],
      ["remove", "2027-03-02"],
    ]);
  });

  it("count what is overdue as today's", () => {
    expect(planRow(pair, { today: "2027-03-20" }).next).toEqual({
      event: "rotate",
      on: "2027-03-20",
      endDate: "2027-06-18",
    });
    expect(eventsOf(pair, "2027-04-05")).toEqual([
      ["rotate", "2027-04-05", "2027-07-04"],
      ["remove", "2027-04-05"],
    ]);
    expect(planRow(previous, { today: "2027-01-20" })).toMatchObject({ next: { event: "retire", on: "2027-01-20" } });
  });

  it("leave an overlap to the key that an earlier run could not make", () => {
    const newest = { ...pair, isUnmade: true };
    expect(eventsOf(newest, "2027-01-10")).toEqual([["rotate", "2027-01-10", "2027-04-01"]]);
    const older = { ...previous, endDate: "2027-02-01", newest };
    expect(eventsOf(older, "2027-01-10")).toEqual([
      ["retire", "2027-01-17"],
      ["remove", "2027-02-02"],
    ]);
    expect(planRow(older, { today: "2027-01-10" })).toMatchObject({
      action: "none",
      reason: "both keys work until 2027-01-17",
    });
  });

  it("hold no rotation that replaces a protected slot, and no removal of a retained one", () => {
    const free = { isProtected: false, isRetained: false };
    const kept = (otherSlot: object, own: object) => ({ ...pair, ...own, otherSlot: { ...free, ...otherSlot } });
    expect(eventsOf(kept({ isProtected: true }, {}), "2027-03-05")).toEqual([["end", "2027-04-01"]]);
    expect(eventsOf(kept({}, { isProtected: true }), "2027-03-02").map(([event]) => event)).toEqual([
      "rotate",
      "retire",
    ]);
    expect(eventsOf(kept({}, { isRetained: true }), "2027-03-02").map(([event]) => event)).toEqual([
      "rotate",
      "retire",
    ]);
    const newest = kept({ isRetained: true }, {});
    expect(eventsOf({ ...previous, retired: true, isRetained: true, newest }, "2027-02-01")).toEqual([]);
    expect(eventsOf({ ...previous, retired: true, newest }, "2027-02-01")).toEqual([["remove", "2027-03-02"]]);
  });

  it("end where the end moves a second time, or where something stops working", () => {
    const owner: PlanFacts = { ...user, policy: { lifetimeDays: 40, rotateBeforeDays: 10 } };
    expect(eventsOf(owner, "2027-02-01")).toEqual([["extend", "2027-03-22", "2027-05-01"]]);
    const capped = { ...key, policy: { lifetimeDays: 365 }, user: { name: "u", endDate: "2027-04-01", facts: owner } };
    expect(eventsOf(capped, "2027-02-01")).toEqual([["extend", "2027-03-22", "2027-05-01"]]);
    expect(planRow(capped, { today: "2027-02-01" }).reason).toBe("its end moves with its user's on 2027-03-22");
    expect(eventsOf(user, "2027-02-01")).toEqual([["end", "2027-04-01"]]);
    expect(eventsOf(user, "2027-04-02")).toEqual([]);
    expect(eventsOf({ ...key, endDate: undefined, policy: {} }, "2027-02-01")).toEqual([]);
  });

  it("say whether the rotation of an ApiKey deletes or disables it", () => {
    expect(eventsOf(key, "2027-02-01")[1]).toEqual(["remove", "2027-03-02"]);
    expect(eventsOf({ ...key, isDisabledByRotation: true }, "2027-02-01")[1]).toEqual(["retire", "2027-03-02"]);
  });
});
