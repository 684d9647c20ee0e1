import { describe, expect, it } from "vitest";
import { checkApiKey, diffApiKey, rotationDay } from "../../src/provider/api-key/plan";
import { type Props, UNKNOWN } from "../../src/provider/host/state";

const program: Props = { serviceUserId: "user-1", lifetimeDays: 90, rotateBeforeDays: 30, namePrefix: "ci" };
const check = (news: Props, olds: Props = {}, on = "2026-11-22") => checkApiKey(olds, news, { today: on });
const stored = (inputs: Props): Props => ({ ...inputs, requestedEndDate: inputs.endDate, status: "ACTIVE" });
const diff = (olds: Props, news: Props, on = "2026-11-22") => diffApiKey(olds, news, { today: on });

describe("checking an API key", () => {
  it("decides its dates", () => {
    const { inputs, failures } = check(program);
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      issuedOn: "2026-11-22",
      endDate: "2027-02-20",
      rotateOn: "2027-01-21",
    });
  });

  it("never outlives its user, and does not keep the user's end, so that extending the user changes no key", () => {
    const capped = check({ ...program, serviceUserEndDate: "2027-01-31" }).inputs;
    expect(capped.endDate).toBe("2027-01-31");
    expect(capped).not.toHaveProperty("serviceUserEndDate");
    expect(check({ ...program, serviceUserEndDate: "2029-01-31" }).inputs.endDate).toBe("2027-02-20");
  });

  it("leaves the dates open while an argument that decides them is unknown", () => {
    expect(check({ ...program, lifetimeDays: UNKNOWN }).inputs).toMatchObject({ issuedOn: UNKNOWN, endDate: UNKNOWN });
  });
});

describe("comparing an API key", () => {
  const before = stored(check(program).inputs);

  it("rotates when its window opens, and not a day before", () => {
    const dayBefore = check(program, before, "2027-01-20").inputs;
    expect(diff(before, dayBefore, "2027-01-20")).toMatchObject({ changes: false, replaces: [] });
    const due = check(program, before, "2027-01-21").inputs;
    expect(due).toMatchObject({ issuedOn: "2027-01-21", endDate: "2027-04-21" });
    expect(diff(before, due, "2027-01-21")).toMatchObject({ changes: true, replaces: ["issuedOn"] });
  });

  it("replaces for another user and for triggers, naming what changed", () => {
    const other = check({ ...program, serviceUserId: "user-2" }, before).inputs;
    expect(diff(before, other).replaces).toContain("serviceUserId");
    const triggered = check({ ...program, triggers: { reason: "2026-11" } }, before).inputs;
    expect(diff(before, triggered).replaces).toContain("triggers");
  });

  it("replaces in preview while the user's id is unknown", () => {
    expect(diff(before, check({ ...program, serviceUserId: UNKNOWN }, before).inputs).replaces).toContain(
      "serviceUserId",
    );
  });

  it("moves the end in place for another lifetime", () => {
    const longer = check({ ...program, lifetimeDays: 120 }, before).inputs;
    expect(longer).toMatchObject({ issuedOn: "2026-11-22", endDate: "2027-03-22" });
    expect(diff(before, longer)).toMatchObject({ changes: true, replaces: [] });
  });

  it.each([
    ["enabled", false],
    ["onDestroy", "disable"],
    ["allowSelf", true],
    ["namePrefix", "other"],
  ])("updates %s in place", (property, value) => {
    const news = check({ ...program, [property]: value }, before).inputs;
    expect(diff(before, news)).toMatchObject({ changes: true, replaces: [] });
  });

  it("rotates by the end that the server really granted", () => {
    const granted = { ...before, endDate: "2027-01-10", rotateOn: rotationDay(before, "2027-01-10", "2027-02-20") };
    expect(granted.rotateOn).toBe("2026-12-11");
    const on = (day: string) => diff(granted, check(program, before, day).inputs, day).replaces;
    expect(on("2026-12-10")).toEqual([]);
    expect(on("2026-12-11")).toEqual(["issuedOn"]);
  });

  it("shrinks a window as long as the life that was granted, which would rotate in every run", () => {
    expect(rotationDay(before, "2026-12-10", "2027-02-20")).toBe("2026-12-04");
  });
});

describe("arguments that are taken back", () => {
  it("count as a change while state still has them", () => {
    const before = stored(check(program).inputs);
    const fixed = check({ serviceUserId: "user-1", endDate: "2027-02-20", namePrefix: "ci" }, before).inputs;
    expect(fixed).not.toHaveProperty("lifetimeDays");
    expect(diff(before, fixed)).toMatchObject({ changes: true, replaces: [] });
    const { lifetimeDays: _lifetime, rotateBeforeDays: _window, ...healed } = { ...before, ...fixed };
    expect(diff(healed, fixed)).toMatchObject({ changes: false, replaces: [] });
  });
});

describe("the end date of a key's user", () => {
  it("is refused where it is no calendar day, and left open where it is unknown", () => {
    expect(check({ ...program, serviceUserEndDate: "31/12/2026" }).failures[0]?.reason).toMatch(/no calendar day/);
    expect(check({ ...program, serviceUserEndDate: UNKNOWN }).inputs.endDate).toBe(UNKNOWN);
  });
});
