import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCallLog, createLimiter, scaled, type Window } from "../../../src/client/limits/limiter";
import { holds } from "../../support/property";

interface Sent {
  readonly sentAt: number;
  readonly respondedAt: number;
}

interface Call {
  /** After the call before it. */
  readonly gap: number;
  readonly latency: number;
}

/** What the windows allow, worked out the slow way: no call may be younger than one window after its answer. */
function allowed(sent: readonly Sent[], windows: readonly Window[], at: number): boolean {
  return windows.every(
    ({ requests, windowMs }) => sent.filter((s) => s.sentAt <= at && s.respondedAt + windowMs > at).length < requests,
  );
}

/** Sends calls in the order of their arrival through a limiter, on a clock of whole milliseconds. */
function run(
  calls: readonly Call[],
  windows: readonly Window[],
  check: (at: number, sent: Sent[], arrived: number) => void,
): Sent[] {
  const limiter = createLimiter(windows);
  const sent: Sent[] = [];
  const open: number[] = [];
  let arrival = 0;
  let at = 0;
  for (const call of calls) {
    arrival += call.gap;
    at = Math.max(at, arrival);
    const arrived = at;
    for (;;) {
      // Answers that have come by now.
      open.sort((a, b) => a - b);
      while (open[0] !== undefined && open[0] <= at) limiter.responded(open.shift() ?? 0);
      const ready = limiter.readyAt(at);
      if (ready <= at) break;
      at = Math.min(ready, open[0] ?? Infinity);
    }
    check(at, sent, arrived);
    limiter.take(at);
    sent.push({ sentAt: at, respondedAt: at + call.latency });
    open.push(at + call.latency);
  }
  return sent;
}

const windows = fc
  .record({
    short: fc.record({ requests: fc.integer({ min: 1, max: 6 }), windowMs: fc.integer({ min: 5, max: 60 }) }),
    long: fc.record({ requests: fc.integer({ min: 4, max: 15 }), windowMs: fc.integer({ min: 60, max: 400 }) }),
  })
  .map(({ short, long }) => [long, short]);
const calls = fc.array(fc.record({ gap: fc.nat(30), latency: fc.nat(40) }), { minLength: 1, maxLength: 60 });

describe("the limiter", () => {
  it("is never above a window, wherever between sending and answer the server counted each call", () => {
    let bothBound = 0;
    holds(
      fc.property(calls, windows, fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }), (pattern, both, places) => {
        const binding = new Set<number>();
        const sent = run(pattern, both, (at, soFar, arrived) => {
          if (at === arrived) return;
          // Which window held it back, just before?
          for (const [index, window] of both.entries()) if (!allowed(soFar, [window], at - 1)) binding.add(index);
        });
        if (binding.size === 2) bothBound += 1;
        const counted = sent
          .map((s, i) => s.sentAt + ((s.respondedAt - s.sentAt) * (places[i] ?? 0)) / 1000)
          .sort((a, b) => a - b);
        for (const { requests, windowMs } of both) {
          for (let i = 0; i + requests < counted.length; i += 1) {
            expect((counted[i + requests] ?? 0) - (counted[i] ?? 0)).toBeGreaterThanOrEqual(windowMs);
          }
        }
      }),
    );
    // The twin: both windows did bind in many of the runs.
    expect(bothBound).toBeGreaterThan(50);
  });

  it("is never idle while a call waits and the windows allow it", () => {
    let waited = 0;
    holds(
      fc.property(calls, windows, (pattern, both) => {
        run(pattern, both, (at, soFar, arrived) => {
          expect(allowed(soFar, both, at)).toBe(true);
          if (at > arrived) waited += 1;
          for (let earlier = arrived; earlier < at; earlier += 1) expect(allowed(soFar, both, earlier)).toBe(false);
        });
      }),
    );
    expect(waited).toBeGreaterThan(1000);
  });

  it("is shared by clients with windows of their own", () => {
    const log = createCallLog();
    const [narrow, wide] = [[{ requests: 1, windowMs: 100 }], [{ requests: 3, windowMs: 50 }]];
    expect([log.readyAt(0, narrow), log.readyAt(0, wide), log.readyAt(0, [])]).toEqual([0, 0, 0]);
    expect(log.take(0, narrow)).toBe(true);
    expect([log.readyAt(10, narrow), log.readyAt(10, wide), log.readyAt(10, [])]).toEqual([Infinity, 10, 10]);
    expect(log.take(10, narrow)).toBe(false); // and takes no room
    log.responded(10);
    expect([log.readyAt(10, narrow), log.readyAt(10, wide)]).toEqual([110, 10]);
  });

  it("keeps no more calls than the widest windows need, and none once they are over", () => {
    const windows = [{ requests: 5000, windowMs: 1000 }];
    const log = createCallLog();
    for (let i = 0; i < 100_000; i += 1) {
      log.readyAt(i, windows);
      log.take(i, windows);
      log.responded(i);
    }
    // The last 5,000 count, of 1,000 ms.
    expect(log.readyAt(100_000, windows)).toBe(100_000);
    expect(log.readyAt(100_000, [{ requests: 1000, windowMs: 1000 }])).toBe(100_000);
    expect(log.readyAt(100_000, [{ requests: 999, windowMs: 1000 }])).toBe(100_001);
    expect(log.isIdle(100_000)).toBe(false);
    expect(log.isIdle(100_000 + 180_000)).toBe(true);
    log.add();
    expect(log.isIdle(1_000_000)).toBe(false);
    log.cancelled();
    expect(log.isIdle(1_000_000)).toBe(true);
  });

  it("waits for an answer when all slots are in flight, and gives a cancelled slot back at once", () => {
    const limiter = createLimiter([{ requests: 2, windowMs: 100 }]);
    limiter.take(0);
    limiter.take(0);
    expect(limiter.readyAt(50)).toBe(Infinity);
    expect(() => limiter.take(50)).toThrow(RangeError);
    limiter.cancelled();
    expect(limiter.readyAt(50)).toBe(50);
    limiter.take(50);
    limiter.responded(60);
    expect(limiter.readyAt(60)).toBe(160);
  });

  it("has no limit without windows, and uses the part of it that it is told to", () => {
    const limiter = createLimiter([]);
    for (let i = 0; i < 10_000; i += 1) limiter.take(0);
    expect(limiter.readyAt(0)).toBe(0);
    expect(
      scaled(
        [
          { requests: 100, windowMs: 5 },
          { requests: 1, windowMs: 5 },
        ],
        50,
      ),
    ).toEqual([
      { requests: 50, windowMs: 5 },
      { requests: 1, windowMs: 5 },
    ]);
  });
});
