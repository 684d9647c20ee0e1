/**
 * One process that works for an emulated hour: reads, creations, rotations, deletions, tries of keys, parallel calls, calls that are
 * given up, clients that come and go. Prints what it did and, after each minute, what the process holds.
 */
import { once } from "node:events";
import { createRequire } from "node:module";
import { setImmediate as turn } from "node:timers/promises";
import type * as Client from "../../../src/client/index.js";
import type { Sample, Soaked } from "./verdict.js";

const require = createRequire(import.meta.url);
const { createClient, resolveSettings } = require("../../../dist/client/index.js") as typeof Client;
const nodeFetch = require("node-fetch").default as NonNullable<Client.ClientDeps["fetch"]>;

const [url = "", apiKey = "", account = "", seconds = "3600", leak = "none"] = process.argv.slice(2);
const WARM_UP_SECONDS = 600;

/** A clock that moves only when all sleep. The calendar runs beside it. */
function emulatedClock() {
  let at = 0;
  let underWay = 0;
  let ticking = false;
  const sleepers = new Set<{ wakeAt: number; wake: () => void }>();
  const tick = async (): Promise<void> => {
    for (let quiet = 0; sleepers.size > 0; quiet = underWay > 0 ? 0 : quiet + 1) {
      await turn();
      if (quiet < 3) continue;
      const [next] = [...sleepers].sort((a, b) => a.wakeAt - b.wakeAt);
      if (next === undefined) break;
      at = Math.max(at, next.wakeAt);
      next.wake();
      quiet = 0;
    }
    ticking = false;
  };
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const leave = (): void => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper = {
        wakeAt: at + ms,
        wake: () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      sleepers.add(sleeper);
      if (!ticking) void tick();
      ticking = true;
    });
  const fetch = async (...args: Parameters<typeof nodeFetch>): ReturnType<typeof nodeFetch> => {
    underWay += 1;
    const done = (): void => {
      underWay -= 1;
    };
    try {
      const response = await nodeFetch(...args);
      if (response.body === null) done();
      else response.body.once("close", done);
      return response;
    } catch (error) {
      done();
      throw error;
    }
  };
  return { elapsed: () => at, now: () => Date.UTC(2027, 0, 1) + at, sleep, fetch: fetch as typeof nodeFetch };
}

const clock = emulatedClock();
const did: Record<string, number> = {};
const count = (what: string): void => {
  did[what] = (did[what] ?? 0) + 1;
};
const kept: unknown[] = [];

/** A call that may fail: the server is made to. */
async function attempt<T>(what: string, call: Promise<T>): Promise<T | undefined> {
  try {
    const result = await call;
    count(what);
    return result;
  } catch (error) {
    count(`${what} failed: ${(error as Error).name}`);
    return undefined;
  }
}

function makeClient(signal: AbortSignal): Client.DigiCertOneClient {
  const all: Record<string, string> = { baseUrl: url, apiKey, timeoutSeconds: "20" };
  return createClient(resolveSettings({ config: (name) => all[name], env: {} }), {
    ...clock,
    signal,
    onNotice: () => count("notices"),
    onLog: (event) => {
      count(event.status === undefined ? event.event : `${event.event} ${event.status}`);
      if (leak === "heap") kept.push({ ...event, copy: `${event.at} ${JSON.stringify(event)}` });
    },
  });
}

const life = new AbortController();
let client = makeClient(life.signal);
const user = await client.serviceUsers.create(
  { nickname: "soak", description: "#soak", email: "a@example.com", accountIds: [account], roleIds: [] },
  { find: ({ description }) => description === "#soak" },
);
let current: string | undefined;
let n = 0;

async function rotate(): Promise<void> {
  const name = `soak-${n}`;
  const input = { userId: user.id, name, endDate: "2027-12-31" };
  const made = await attempt("rotations", client.apiKeys.create(input, { drawName: () => `${name}-${Math.random()}` }));
  if (made === undefined) return;
  await attempt("tried keys", client.serviceUsers.me({ apiKey: made.value }));
  if (current !== undefined) await attempt("deletions", client.apiKeys.delete(current));
  current = made.id;
}

async function live(): Promise<void> {
  const mark = `#${n}`;
  const input = { nickname: `u-${n}`, description: mark, email: "a@example.com", accountIds: [account], roleIds: [] };
  const find = ({ description }: { description?: string }): boolean => description === mark;
  const made = await attempt("creations", client.serviceUsers.create(input, { find }));
  if (made === undefined) return;
  await attempt("updates", client.serviceUsers.disable(made.id));
  await attempt("deletions", client.serviceUsers.delete(made.id));
}

async function giveUp(): Promise<void> {
  const stop = new AbortController();
  const call = attempt("given up", client.serviceUsers.get(user.id, { signal: stop.signal }));
  stop.abort();
  await call;
}

async function second(): Promise<void> {
  n += 1;
  // With a signal of its own, so that a listener which stays is noticed.
  await attempt("reads", client.serviceUsers.get(user.id, { signal: new AbortController().signal }));
  if (n % 10 === 0) for await (const _ of client.apiKeys.list(user.id)) count("listed");
  if (n % 20 === 0)
    await Promise.all(Array.from({ length: 12 }, () => attempt("reads", client.serviceUsers.get(user.id))));
  if (n % 30 === 0) await rotate();
  if (n % 60 === 0) await live();
  if (n % 60 === 30) await giveUp();
  if (n % 300 === 0) {
    client.close();
    client = makeClient(life.signal); // as a service that reads its settings again
    count("clients");
  }
  if (leak === "handles" && n % 15 === 0) kept.push(setInterval(() => undefined, 1_000_000));
  await clock.sleep(1000);
}

async function sample(): Promise<Sample> {
  client.close();
  for (let i = 0; i < 20; i += 1) await turn();
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await turn();
  }
  return {
    second: Math.round(clock.elapsed() / 1000),
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
  };
}

while (clock.elapsed() < WARM_UP_SECONDS * 1000) await second();
const from = clock.elapsed();
const samples: Sample[] = [];
let next = from;
while (clock.elapsed() - from < Number(seconds) * 1000) {
  await second();
  if (clock.elapsed() < next) continue;
  samples.push(await sample());
  next = clock.elapsed() + 30_000;
}
const soaked: Soaked = { seconds: Math.round((clock.elapsed() - from) / 1000), did, samples };
if (!process.stdout.write(`${JSON.stringify(soaked)}\n`)) await once(process.stdout, "drain");
process.exit(0);
