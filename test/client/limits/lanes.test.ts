import { afterEach, describe, expect, it } from "vitest";
import { KeyPool } from "../../../src/client/limits/key-pool";
import { Lanes, laneName } from "../../../src/client/limits/lanes";
import { createWaitNotices } from "../../../src/client/limits/notices";
import { BlockedTooLong } from "../../../src/client/limits/queue";
import { clientOf, virtualClock } from "../support/client";
import { json } from "../support/server";
import { serving } from "../support/serving";

const serve = serving();
const windows = [{ requests: 10, windowMs: 1000 }];

describe("a lane's name", () => {
  it("is one for each key and host", () => {
    const one = laneName("one.digicert.com", "key-1");
    expect(laneName("one.digicert.com", "key-1")).toBe(one);
    const others = [
      laneName("one.digicert.com", "key-2"),
      laneName("demo.one.digicert.com", "key-1"),
      laneName("one.digicert.com", undefined),
      laneName("one.digicert.com:8443", "key-1"),
    ];
    expect(new Set([one, ...others]).size).toBe(5);
    expect(one).not.toContain("key-1");
  });
});

describe("lanes", () => {
  it("are dropped once they are idle, however many there were", () => {
    const lanes = new Lanes();
    let most = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const now = i * 1000;
      const { log } = lanes.get(laneName("host", `key-${i}`), now);
      log.readyAt(now, windows);
      log.take(now, windows);
      log.responded(now);
      most = Math.max(most, lanes.size);
    }
    // 180 are younger than the longest window; twice as many may stand until the next look.
    expect(most).toBeLessThan(500);
    expect(most).toBeGreaterThan(180); // the twin: those that are needed stayed
  });

  it("are kept while a call is under way, a pause lasts or somebody waits", () => {
    const lanes = new Lanes();
    const [busy, closed, watched] = ["busy", "closed", "watched"].map((name) => lanes.get(name, 0));
    busy?.log.take(0, windows);
    const refusal = { status: 429, details: [], method: "GET", path: "/" };
    closed?.breaker.close({ until: 1e9, askedUntil: 1e9, refusal }, 0);
    watched?.watchers.add(() => undefined);
    for (let i = 0; i < 1000; i += 1) lanes.get(`idle-${i}`, 1_000_000);
    expect(lanes.size).toBeLessThan(140);
    expect([lanes.get("busy", 0), lanes.get("closed", 0), lanes.get("watched", 0)]).toEqual([busy, closed, watched]);
    expect(lanes.get("busy", 0)).toBe(busy);
    expect(lanes.get("idle-0", 0).log.isIdle(0)).toBe(true);
  });
});

describe("the clients of a process", () => {
  const open: { close(): void }[] = [];
  afterEach(() => {
    for (const client of open.splice(0)) client.close();
  });

  it("share a lane by key and host, whatever their windows, and no other", async () => {
    const answered: string[] = [];
    const one = await serve((request, response) => {
      answered.push(`one ${String(request.headers["x-api-key"])}`);
      json(response, 200, { id: "1" });
    });
    const other = await serve((request, response) => {
      answered.push(`other ${String(request.headers["x-api-key"])}`);
      json(response, 200, { id: "1" });
    });
    const quiet = { onNotice: () => undefined };
    const make = (url: string, apiKey: string, rateLimits: string) => {
      const client = clientOf(url, { apiKey, rateLimits }, quiet);
      open.push(client);
      return client;
    };
    const stop = new AbortController();
    const { signal } = stop;
    await make(one.url, "lane-key-a", "2/3600s").serviceUsers.get("1");
    await make(one.url, "lane-key-a", "2/3600s").serviceUsers.get("1");
    // Full: a third client of key and host waits, with windows of its own as well; others do not.
    const waits = [
      make(one.url, "lane-key-a", "2/3600s").serviceUsers.get("1", { signal }),
      make(`${one.url}/`, "lane-key-a", "1/7200s").serviceUsers.get("1", { signal }),
    ];
    await make(one.url, "lane-key-b", "2/3600s").serviceUsers.get("1");
    await make(other.url, "lane-key-a", "2/3600s").serviceUsers.get("1");
    await make(one.url, "lane-key-a", "3/3600s").serviceUsers.get("1");
    expect(answered).toEqual([
      "one lane-key-a",
      "one lane-key-a",
      "one lane-key-b",
      "other lane-key-a",
      "one lane-key-a",
    ]);
    stop.abort();
    expect((await Promise.allSettled(waits)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("share a pause of the host's whatever their keys, one of a key with that key, and none with another host", async () => {
    const clock = virtualClock();
    const lanes = new Lanes();
    const notices = createWaitNotices(clock, () => undefined);
    const pool = (host: string, apiKey: string | undefined, certificate?: string): KeyPool =>
      new KeyPool(
        { host, apiKeys: apiKey === undefined ? [] : [apiKey], certificate, windows: [], lanes },
        clock,
        notices,
      );
    const isFree = async (one: KeyPool): Promise<boolean> => {
      const lease = await one
        .acquire({ doing: "read", attempt: 1, budgetMs: 1000, spentMs: 0 })
        .catch((error: unknown) => (error instanceof BlockedTooLong ? undefined : Promise.reject(error)));
      lease?.settle(200);
      return lease !== undefined;
    };
    const first = pool("one.test", "key-a");
    const all = {
      same: pool("one.test", "key-a"),
      otherKey: pool("one.test", "key-b"),
      otherHost: pool("two.test", "key-a"),
      certificate: pool("one.test", undefined, "certificate 1"),
      otherCertificate: pool("one.test", undefined, "certificate 2"),
    };
    const free = async (): Promise<string[]> => {
      const names: string[] = [];
      for (const [name, one] of Object.entries(all)) if (await isFree(one)) names.push(name);
      return names;
    };
    const pause = (status: number, ms: number) => ({
      until: clock.elapsed() + ms,
      askedUntil: clock.elapsed() + ms,
      refusal: { status, details: [], method: "GET", path: "/" },
    });
    const lease = await first.acquire({ doing: "read", attempt: 1, budgetMs: 1000, spentMs: 0 });
    first.close(lease.lane, pause(429, 60_000));
    lease.settle(429);
    expect(await free()).toEqual(["otherKey", "otherHost", "certificate", "otherCertificate"]);
    first.close("all", pause(503, 60_000));
    expect(await free()).toEqual(["otherHost"]);
    await clock.sleep(60_000);
    const own = await all.certificate.acquire({ doing: "read", attempt: 1, budgetMs: 1000, spentMs: 0 });
    all.certificate.close(own.lane, pause(429, 60_000));
    own.settle(429);
    expect(await free()).toEqual(["same", "otherKey", "otherHost", "otherCertificate"]);
  });

  it("leave few lanes behind, though they have called with thousands of keys", async () => {
    const clock = virtualClock();
    const lanes = new Lanes();
    const notices = createWaitNotices(clock, () => undefined);
    for (let i = 0; i < 50; i += 1) {
      const apiKeys = [`key-of-client-${i}`];
      const pool = new KeyPool({ host: "pool.test", apiKeys, windows, lanes }, clock, notices);
      for (let n = 0; n < 100; n += 1) {
        const call = { doing: "try a key", attempt: 1, apiKey: `key-${i}-${n}`, budgetMs: 1000, spentMs: 0 };
        (await pool.acquire(call)).settle(n % 7 === 0 ? undefined : 200);
        await clock.sleep(1000);
      }
    }
    expect(lanes.size).toBeLessThan(500);
  });
});
