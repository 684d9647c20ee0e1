import { describe, expect, it } from "vitest";
import { addDays, planApiKeyDates, planUserEndDate } from "../../src/rotation";

const START = "2027-01-01";
const user = { lifetimeDays: 365, extendBeforeDays: 10 };
const onUser = (today: string, granted: string, grantedOn: string | undefined = START, args = user) =>
  planUserEndDate({ today, old: { endDate: "2028-01-01", lifetimeDays: 365, granted, grantedOn }, args });

describe("a user that was granted less than asked", () => {
  it("is asked for again from its window before the granted end", () => {
    expect(onUser("2027-01-20", "2027-01-31")).toMatchObject({ moves: false, extendOn: "2027-01-21" });
    expect(onUser("2027-01-20", "2027-01-31")).not.toHaveProperty("asksAgain");
    expect(onUser("2027-01-21", "2027-01-31")).toMatchObject({
      endDate: "2028-01-01",
      asksAgain: true,
      reason: "due since 2027-01-21: the server granted it until 2027-01-31 only, and is asked again",
    });
  });

  it("has a window of a third where that life is no longer than the declared one", () => {
    expect(onUser("2027-01-01", "2027-01-31", START, { lifetimeDays: 365, extendBeforeDays: 30 }).extendOn).toBe(
      "2027-01-21",
    );
    expect(onUser("2027-01-01", "2027-01-31", START, { lifetimeDays: 365, extendBeforeDays: 29 }).extendOn).toBe(
      "2027-01-02",
    );
  });

  it("is asked for a few times in all by a server that grants no more, and once a day at most", () => {
    const end = "2027-01-31";
    let grantedOn = START;
    const asked: string[] = [];
    for (let day = START; day <= end; day = addDays(day, 1)) {
      for (const _run of [1, 2, 3]) {
        if (!onUser(day, end, grantedOn).asksAgain) continue;
        asked.push(day);
        grantedOn = day;
      }
    }
    expect(asked).toEqual(["2027-01-21", "2027-01-27", "2027-01-29", "2027-01-30", "2027-01-31"]);
  });

  it("is warned of where more was asked for and not granted, and not where extensions keep it alive", () => {
    expect(onUser("2027-01-25", "2027-01-31")).not.toHaveProperty("warning");
    expect(onUser("2027-01-25", "2027-01-31", "2027-01-21").warning).toBe(
      "The service user ends in 6 days, on 2027-01-31, all of its keys with it, as the server granted no more on 2027-01-21; more is asked for from 2027-01-27 on. Set a lifetimeDays that it grants.",
    );
  });

  it("counts from the day on which a state of before asked", () => {
    expect(onUser("2027-01-05", "2027-01-31", undefined).extendOn).toBe("2027-01-21");
  });
});

describe("a key that was granted less than asked", () => {
  const onKey = (today: string, args: Parameters<typeof planApiKeyDates>[0]["args"], more = {}) =>
    planApiKeyDates({
      today,
      args,
      old: {
        issuedOn: START,
        endDate: args.lifetimeDays === undefined ? args.endDate : "2027-04-01",
        granted: "2027-01-31",
      },
      mustReplace: false,
      ...more,
    });

  it.each([
    ["no end", {}, "nothing rotates it"],
    ["a fixed end", { endDate: "2027-04-01" }, "nothing rotates it"],
    ["rotate: false", { lifetimeDays: 90, rotate: false }, "rotate is false"],
  ])("with %s is warned of from 30 days before the granted end", (_what, args, says) => {
    expect(onKey("2026-12-31", args)).not.toHaveProperty("warning");
    const { warning, replaces } = onKey("2027-01-02", args);
    expect(warning).toContain(`The key ends in 29 days, on 2027-01-31, as the server granted no more, and ${says}`);
    expect(replaces).toBe(false);
  });

  it("is held by ignoreChanges all the same, with a warning", () => {
    const rotating = { lifetimeDays: 90, rotateBeforeDays: 10 };
    expect(onKey("2027-01-21", rotating)).toMatchObject({ replaces: true, byGrant: true, issuedOn: "2027-01-21" });
    const held = onKey("2027-01-21", rotating, { isFrozen: true });
    expect(held).toMatchObject({ replaces: false, warning: expect.stringContaining("ignoreChanges holds its dates") });
  });

  it("is replaced rather than moved once it has ended", () => {
    expect(
      onKey(
        "2027-02-02",
        { endDate: "2027-06-30" },
        { old: { issuedOn: START, endDate: "2027-04-01", granted: "2027-01-31" } },
      ),
    ).toMatchObject({
      replaces: true,
      byGrant: true,
      endDate: "2027-06-30",
      reason: "the key ended on 2027-01-31 and can no longer be extended",
    });
  });
});
