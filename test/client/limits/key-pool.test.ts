import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Closing } from "../../../src/client/limits/breaker";
import { KeyPool } from "../../../src/client/limits/key-pool";
import { Lanes } from "../../../src/client/limits/lanes";
import type { Lease } from "../../../src/client/limits/lease";
import type { Window } from "../../../src/client/limits/limiter";
import { createWaitNotices } from "../../../src/client/limits/notices";
import { BlockedTooLong } from "../../../src/client/limits/queue";
import { holdsAsync } from "../../support/property";
import { type VirtualClock, virtualClock } from "../support/client";

interface Sent {
  readonly at: number;
  readonly key: string;
}

/**
 * When a perfect pool sends each of these arrivals: in their order, each at the first instant at which any key is free,
 * with the key that is, and of several with the one that has rested longest.
 */
function ideal(arrivals: readonly number[], keys: number, windows: readonly Window[]): number[] {
  const logs = Array.from({ length: keys }, (): number[] => []);
  const readyAt = (log: readonly number[], from: number): number =>
    windows.reduce((ready, { requests, windowMs }) => {
      const nth = log[log.length - requests];
      return nth === undefined ? ready : Math.max(ready, nth + windowMs);
    }, from);
  let last = 0;
  return arrivals.map((arrival) => {
    const from = Math.max(arrival, last);
    last = Math.min(...logs.map((log) => readyAt(log, from)));
    // Kept in the order of their last use.
    const chosen = logs.findIndex((log) => readyAt(log, from) === last);
    const [log = []] = logs.splice(chosen, 1);
    logs.push([...log, last]);
    return last;
  });
}

async function run(arrivals: readonly number[], keys: number, windows: readonly Window[]): Promise<Sent[]> {
  const clock = virtualClock();
  const start = clock.now();
  const apiKeys = Array.from({ length: keys }, (_, i) => `pool-key-number-${i}`);
  const notices = createWaitNotices(clock, () => undefined);
  const pool = new KeyPool({ host: "pool.test", apiKeys, windows, lanes: new Lanes() }, clock, notices);
  const sent: Sent[] = [];
  const call = async (arrival: number): Promise<void> => {
    if (arrival > 0) await clock.sleep(arrival);
    const lease = await pool.acquire({ ...patient, budgetMs: Infinity });
    sent.push({ at: clock.now() - start, key: lease.lane.keyId });
    lease.settle(200);
  };
  await Promise.all(arrivals.map(call));
  return sent;
}

const windows = fc
  .record({
    short: fc.record({ requests: fc.integer({ min: 1, max: 3 }), windowMs: fc.integer({ min: 5, max: 40 }) }),
    long: fc.record({ requests: fc.integer({ min: 2, max: 6 }), windowMs: fc.integer({ min: 40, max: 200 }) }),
  })
  .map(({ short, long }) => [long, short]);
const arrivals = fc
  .array(fc.nat(25), { minLength: 1, maxLength: 16 })
  .map((gaps) => gaps.map((_gap, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap, 0)));

const patient = { doing: "read it", attempt: 1, budgetMs: 900_000, spentMs: 0 };
const refusal = { status: 429, details: [], method: "GET", path: "/user" };

const pauseOf = (clock: VirtualClock, ms: number): Closing => {
  const until = clock.elapsed() + ms;
  return { until, askedUntil: until, refusal };
};

/** A pool whose keys send one call a second. */
function poolOf(apiKeys: readonly string[]): { pool: KeyPool; clock: VirtualClock; said: string[] } {
  const clock = virtualClock();
  const said: string[] = [];
  const notices = createWaitNotices(clock, (text) => said.push(text));
  const second = [{ requests: 1, windowMs: 1000 }];
  return {
    pool: new KeyPool({ host: "pool.test", apiKeys, windows: second, lanes: new Lanes() }, clock, notices),
    clock,
    said,
  };
}

describe("the key pool", () => {
  it("sends every call at the very instant a perfect pool would, and keeps each key below its windows", async () => {
    let waited = 0;
    await holdsAsync(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 3 }), windows, async (pattern, keys, both) => {
        const sent = await run(pattern, keys, both);
        expect(sent.map(({ at }) => at)).toEqual(ideal(pattern, keys, both));
        waited += sent.filter(({ at }, i) => at > (pattern[i] ?? 0)).length;
        for (const key of new Set(sent.map((each) => each.key))) {
          const ofKey = sent.filter((each) => each.key === key).map(({ at }) => at);
          for (const { requests, windowMs } of both) {
            for (let i = 0; i + requests < ofKey.length; i += 1) {
              expect((ofKey[i + requests] ?? 0) - (ofKey[i] ?? 0)).toBeGreaterThanOrEqual(windowMs);
            }
          }
        }
      }),
    );
    expect(waited).toBeGreaterThan(1000); // the twin: there was something to wait for
  });

  it("does not give a caller up while one key pauses for long and another only waits for an answer", async () => {
    const { pool, clock, said } = poolOf(["pool-key-1", "pool-key-2"]);
    const [busy, pausing] = [await pool.acquire(patient), await pool.acquire(patient)];
    pool.close(pausing.lane, pauseOf(clock, 3_600_000));
    pausing.settle(429);
    const third = pool.acquire(patient);
    busy.settle(200);
    expect((await third).lane).toEqual(busy.lane);
    expect(said).toEqual([]); // nor says that it waits for an hour
    // The twin: when every key pauses for longer than the caller can bear.
    pool.close(busy.lane, pauseOf(clock, 3_600_000));
    await expect(pool.acquire(patient)).rejects.toBeInstanceOf(BlockedTooLong);
  });

  it("sends no more at once than the transport has sockets", async () => {
    const clock = virtualClock();
    const notices = createWaitNotices(clock, () => undefined);
    const pool = new KeyPool(
      { host: "pool.test", apiKeys: ["k1", "k2"], windows: [], lanes: new Lanes() },
      clock,
      notices,
    );
    const leases: Lease[] = [];
    const calls = Array.from({ length: 120 }, async () => leases.push(await pool.acquire(patient)));
    const turns = async () => {
      for (let i = 0; i < 20; i += 1) await Promise.resolve();
    };
    await turns();
    expect(leases).toHaveLength(50);
    leases[0]?.responded(); // its body still comes
    await turns();
    expect(leases).toHaveLength(50);
    leases[0]?.settle(200);
    leases[0]?.settle(200);
    await turns();
    expect(leases).toHaveLength(51);
    for (let i = 1; i < 120; i += 1) {
      leases[i]?.settle(undefined);
      await turns();
    }
    await Promise.all(calls);
  });

  it("serves callers of one key and callers of any key in the order of their arrival", async () => {
    const { pool } = poolOf(["pool-key-1"]);
    const order: number[] = [];
    const call = async (name: number, apiKey?: string): Promise<void> => {
      const lease = await pool.acquire({ ...patient, apiKey });
      order.push(name);
      lease.settle(200);
    };
    const own = "pool-key-1";
    await Promise.all([call(1), call(2), call(3, own), call(4), call(5, own), call(6), call(7)]);
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
