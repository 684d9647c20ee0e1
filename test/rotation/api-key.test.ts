import { describe, expect, it } from "vitest";
import { type ApiKeyDatesFacts, planApiKeyDates } from "../../src/rotation";

const key90 = { issuedOn: "2027-01-01", endDate: "2027-04-01" };
const plan = (question: Partial<ApiKeyDatesFacts> & Pick<ApiKeyDatesFacts, "today">) =>
  planApiKeyDates({ args: { lifetimeDays: 90, rotateBeforeDays: 30 }, mustReplace: false, ...question });

describe("a new key", () => {
  it("names no day of rotation while its user ends no later: a new key would gain nothing", () => {
    const on = (serviceUserEndDate: string) =>
      plan({ today: "2027-01-01", args: { lifetimeDays: 90 }, serviceUserEndDate }).rotateOn;
    expect([on("2027-01-20"), on("2027-04-01"), on("2027-04-02")]).toEqual([undefined, undefined, "2027-03-02"]);
  });

  it("is issued today and ends a lifetime later", () => {
    expect(plan({ today: "2027-01-01" })).toEqual({
      issuedOn: "2027-01-01",
      endDate: "2027-04-01",
      rotateOn: "2027-03-02",
      replaces: false,
      reason: "new key",
    });
  });

  it("rotates a third of its lifetime, rounded up, before its end by default", () => {
    expect(plan({ today: "2027-01-01", args: { lifetimeDays: 100 } }).rotateOn).toBe("2027-03-08"); // 34 days before 04-11
  });

  it("ends no later than its service user", () => {
    expect(plan({ today: "2027-01-01", serviceUserEndDate: "2027-03-25" }).endDate).toBe("2027-03-25");
    expect(plan({ today: "2027-01-01", serviceUserEndDate: "2027-04-02" }).endDate).toBe("2027-04-01");
  });

  it("never rotates by itself with a fixed end, with rotate: false, or without end", () => {
    expect(plan({ today: "2027-01-01", args: { endDate: "2027-06-30" } })).toEqual({
      issuedOn: "2027-01-01",
      endDate: "2027-06-30",
      replaces: false,
      reason: "new key",
    });
    expect(plan({ today: "2027-01-01", args: { lifetimeDays: 90, rotate: false } }).rotateOn).toBeUndefined();
    expect(plan({ today: "2027-01-01", args: {} })).not.toHaveProperty("endDate");
    expect(plan({ today: "2027-01-01", args: {}, serviceUserEndDate: "2027-06-30" }).endDate).toBe("2027-06-30");
  });
});

describe("a key that exists", () => {
  it("is carried over until the day before it is due", () => {
    expect(plan({ today: "2027-03-01", old: key90 })).toEqual({
      ...key90,
      rotateOn: "2027-03-02",
      replaces: false,
      reason: "unchanged",
    });
  });

  it("is replaced on the day it is due", () => {
    expect(plan({ today: "2027-03-02", old: key90 })).toEqual({
      issuedOn: "2027-03-02",
      endDate: "2027-05-31",
      rotateOn: "2027-05-01",
      replaces: true,
      reason: "due since 2027-03-02: ends in 30 days, on 2027-04-01, and rotates 30 days before",
    });
  });

  it("is replaced once: the moved dates are carried over on the same day", () => {
    const { issuedOn, endDate } = plan({ today: "2027-03-02", old: key90 });
    expect(plan({ today: "2027-03-02", old: { issuedOn, endDate } }).replaces).toBe(false);
  });

  it("is replaced by a run that comes after its end", () => {
    expect(plan({ today: "2027-06-01", old: key90 })).toMatchObject({ issuedOn: "2027-06-01", replaces: true });
  });

  it("is replaced when triggers or the service user changed, due or not", () => {
    expect(plan({ today: "2027-01-05", old: key90, mustReplace: true })).toMatchObject({
      issuedOn: "2027-01-05",
      endDate: "2027-04-05",
      replaces: true,
    });
    const still = plan({
      today: "2027-01-05",
      old: key90,
      args: { lifetimeDays: 90, rotate: false },
      mustReplace: true,
    });
    expect(still.replaces).toBe(true);
  });

  it("is not replaced when due under rotate: false, but warned of", () => {
    const answer = plan({ today: "2027-03-15", old: key90, args: { lifetimeDays: 90, rotate: false } });
    expect(answer).toMatchObject({ ...key90, replaces: false });
    expect(answer.warning).toBe(
      "The key ends in 17 days, on 2027-04-01, and rotate is false: change triggers to replace it.",
    );
  });
});

