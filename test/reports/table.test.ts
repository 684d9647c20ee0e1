import { describe, expect, it } from "vitest";
import { widthOf } from "../../src/basics/text-table";
import { type PlanFacts, planRows } from "../../src/plan";
import { render } from "../../src/reports";

const key: PlanFacts = {
  stack: "prod",
  project: "signing",
  name: "release-signing",
  urn: "urn:pulumi:prod::signing::pulumi-nodejs:dynamic/digicert-one:ApiKey::release-signing",
  kind: "ApiKey",
  label: "release-signing-2027-04-01-ab12cd34",
  status: "ACTIVE",
  issuedOn: "2027-01-01",
  endDate: "2027-04-01",
  policy: { lifetimeDays: 90, rotateBeforeDays: 30 },
};
const today = "2027-03-05";
const table = (...facts: PlanFacts[]) => render(planRows(facts, { today, runsEveryDays: 40 }), "table");
const widest = (text: string) => Math.max(...text.split("\n").map(widthOf));

const LONG = "the-key-with-which-the-nightly-build-of-the-payments-platform-signs-what-it-releases-in-frankfurt";
const EXOTIC: readonly [what: string, name: string][] = [
  ["long", LONG],
  ["long without a blank and wide", "署名鍵".repeat(40)],
  ["of emoji", "👩‍👩‍👧‍👦🔑".repeat(30)],
];

describe("a plan as a table", () => {
  it("fits into 100 columns with names of ordinary length, of one stack and of several", () => {
    const other = { ...key, project: "payments-platform", name: "ci", usesPrevious: true };
    expect(widest(table(key))).toBeLessThanOrEqual(100);
    const text = table(key, other, { ...key, kind: "ServiceUser", name: "release-signing-user", policy: {} });
    expect(widest(text)).toBeLessThanOrEqual(100);
    for (const whole of ["release-signing ", "payments-platform/prod", "signing/prod"]) expect(text).toContain(whole);
  });

  it.each(EXOTIC)("keeps its width and every date with a name that is %s", (_what, name) => {
    const pair: PlanFacts = { ...key, kind: "RotatingApiKey", role: "current", name, project: name };
    const text = table(pair, key);
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(text).toContain("…");
    const rows = text.split("\n").filter((line) => line.includes("rotate 2027-03-05"));
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatch(/2027-04-01 {2}2027-03-05 {2}(2027-03-12|- {9}) {2}rotate 2027-03-05$/);
  });

  it("shortens in the middle, and shows names of an ordinary length whole beside it", () => {
    const text = table({ ...key, name: LONG }, { ...key, name: "ci" });
    expect(text).toMatch(/^the-key-with-wh\S*…\S*in-frankfurt +key/m);
    expect(text).toMatch(/^ci +key/m);
    expect(widest(table({ ...key, name: "鍵".repeat(30) }))).toBeLessThanOrEqual(100); // 60 columns, not 30
  });

  it("sends no control character of a name to the terminal", () => {
    const text = table({ ...key, name: "a\u001b[31m\u202eb\u0007\nc" });
    expect(text).toContain("a\\u{1b}[31m\\u{202e}b\\u{7} c");
    expect(/[^\n\P{Cc}]|\u202e/u.test(text)).toBe(false);
  });

  it("says why below a row that is acted upon or that nothing is done about, not where the columns say it", () => {
    const waiting = { ...key, issuedOn: "2027-03-01", endDate: "2027-05-30" };
    expect(table(key)).toContain(
      "\n  due since 2027-03-02: ends in 27 days, on 2027-04-01, and rotates 30 days before\n",
    );
    expect(table(waiting).split("\n")[2]).toBe("");
    expect(table({ ...waiting, status: "DISABLED" })).toContain("\n  status DISABLED\n");
    expect(table({ ...waiting, policy: { endDate: "2027-05-30" } })).toContain("\n  fixed end date\n");
  });

  it("has a stack column only where there are several", () => {
    expect(table(key).split("\n")[0]).toMatch(/^NAME +KIND +ENDS +ROTATES +RETIRES +NEXT$/);
    expect(table(key)).toContain("1 users and keys of signing/prod: 1 to rotate");
    expect(table(key, { ...key, stack: "dev" }).split("\n")[0]).toMatch(/^STACK +NAME +KIND/);
  });
});
