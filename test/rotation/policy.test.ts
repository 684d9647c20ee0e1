import { describe, expect, it } from "vitest";
import { defaultOverlap, type PolicyArgs, validatePolicy, validateUserEnd } from "../../src/rotation";

const reasons = (args: PolicyArgs, context = {}) => validatePolicy(args, context).map(({ reason }) => reason);

describe("possible policies", () => {
  it.each<PolicyArgs>([
    {},
    { lifetimeDays: 2 },
    { lifetimeDays: 1, rotate: false },
    { lifetimeDays: 90, rotateBeforeDays: 89 },
    { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 30 },
    { lifetimeDays: 90, rotateBeforeDays: 60, overlapDays: 30 },
    { endDate: "2028-02-29" },
    { lifetimeDays: 36_500 },
  ])("pass: %j", (args) => expect(validatePolicy(args, { today: "2027-01-01" })).toEqual([]));

  it("include an end date of today, and one that has passed since it was written", () => {
    expect(reasons({ endDate: "2027-01-01" }, { today: "2027-01-01" })).toEqual([]);
    expect(reasons({ endDate: "2026-12-31" }, { today: "2027-01-01", oldEndDate: "2026-12-31" })).toEqual([]);
    expect(reasons({ endDate: "2026-12-31" })).toEqual([]);
  });

  it("include every default overlap", () => {
    for (let lifetimeDays = 2; lifetimeDays <= 120; lifetimeDays++) {
      expect(reasons({ lifetimeDays, overlapDays: defaultOverlap(lifetimeDays) })).toEqual([]);
      for (let rotateBeforeDays = 1; rotateBeforeDays < lifetimeDays; rotateBeforeDays++) {
        const overlapDays = defaultOverlap(lifetimeDays, rotateBeforeDays);
        expect(reasons({ lifetimeDays, rotateBeforeDays, overlapDays })).toEqual([]);
      }
    }
  });
});

describe("impossible policies fail with the arithmetic", () => {
  it.each<[PolicyArgs, string]>([
    [
      { lifetimeDays: 90, rotateBeforeDays: 90 },
      "rotateBeforeDays is 90 and lifetimeDays is 90: a key would be due for rotation on the day it is made (90 - 90 = 0). Set rotateBeforeDays to at most 89, or lifetimeDays to at least 91.",
    ],
    [
      { lifetimeDays: 90, rotateBeforeDays: 91 },
      "rotateBeforeDays is 91 and lifetimeDays is 90: a key would be due for rotation 1 day before it is made (90 - 91 = -1). Set rotateBeforeDays to at most 89, or lifetimeDays to at least 92.",
    ],
    [
      { lifetimeDays: 1 },
      "lifetimeDays is 1, and its default window, a third rounded up, is 1: a key would be due for rotation on the day it is made. Set lifetimeDays to at least 2, or rotate to false.",
    ],
    [
      { lifetimeDays: 1, rotateBeforeDays: 1 },
      "rotateBeforeDays is 1 and lifetimeDays is 1: a key would be due for rotation on the day it is made (1 - 1 = 0). Set lifetimeDays to at least 2.",
    ],
    [
      { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 31 },
      "overlapDays is 31 and rotateBeforeDays is 30: the previous key would end 1 day before the overlap does (31 - 30 = 1). Set overlapDays to at most 30, or rotateBeforeDays to at least 31.",
    ],
    [
      { lifetimeDays: 90, rotateBeforeDays: 60, overlapDays: 31 },
      "overlapDays is 31 and keys are rotated every 30 days (lifetimeDays 90 - rotateBeforeDays 60 = 30): the next rotation would come before the overlap is over. Set overlapDays to at most 30, or lifetimeDays to at least 91.",
    ],
    [
      { lifetimeDays: 90, endDate: "2027-06-30" },
      "endDate is 2027-06-30 and lifetimeDays is 90: each names an end. Set one of them only.",
    ],
    [{ endDate: "2027-02-29" }, 'endDate is "2027-02-29", which is no calendar day. Write it as YYYY-MM-DD.'],
    [
      { endDate: "2026-12-31" },
      "endDate is 2026-12-31, which is 1 day ago (today is 2027-01-01, UTC). Set 2027-01-01 or a later day.",
    ],
    [{ lifetimeDays: 0 }, "lifetimeDays is 0. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: -1 }, "lifetimeDays is -1. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: 1.5 }, "lifetimeDays is 1.5. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: Number.NaN }, "lifetimeDays is NaN. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: 36_501 }, "lifetimeDays is 36501. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: "90" as unknown as number }, 'lifetimeDays is "90". Set a whole number of days from 1 to 36500.'],
    [{ lifetimeDays: 90, rotateBeforeDays: 0 }, "rotateBeforeDays is 0. Set a whole number of days from 1 to 36500."],
    [{ lifetimeDays: 90, overlapDays: 0 }, "overlapDays is 0. Set a whole number of days from 1 to 36500."],
    [
      { endDate: "2027-06-30", rotateBeforeDays: 30 },
      "rotateBeforeDays is 30 and lifetimeDays is not set: nothing is rotated by itself. Set lifetimeDays, or remove rotateBeforeDays.",
    ],
    [
      { lifetimeDays: 90, rotateBeforeDays: 30, rotate: false },
      "rotateBeforeDays is 30 and rotate is false: the key is never rotated by itself. Remove one of them.",
    ],
  ])("%j", (args, reason) => {
    expect(reasons(args, { today: "2027-01-01" })).toEqual([reason]);
    for (const { property } of validatePolicy(args, { today: "2027-01-01" })) expect(reason).toContain(property);
  });

  it("names every argument that is no number of days at once", () => {
    const found = validatePolicy({ lifetimeDays: -1, rotateBeforeDays: 0.5, overlapDays: -7 });
    expect(found.map(({ property }) => property)).toEqual(["lifetimeDays", "rotateBeforeDays", "overlapDays"]);
  });
});

describe("the end of a service user", () => {
  it("passes when it is possible", () => {
    expect(validateUserEnd({ lifetimeDays: 365, extendBeforeDays: 364 })).toEqual([]);
    expect(validateUserEnd({ endDate: "2027-12-31" })).toEqual([]);
  });

  it("fails with the arithmetic when it is not", () => {
    expect(validateUserEnd({ lifetimeDays: 365, extendBeforeDays: 365 })).toEqual([
      {
        property: "extendBeforeDays",
        reason:
          "extendBeforeDays is 365 and lifetimeDays is 365: the user would be due for extension on the day it is made (365 - 365 = 0). Set extendBeforeDays to at most 364, or lifetimeDays to at least 366.",
      },
    ]);
    expect(validateUserEnd({ extendBeforeDays: 30 })[0]?.reason).toBe(
      "extendBeforeDays is 30 and lifetimeDays is not set: nothing is extended by itself. Set lifetimeDays, or remove extendBeforeDays.",
    );
  });
});