describe("a rotation must gain life", () => {
  it("is not done while the service user ends no later than the key", () => {
    const old = { issuedOn: "2027-01-01", endDate: "2027-03-25" };
    const answer = plan({ today: "2027-03-01", old, serviceUserEndDate: "2027-03-25" });
    expect(answer).toMatchObject({ ...old, replaces: false, reason: "unchanged" });
    expect(answer.warning).toBe(
      "The key ends in 24 days, on 2027-03-25, and a new one would end no later, because its service user ends on 2027-03-25: set a later end date on the user.",
    );
  });

  it("is done once the service user is extended enough, by a single day too", () => {
    const answer = plan({ today: "2027-03-15", old: key90, serviceUserEndDate: "2027-04-02" });
    expect(answer).toMatchObject({ endDate: "2027-04-02", replaces: true });
  });

  it("measures against the end that the current arguments give, not the longer one of before", () => {
    const args = { lifetimeDays: 30, rotateBeforeDays: 10 };
    const answer = plan({ today: "2027-01-21", old: key90, args }); // 01-31 under the new arguments, due on 01-21
    expect(answer).toMatchObject({ issuedOn: "2027-01-21", endDate: "2027-02-20", replaces: true });
  });
});

describe("changed arguments", () => {
  it("move the end in place when the moved end is not due", () => {
    expect(plan({ today: "2027-01-10", old: key90, args: { lifetimeDays: 180, rotateBeforeDays: 30 } })).toEqual({
      issuedOn: "2027-01-01",
      endDate: "2027-06-30",
      rotateOn: "2027-05-31",
      replaces: false,
      reason: "end moved in place from 2027-04-01 to 2027-06-30",
    });
    const args = { lifetimeDays: 30, rotateBeforeDays: 10 };
    expect(plan({ today: "2027-01-20", old: key90, args })).toMatchObject({ endDate: "2027-01-31", replaces: false });
  });

  it("move the end with the service user's", () => {
    const capped = { issuedOn: "2027-01-01", endDate: "2027-02-15" };
    expect(plan({ today: "2027-01-05", old: capped, serviceUserEndDate: "2028-01-01" })).toMatchObject({
      ...key90,
      replaces: false,
    });
  });

  it("extend a fixed end in place while the key lives, and take a new key once it has ended", () => {
    const old = { issuedOn: "2027-01-01", endDate: "2027-03-01" };
    const args = { endDate: "2027-09-30" };
    expect(plan({ today: "2027-03-01", old, args })).toMatchObject({ endDate: "2027-09-30", replaces: false });
    expect(plan({ today: "2027-03-02", old, args })).toMatchObject({
      issuedOn: "2027-03-02",
      endDate: "2027-09-30",
      replaces: true,
      reason: "the key ended on 2027-03-01 and can no longer be extended",
    });
  });

  it("take a new key when the moved end has passed, under rotate: false too", () => {
    const args = { lifetimeDays: 30, rotate: false };
    expect(plan({ today: "2027-01-31", old: key90, args })).toMatchObject({ endDate: "2027-01-31", replaces: false });
    expect(plan({ today: "2027-02-01", old: key90, args })).toMatchObject({
      replaces: true,
      reason: "its end moved to 2027-01-31, which has passed",
    });
  });

  it("leave the dates alone when the service user has ended, and warn", () => {
    const answer = plan({ today: "2027-02-01", old: key90, serviceUserEndDate: "2027-01-15" });
    expect(answer).toMatchObject({ ...key90, replaces: false, reason: "the service user has ended" });
    expect(answer.warning).toBe(
      "The key ended 17 days ago, on 2027-01-15, and a new one would end no later, because its service user ends on 2027-01-15: set a later end date on the user.",
    );
  });

  it("take the end away and set one again", () => {
    const { endDate: _end, ...open } = key90;
    expect(plan({ today: "2027-01-10", old: key90, args: {} })).toMatchObject({ ...open, replaces: false });
    expect(plan({ today: "2027-01-10", old: open })).toMatchObject({ ...key90, replaces: false });
    expect(plan({ today: "2027-03-02", old: open })).toMatchObject({ issuedOn: "2027-03-02", replaces: true });
  });
});

describe("warnings", () => {
  it("come 30 days before a fixed end, not 31", () => {
    const old = { issuedOn: "2027-01-01", endDate: "2027-06-30" };
    const args = { endDate: "2027-06-30" };
    expect(plan({ today: "2027-05-30", old, args })).not.toHaveProperty("warning");
    expect(plan({ today: "2027-05-31", old, args }).warning).toBe(
      "The key ends in 30 days, on 2027-06-30, and endDate is fixed: set a later endDate, or lifetimeDays to have it rotated.",
    );
    expect(plan({ today: "2027-07-01", old, args }).warning).toContain("ended 1 day ago");
  });

  it("do not come for a key that will rotate", () => {
    const args = { lifetimeDays: 90, rotateBeforeDays: 5 };
    expect(plan({ today: "2027-03-20", old: key90, args })).not.toHaveProperty("warning");
  });

  it("name the service user when it alone ends the key", () => {
    const answer = plan({ today: "2027-01-01", args: {}, serviceUserEndDate: "2027-01-10" });
    expect(answer.warning).toBe(
      "The key ends in 9 days, on 2027-01-10, and its service user with it: set a later end date on the user.",
    );
  });
});
