import { describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { createRateLimiter, requireRateLimits } from "../../src/emulator/core/rate-limit";
import { httpDates, retryAfter } from "../../src/emulator/core/retry-after";
import { call, makeUser, opens } from "./harness";

describe("a rolling window", () => {
  const windows = [
    { requests: 5, windowSeconds: 10 },
    { requests: 2, windowSeconds: 1 },
  ];

  it("lets in as many as it says and opens again one window after the oldest", () => {
    const { ask } = createRateLimiter(windows, false);
    expect([ask("k", 0), ask("k", 400)]).toEqual([{ allowed: true }, { allowed: true }]);
    expect(ask("k", 500)).toEqual({ allowed: false, waitMs: 500 });
    expect(ask("k", 999)).toEqual({ allowed: false, waitMs: 1 });
    expect(ask("k", 1000)).toEqual({ allowed: true });
    expect(ask("k", 1001)).toEqual({ allowed: false, waitMs: 399 });
  });

  it("waits for the slowest of several windows", () => {
    const { ask } = createRateLimiter(windows, false);
    for (const at of [0, 1000, 2000, 3000, 4000]) expect(ask("k", at).allowed).toBe(true);
    expect(ask("k", 6000)).toEqual({ allowed: false, waitMs: 4000 });
    expect(ask("k", 10_000)).toEqual({ allowed: true });
  });

  it("counts for each key alone, and forgets keys that have been quiet", () => {
    const limiter = createRateLimiter(windows, false);
    for (let key = 0; key < 1000; key += 1) {
      const at = key * 20_000;
      expect([limiter.ask(`k${key}`, at).allowed, limiter.ask(`k${key}`, at).allowed]).toEqual([true, true]);
      expect(limiter.ask(`k${key}`, at).allowed).toBe(false);
    }
    expect(limiter.size()).toBeLessThan(5);
  });

  it("is exceeded for longer by who insists, where refused calls count", () => {
    const { ask } = createRateLimiter(windows, true);
    ask("k", 0);
    ask("k", 0);
    expect(ask("k", 900).allowed).toBe(false);
    expect(ask("k", 950).allowed).toBe(false);
    expect(ask("k", 1100)).toEqual({ allowed: false, waitMs: 800 });
  });

  it("starts again when the clock is put back", () => {
    const { ask } = createRateLimiter(windows, false);
    ask("k", 50_000);
    ask("k", 50_000);
    expect(ask("k", 50_000).allowed).toBe(false);
    expect(ask("k", 10).allowed).toBe(true);
  });

  it("is written as requests per time", () => {
    expect(requireRateLimits("1000/180s,100/5s")).toEqual([
      { requests: 1000, windowSeconds: 180 },
      { requests: 100, windowSeconds: 5 },
    ]);
    expect(requireRateLimits("20/400ms, 100/3m")).toEqual([
      { requests: 20, windowSeconds: 0.4 },
      { requests: 100, windowSeconds: 180 },
    ]);
    expect(requireRateLimits("off")).toEqual([]);
    for (const wrong of ["", "100", "100/5", "0/5s", "5/0s", "5/5h", "-5/5s"]) {
      expect(() => requireRateLimits(wrong), wrong).toThrow(/Rate limits/);
    }
  });
});

describe("Retry-After", () => {
  // The three forms of one instant, as RFC 9110 section 5.6.7 prints them.
  const instant = new Date(Date.UTC(1994, 10, 6, 8, 49, 37));

  it("knows the three date forms", () => {
    expect(httpDates.imf(instant)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(httpDates.rfc850(instant)).toBe("Sunday, 06-Nov-94 08:49:37 GMT");
    expect(httpDates.asctime(instant)).toBe("Sun Nov  6 08:49:37 1994");
  });

  it("takes turns between seconds and each of them, rounding up", () => {
    const turns = [0, 1, 2, 3, 4, 5, 6].map((turn) => retryAfter(turn, instant.getTime() - 1500, 1200));
    expect(turns).toEqual([
      "2",
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "2",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "2",
      "Sun Nov  6 08:49:37 1994",
      "2",
    ]);
    expect(retryAfter(0, 0, 1)).toBe("1");
  });
});

async function exhaust(emulator: Emulator): Promise<number> {
  for (let count = 0; ; count += 1) if (!(await opens(emulator, emulator.apiKey))) return count;
}

describe("an emulator with limits", () => {
  it("has the documented ones by default", async () => {
    const emulator = await startEmulator();
    expect(await exhaust(emulator)).toBe(100);
    await emulator.close();
  });

  it("fails every call of a key while a window is exceeded, says until when, and lets other keys through", async () => {
    const emulator = await startEmulator({ rateLimits: "3/60s", now: "2027-01-10T12:00:00Z" });
    const { key } = await makeUser(emulator);
    expect(await exhaust(emulator)).toBe(2);
    expect(await opens(emulator, key)).toBe(true);
    const replies = [await call(emulator, "GET", "/account"), await call(emulator, "DELETE", "/user/me")];
    for (const reply of replies) {
      expect([reply.status, reply.codes]).toEqual([429, ["request_limit_exceeded"]]);
      expect(reply.messages).toEqual(["Service unavailable, please limit request volume"]);
    }
    const waits = replies.map((reply) => String(reply.headers["retry-after"]));
    expect(waits).toEqual([
      expect.stringMatching(/^Sun, 10 Jan 2027 12:0[01]:\d\d GMT$/),
      expect.stringMatching(/^(59|60)$/),
    ]);
    await emulator.setClock({ advance: "PT60S" });
    expect(await opens(emulator, emulator.apiKey)).toBe(true);
    await emulator.close();
  });

  it("counts nothing that is not authenticated", async () => {
    const emulator = await startEmulator({ rateLimits: "1/60s" });
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await call(emulator, "GET", "/user/me", { key: "emu_wrong" })).status).toBe(401);
    }
    expect(await exhaust(emulator)).toBe(1);
    await emulator.close();
  });
});
