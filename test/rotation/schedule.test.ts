import { describe, expect, it } from "vitest";
import { advanceSchedule, decideRetirement, type Schedule, type ScheduleFacts } from "../../src/rotation";

const args = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
const first: Schedule = {
  generation: 1,
  issuedOn: "2027-01-01",
  endDate: "2027-04-01",
  currentSlot: "a",
  hasPrevious: false,
};
const second: Schedule = {
  generation: 2,
  issuedOn: "2027-03-02",
  endDate: "2027-05-31",
  currentSlot: "b",
  hasPrevious: true,
};
const advance = (question: Partial<ScheduleFacts> & Pick<ScheduleFacts, "today">) =>
  advanceSchedule({ args, ...question });

describe("a schedule", () => {
  it("begins in slot a with no previous key", () => {
    expect(advance({ today: "2027-01-01" })).toEqual({
      schedule: { ...first, rotateOn: "2027-03-02" },
      rotates: false,
      reason: "new schedule",
    });
  });

  it("stays until the day before it is due", () => {
    expect(advance({ today: "2027-03-01", old: first })).toMatchObject({ schedule: first, rotates: false });
  });

  it("rotates into the other slot on the day it is due, and keeps the previous key", () => {
    expect(advance({ today: "2027-03-02", old: first })).toMatchObject({ schedule: second, rotates: true });
    expect(advance({ today: "2027-05-01", old: second })).toMatchObject({
      schedule: { generation: 3, currentSlot: "a", hasPrevious: true },
      rotates: true,
    });
  });

  it("does not rotate twice on one day", () => {
    expect(advance({ today: "2027-03-02", old: second }).rotates).toBe(false);
  });

  it("rotates after its end, when runs come late", () => {
    expect(advance({ today: "2027-06-01", old: first })).toMatchObject({ schedule: { issuedOn: "2027-06-01" } });
  });

  it("does not rotate while that gains no life, and says so", () => {
    const old = { ...first, endDate: "2027-03-15" };
    const answer = advance({ today: "2027-03-01", old, serviceUserEndDate: "2027-03-15" });
    expect(answer).toMatchObject({ schedule: old, rotates: false });
    expect(answer.warning).toContain("its service user ends on 2027-03-15: set a later end date on the user.");
  });

  it("moves the end in place when the lifetime changes", () => {
    expect(advance({ today: "2027-01-10", old: first, args: { ...args, lifetimeDays: 120 } })).toMatchObject({
      schedule: { ...first, endDate: "2027-05-01", rotateOn: "2027-04-01" },
      rotates: false,
    });
  });

  it("rotates for another service user and keeps none of the other user's keys", () => {
    expect(advance({ today: "2027-03-03", old: second, userChanged: true })).toMatchObject({
      schedule: { generation: 3, currentSlot: "a", hasPrevious: false },
      rotates: true,
      reason: "another service user",
    });
  });
});

describe("triggers", () => {
  it("rotate now when there is no overlap", () => {
    expect(advance({ today: "2027-01-10", old: first, triggersChanged: true })).toMatchObject({
      schedule: { generation: 2, issuedOn: "2027-01-10", currentSlot: "b", hasPrevious: true },
      rotates: true,
      reason: "triggers changed",
    });
  });

  it("fail during an overlap with the day it ends, and pass on that day", () => {
    const refused = advance({ today: "2027-03-08", old: second, triggersChanged: true });
    expect(refused).toMatchObject({ schedule: second, rotates: false });
    expect(refused.problem).toEqual({
      property: "triggers",
      reason:
        "triggers changed on 2027-03-08, but the key before the newest one may be in use until the overlap ends on 2027-03-09, and a rotation would remove it. Change triggers on 2027-03-09 or later; or change revoke to rotate now and remove both older keys.",
    });
    const passed = advance({ today: "2027-03-09", old: second, triggersChanged: true });
    expect(passed).toMatchObject({ rotates: true });
    expect(passed).not.toHaveProperty("problem");
  });

  it("pass during an overlap together with revoke", () => {
    const answer = advance({ today: "2027-03-03", old: second, triggersChanged: true, revoked: true });
    expect(answer).toMatchObject({ rotates: true, schedule: { hasPrevious: false } });
  });
});

describe("revoke", () => {
  it("rotates now, during an overlap too, and leaves no previous key", () => {
    expect(advance({ today: "2027-03-03", old: second, revoked: true })).toMatchObject({
      schedule: { generation: 3, issuedOn: "2027-03-03", currentSlot: "a", hasPrevious: false },
      rotates: true,
      reason: "revoke changed: both older keys are removed",
    });
  });
});

describe('use: "previous"', () => {
  const held = { ...args, use: "previous" as const };

  it("holds a rotation that is due, and warns", () => {
    const answer = advance({ today: "2027-05-10", old: second, args: held });
    expect(answer).toMatchObject({ schedule: second, rotates: false });
    expect(answer.warning).toBe(
      'Rotation is held because use is "previous": it was due on 2027-05-01, and the newest key ends in 21 days, on 2027-05-31. Set use to "newest" to let it go on.',
    );
    expect(advance({ today: "2027-05-10", old: second }).rotates).toBe(true);
  });

  it.each([
    ["revoke", { revoked: true }],
    ["triggers", { triggersChanged: true }],
    ["serviceUser", { userChanged: true }],
  ])("refuses a change of %s", (property, change) => {
    const answer = advance({ today: "2027-04-10", old: second, args: held, ...change });
    expect(answer.problem?.property).toBe(property);
    expect(answer.problem?.reason).toContain('Set use to "newest" first');
    expect(answer.rotates).toBe(false);
  });
});

describe("the retirement of the previous key", () => {
  const question = {
    currentCreatedOn: "2027-03-05T10:00:00Z",
    previousKeyId: "key-1",
    overlapDays: 7,
  };

  it("counts the overlap from the day the newest key was really made", () => {
    expect(decideRetirement({ ...question, today: "2027-03-11" })).toEqual({
      retireOn: "2027-03-12",
      retiredKeyId: "",
      reason: "both keys work until 2027-03-12",
    });
    expect(decideRetirement({ ...question, today: "2027-03-12" })).toEqual({
      retireOn: "2027-03-12",
      retiredKeyId: "key-1",
      reason: "the overlap of 7 days ended on 2027-03-12",
    });
  });

  it("stays done when the overlap is made longer, but not for another key", () => {
    const longer = { ...question, overlapDays: 30, today: "2027-03-12" };
    expect(decideRetirement({ ...longer, old: { retiredKeyId: "key-1" } }).retiredKeyId).toBe("key-1");
    expect(decideRetirement({ ...longer, old: { retiredKeyId: "key-0" } }).retiredKeyId).toBe("");
  });

  it('is called back by use: "previous"', () => {
    const old = { retiredKeyId: "key-1" };
    expect(decideRetirement({ ...question, today: "2027-03-20", use: "previous", old }).retiredKeyId).toBe("");
    expect(decideRetirement({ ...question, today: "2027-03-20", use: "newest", old }).retiredKeyId).toBe("key-1");
  });

  it("has nothing to do without a previous key", () => {
    expect(decideRetirement({ ...question, previousKeyId: "", today: "2027-03-20" })).toMatchObject({
      retireOn: "",
      retiredKeyId: "",
    });
  });
});
