/**
 * Everything that people break, one at a time, against servers on loopback: the first failure is the cause, what rests on it is
 * skipped for it, and the remedy stands beside it.
 */
import { describe, expect, it } from "vitest";
import { doctorChecks } from "../../../src/examiner/doctor/checks";
import { brokenAnswers } from "./broken-answers";
import { brokenSettings } from "./broken-settings";
import { brokenWays } from "./broken-ways";
import { checksOf } from "./doctor-fixture";

const rows = [...brokenSettings, ...brokenWays, ...brokenAnswers];

it("knows each broken state, each under a title of its own", () => {
  expect(new Set(rows.map(({ title }) => title)).size).toBe(61);
  const causes = new Set(rows.map(({ cause }) => cause));
  expect([...causes].sort()).toEqual(
    [
      "api",
      "authority",
      "client-certificate",
      "clock",
      "dns",
      "key",
      "me",
      "names",
      "proxy",
      "settings",
      "tcp",
      "tls",
      "tunnel",
      "users",
    ].sort(),
  );
});

describe.each(rows)("$title", ({ broken, cause, found, remedy }) => {
  it(`is found by ${cause} first, with its remedy, and what rests on it is skipped`, async () => {
    const { env, ...options } = await broken();
    const { checks, code, of, out } = await checksOf(env, options);
    expect(checks.find(({ verdict }) => verdict === "fail")).toMatchObject({ id: cause });
    expect(of(cause).found).toMatch(found);
    expect(of(cause).remedy).toMatch(remedy);
    expect(code).toBe(2);
    const resting = doctorChecks.filter(({ needs }) => needs.includes(cause)).map(({ id }) => id);
    for (const id of resting) {
      expect(of(id)).toMatchObject({ verdict: "skipped", because: expect.arrayContaining([cause]) });
    }
    const failed = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn");
    expect(failed.filter((each) => (each.remedy ?? "") === "")).toEqual([]);
    // Every check is there, and none is broken itself.
    expect(checks.map(({ id }) => id)).toEqual(doctorChecks.map(({ id }) => id));
    expect(checks.filter((each) => each.found.includes("the check itself failed"))).toEqual([]);
    expect(out).not.toMatch(/canary|emu_/);
  });
});
