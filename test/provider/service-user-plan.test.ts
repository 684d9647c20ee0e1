import { describe, expect, it } from "vitest";
import { type Props, UNKNOWN } from "../../src/provider/host/state";
import { checkServiceUser, defaultNickname, diffServiceUser as diffOn } from "../../src/provider/service-user/plan";

const today = "2026-11-22";
const program: Props = {
  owner: "acme/payments/prod/ci",
  email: "team@example.com",
  accountIds: ["b", "a", "b"],
  roleIds: ["s", "r", "s"],
};
const check = (news: Props, olds: Props = {}, on = today) => checkServiceUser(olds, news, { today: on });
const diffServiceUser = (olds: Props, news: Props, on = today) => diffOn(olds, news, { today: on });
const stored = (news: Props) => {
  const { inputs } = check(news);
  return { ...inputs, requestedEndDate: inputs.endDate, initialApiKeyId: "", nonce: "n" };
};

describe("checking a service user", () => {
  it("leaves out what is at its default, drops repeated ids, and sorts roles so that their order is no change", () => {
    const defaults = { description: "", enabled: true, onDuplicate: "fail", initialKey: "delete", allowSelf: false };
    const { facts: _facts, ...outcome } = check({ ...program, ...defaults });
    expect(outcome).toEqual({
      failures: [],
      warnings: [expect.stringContaining("no end date")],
      events: [],
      inputs: {
        ...program,
        ownerHash: "",
        nickname: "ci-prod",
        autoNickname: "ci-prod",
        accountIds: ["b", "a"],
        roleIds: ["r", "s"],
        endDate: "",
        enabled: true,
      },
    });
  });

  it("carries a nickname it once made up, whatever the stack is called now", () => {
    const olds = check(program).inputs;
    expect(check({ ...program, owner: "acme/payments/renamed/ci" }, olds).inputs.nickname).toBe("ci-prod");
  });

  it("does not take over a nickname that somebody changed by hand", () => {
    const drifted = { ...check(program).inputs, nickname: "changed-by-hand" };
    expect(check(program, drifted).inputs.nickname).toBe("ci-prod");
  });

  it("makes nicknames of allowed characters and length only", () => {
    expect(defaultNickname("acme/p/prod/my.user/é")).toBe("my-user---prod");
    expect(defaultNickname(`acme/p/prod/${"x".repeat(99)}`)).toHaveLength(64);
  });

  it("leaves out white space at the ends of a description, which the mark behind it would swallow", () => {
    expect(check({ ...program, description: "from a file\n" }).inputs.description).toBe("from a file");
  });

  it("lets unknown values pass", () => {
    const { failures, inputs } = check({ ...program, roleIds: [UNKNOWN], endDate: UNKNOWN, email: UNKNOWN });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ roleIds: [UNKNOWN], endDate: UNKNOWN, email: UNKNOWN });
  });

  it("decides the end of a lifetime, carries it, and extends it in its window", () => {
    const living = { ...program, lifetimeDays: 90, extendBeforeDays: 30 };
    const first = check(living).inputs;
    expect(first.endDate).toBe("2027-02-20");
    expect(check(living, first, "2027-01-20").inputs.endDate).toBe("2027-02-20");
    expect(check(living, first, "2027-01-21").inputs.endDate).toBe("2027-04-21");
  });

  it("leaves an end alone on a clock that is behind, and pulls it in for a shorter lifetime", () => {
    const living = { ...program, lifetimeDays: 90 };
    const first = check(living).inputs;
    expect(check(living, first, "2026-11-21").inputs.endDate).toBe("2027-02-20");
    expect(check({ ...program, lifetimeDays: 60 }, first, "2026-11-21").inputs.endDate).toBe("2027-01-20");
  });

  it("does not fail over an end date that has passed since it was declared, but says so", () => {
    const ending = { ...program, endDate: "2026-12-01" };
    const outcome = check(ending, check(ending).inputs, "2026-12-05");
    expect(outcome.failures).toEqual([]);
    // Diff says so, which knows what was granted.
    expect(outcome.warnings).toEqual([]);
    const olds = { ...stored(ending), endDate: "2026-12-01" };
    const { warnings } = diffOn(olds, outcome.inputs, {
      today: "2026-12-05",
      ...(outcome.facts && { facts: outcome.facts }),
    });
    expect(warnings?.join()).toMatch(/ended 4 days ago/);
    expect(check(ending, {}, "2026-12-05").failures).toHaveLength(1);
  });
});

describe("comparing a service user", () => {
  it("sees no change where there is none", () => {
    expect(diffServiceUser(stored(program), check(program).inputs)).toMatchObject({
      changes: false,
      replaces: [],
      events: [],
    });
  });

  it.each([
    ["nickname", "other"],
    ["description", "other"],
    ["email", "other@example.com"],
    ["accountIds", ["c"]],
    ["roleIds", []],
    ["endDate", "2027-01-01"],
    ["enabled", false],
    ["onDestroy", "retain"],
    ["forceDestroy", true],
    ["allowSelf", true],
    ["owner", "acme/payments/prod/renamed"],
  ])("changes %s in place", (property, value) => {
    const news = check({ ...program, [property]: value }).inputs;
    expect(diffServiceUser(stored(program), news)).toMatchObject({ changes: true, replaces: [] });
  });

  it("sees no change in a field that a state lacks or holds at its default, but in what is declared for it", () => {
    const before = stored(program);
    expect(before).not.toHaveProperty("allowSelf");
    expect(diffServiceUser(before, check(program).inputs).changes).toBe(false);
    const whole = { ...before, description: "", enabled: true, adoptFrom: "", allowSelf: false, initialKey: "delete" };
    expect(diffServiceUser(whole, check(program).inputs).changes).toBe(false);
    expect(diffServiceUser({ ...before, enabled: false }, check(program).inputs).changes).toBe(true);
    expect(diffServiceUser(before, check({ ...program, allowSelf: true }).inputs).changes).toBe(true);
    expect(diffServiceUser(before, check({ ...program, adoptFrom: "acme/a/b/c" }).inputs).changes).toBe(true);
  });

  it("finishes a deletion of the initial key that failed", () => {
    const olds = { ...stored(program), initialApiKeyId: "left-over" };
    expect(diffServiceUser(olds, check(program).inputs).changes).toBe(true);
  });

  it("does not ask again for an end date of which the server granted less", () => {
    const news = check({ ...program, endDate: "2027-06-01" }).inputs;
    const olds = { ...news, endDate: "2027-03-01", requestedEndDate: "2027-06-01", initialApiKeyId: "" };
    expect(diffServiceUser(olds, news).changes).toBe(false);
  });
});
