import { expect, it } from "vitest";
import { type Check, fail, ok, warn } from "../../../src/examiner/doctor/check";
import { runChecks } from "../../../src/examiner/doctor/run-checks";

const check = (id: string, needs: string[], run: Check<undefined>["run"]): Check<undefined> => ({
  id,
  title: id.toUpperCase(),
  needs,
  run,
});
const limits = { checkMs: 5_000, totalMs: 30_000, now: () => 0 };
const good = () => ok("good");
const bad = () => fail("bad", "mend it");

it("skips what rests on a failure, however far, and names the failure itself", async () => {
  const checks = [check("a", [], bad), check("b", ["a"], good), check("c", ["b"], good), check("d", [], good)];
  const results = await runChecks(checks, undefined, limits);
  expect(results.map(({ id, verdict, because }) => [id, verdict, because])).toEqual([
    ["a", "fail", undefined],
    ["b", "skipped", ["a"]],
    ["c", "skipped", ["a"]],
    ["d", "ok", undefined],
  ]);
  expect(results[2]?.found).toBe("because this failed: A");
});

it("goes on behind a warning, and behind what is skipped for itself", async () => {
  const aside = () => ({ verdict: "skipped" as const, found: "none is set" });
  const checks = [check("a", [], () => warn("soon", "renew")), check("b", ["a"], aside), check("c", ["b"], good)];
  const results = await runChecks(checks, undefined, limits);
  expect(results.map(({ verdict }) => verdict)).toEqual(["warn", "skipped", "ok"]);
});

it("ends a check that never answers, and goes on", async () => {
  const never = () => new Promise<never>(() => undefined);
  const checks = [check("a", [], never), check("b", ["a"], good), check("c", [], good)];
  const results = await runChecks(checks, undefined, { ...limits, checkMs: 20 });
  expect(results.map(({ verdict }) => verdict)).toEqual(["fail", "skipped", "ok"]);
  expect(results[0]?.found).toBe("nothing came within 0 s");
});

it("leaves undecided what has not begun when the time is over", async () => {
  let at = 0;
  const slow = () => {
    at += 40_000;
    return ok("slow");
  };
  const results = await runChecks([check("a", [], slow), check("b", [], good)], undefined, {
    ...limits,
    now: () => at,
  });
  expect(results.map(({ verdict }) => verdict)).toEqual(["ok", "undecided"]);
});

it("survives a check that is itself broken, and says so", async () => {
  const broken = () => {
    throw new TypeError("x is undefined");
  };
  const results = await runChecks([check("a", [], broken), check("b", ["a"], good)], undefined, limits);
  expect(results.map(({ verdict, broken: is }) => [verdict, is])).toEqual([
    ["undecided", true],
    ["ok", undefined],
  ]);
  expect(results[0]?.found).toContain("x is undefined");
});

it("refuses a list in which a check stands before what it needs", async () => {
  await expect(runChecks([check("b", ["a"], good), check("a", [], good)], undefined, limits)).rejects.toThrow(
    "check b stands before what it needs: a",
  );
});

it("hands each result over as it comes", async () => {
  const seen: string[] = [];
  await runChecks([check("a", [], good), check("b", [], bad)], undefined, limits, {
    onResult: ({ id }) => seen.push(id),
  });
  expect(seen).toEqual(["a", "b"]);
});
