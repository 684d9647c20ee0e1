import { describe, expect, it } from "vitest";
import { planUserEndDate } from "../../src/rotation";

const args = { lifetimeDays: 365, extendBeforeDays: 60 };

describe("the end of a service user with a lifetime", () => {
  it("is that many days ahead at first", () => {
    expect(planUserEndDate({ today: "2027-01-01", args })).toEqual({
      endDate: "2028-01-01",
      extendOn: "2027-11-02",
      moves: false,
      reason: "new user",
    });
  });

  it("is carried over until it is due, then set ahead of that day, once", () => {
    const old = { endDate: "2028-01-01" };
    expect(planUserEndDate({ today: "2027-11-01", old, args })).toMatchObject({ endDate: "2028-01-01", moves: false });
    const moved = planUserEndDate({ today: "2027-11-02", old, args });
    expect(moved).toMatchObject({ endDate: "2028-11-01", moves: true });
    expect(moved.reason).toBe("due since 2027-11-02: ends in 60 days, on 2028-01-01, extended 60 days before");
    expect(planUserEndDate({ today: "2027-11-02", old: moved, args }).moves).toBe(false);
  });

  it("uses a third of the lifetime by default", () => {
    expect(planUserEndDate({ today: "2027-01-01", args: { lifetimeDays: 100 } }).extendOn).toBe("2027-03-08");
  });

  it("is pulled in when the lifetime is shortened, and set when there was none", () => {
    const short = { lifetimeDays: 30 };
    expect(planUserEndDate({ today: "2027-01-01", old: { endDate: "2028-01-01" }, args: short })).toMatchObject({
      endDate: "2027-01-31",
      moves: true,
    });
    expect(planUserEndDate({ today: "2027-01-01", old: {}, args: short })).toMatchObject({
      endDate: "2027-01-31",
      moves: true,
    });
  });
});

describe("a clock that is behind", () => {
  const old = { endDate: "2028-01-01", lifetimeDays: 365 };

  it.each(["2026-12-31", "2026-12-25", "2025-01-01"])("pulls no end back (%s)", (today) => {
    expect(planUserEndDate({ today, old, args })).toMatchObject({ endDate: "2028-01-01", moves: false });
    const longer = { lifetimeDays: 366, extendBeforeDays: 60 };
    expect(planUserEndDate({ today, old, args: longer })).toMatchObject({ endDate: "2028-01-01", moves: false });
  });

  it("lets a lifetime that was shortened pull the end in all the same", () => {
    const shorter = { lifetimeDays: 364, extendBeforeDays: 60 };
    const moved = planUserEndDate({ today: "2026-12-31", old, args: shorter });
    expect(moved).toMatchObject({ endDate: "2027-12-30", moves: true });
    // Once it has been pulled in, it is carried again.
    const next = { ...moved, lifetimeDays: 364 };
    expect(planUserEndDate({ today: "2026-12-30", old: next, args: shorter }).moves).toBe(false);
  });
});

describe("a fixed end of a service user", () => {
  it("is what the program says", () => {
    expect(planUserEndDate({ today: "2027-01-01", args: { endDate: "2027-12-31" } })).toEqual({
      endDate: "2027-12-31",
      moves: false,
      reason: "new user",
    });
    expect(planUserEndDate({ today: "2027-01-01", old: { endDate: "2027-12-31" }, args: {} })).toEqual({
      moves: true,
      reason: "end moved in place from 2027-12-31 to none",
      warning: expect.stringContaining("no end date"),
    });
  });

  it("is warned of where there is none, in every run", () => {
    const warning =
      "The service user has no end date and works until somebody deletes it. Set lifetimeDays to have it extended, or endDate.";
    for (const old of [undefined, {}]) {
      const plan = planUserEndDate({ today: "2027-01-01", ...(old && { old }), args: {} });
      expect(plan).toMatchObject({ moves: false, warning });
    }
    // A server that grants one all the same is taken at its word.
    const granted = { today: "2027-01-01", old: { granted: "2027-12-31" }, args: {} };
    expect(planUserEndDate(granted)).not.toHaveProperty("warning");
  });

  it("is warned of 30 days before, not 31", () => {
    const fixed = { endDate: "2027-12-31" };
    expect(planUserEndDate({ today: "2027-11-30", old: fixed, args: fixed })).not.toHaveProperty("warning");
    expect(planUserEndDate({ today: "2027-12-01", old: fixed, args: fixed }).warning).toBe(
      "The service user ends in 30 days, on 2027-12-31, all of its keys with it, and endDate is fixed: set a later endDate, or lifetimeDays to have it extended.",
    );
  });
});
