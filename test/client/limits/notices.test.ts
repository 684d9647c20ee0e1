/** What is said of waits, and when, on a clock that only moves when somebody sleeps. */
import { expect, it } from "vitest";
import { createWaitNotices, type Wait, waitFor, waitInWords } from "../../../src/client/limits/notices";
import { virtualClock } from "../support/client";

const T0 = Date.parse("2027-01-01T12:00:00Z");
const wait: Wait = {
  ...{ doing: "list the roles", since: T0, why: "one.digicert.com answered 503 service_unavailable", attempt: 3 },
  ...{ until: T0 + 30_000, budgetMs: 900_000, others: 0 },
};

/** The words of one wait after another, each with the second in which it was said. */
async function saidIn(...waits: { ms: number; change?: Partial<Wait> }[]) {
  const clock = virtualClock(T0);
  const said: { at: number; text: string; severity: string }[] = [];
  const notices = createWaitNotices(clock, (text, severity) =>
    said.push({ at: (clock.now() - T0) / 1000, text, severity }),
  );
  for (const { ms, change } of waits) {
    await waitFor(ms, { ...wait, until: clock.now() + ms, ...change }, { notices, clock });
  }
  return { said, ended: (clock.now() - T0) / 1000 };
}

it("says nothing of a wait that is over within 10 s", async () => {
  expect(await saidIn({ ms: 9_999 })).toEqual({ said: [], ended: 9.999 });
});

it("says its first word after 10 s, then one a minute, and none once the wait is over", async () => {
  const { said, ended } = await saidIn({ ms: 200_000 });
  expect(said.map(({ at }) => at)).toEqual([10, 70, 130, 190]);
  expect(ended).toBe(200);
});

it("counts from the first failure, over short waits of one call", async () => {
  const { said } = await saidIn({ ms: 4_000 }, { ms: 4_000 }, { ms: 4_000 }, { ms: 4_000 });
  expect(said.map(({ at }) => at)).toEqual([10]);
});

it("reports calls that wait for one reason together, and each reason by itself", async () => {
  const why = "no answer came from one.digicert.com";
  const { said } = await saidIn({ ms: 15_000 }, { ms: 15_000 }, { ms: 15_000, change: { why } });
  expect(said.map(({ at, text }) => [at, text.includes(why)])).toEqual([
    [10, false],
    [30, true],
  ]);
});

it("is a warning once half of the budget is used, and never where none is", async () => {
  const { said } = await saidIn({ ms: 200_000, change: { budgetMs: 240_000 } });
  expect(said.map(({ at, severity }) => [at, severity])).toEqual([
    [10, "info"],
    [70, "info"],
    [130, "warning"],
    [190, "warning"],
  ]);
  const free = await saidIn({ ms: 200_000, change: { budgetMs: undefined } });
  expect(free.said.map(({ severity }) => severity)).toEqual(["info", "info", "info", "info"]);
});

const at = (ms: number) => ({ now: () => ms, elapsed: () => ms });

it("names the call, the reason, the attempt and the limit", () => {
  expect(waitInWords(wait, at(T0 + 10_000))).toBe(
    "Waiting to list the roles, because one.digicert.com answered 503 service_unavailable: attempt 3 is made in 20 s, at 12:00:30 UTC. " +
      "It gives up 15 min after its first failure (maxRetrySeconds), at 12:15:00 UTC.",
  );
  expect(waitInWords({ ...wait, budgetMs: 20_000, unproven: true }, at(T0 + 10_000))).toContain(
    "It gives up 20 s after its first failure (the API has not answered from there yet), at 12:00:20 UTC.",
  );
  expect(waitInWords({ ...wait, budgetMs: undefined, others: 2 }, at(T0 + 10_000))).toBe(
    "Waiting to list the roles (and 2 other calls), because one.digicert.com answered 503 service_unavailable: attempt 3 is made in 20 s, at 12:00:30 UTC. " +
      "This wait has no limit.",
  );
});

it("names times of day by the calendar, which follows a corrected clock, and intervals by the other", () => {
  const corrected = { now: () => T0 + 3_600_000, elapsed: () => 10_000 };
  const text = waitInWords({ ...wait, since: 0, until: 30_000 }, corrected);
  expect(text).toContain("attempt 3 is made in 20 s, at 13:00:20 UTC.");
  expect(text).toContain("at 13:14:50 UTC");
});
