import { type ClientDeps, createClient, type DigiCertOneClient, resolveSettings } from "../../../src/client/index";

/** A clock that only moves when somebody sleeps. */
export interface VirtualClock {
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** All waits, in the order in which they were asked for. */
  readonly waits: number[];
}

/** Makes a virtual clock. Sleepers wake in the order of their instants. */
export function virtualClock(start = Date.parse("2026-11-22T12:00:00Z")): VirtualClock {
  let at = start;
  const waits: number[] = [];
  const sleepers: { wakeAt: number; wake: () => void }[] = [];
  let scheduled = false;
  // After a turn of the real event loop, so that whatever runs at this instant has run.
  const tick = (): void => {
    scheduled = false;
    sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
    const next = sleepers.shift();
    if (next === undefined) return;
    at = Math.max(at, next.wakeAt);
    next.wake();
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(tick);
  };
  return {
    now: () => at,
    waits,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        waits.push(ms);
        const sleeper = { wakeAt: at + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
          reject(signal.reason);
        });
        schedule();
      }),
  };
}

/** The key that test clients use. */
export const TEST_KEY = "test-key-0123456789";

/** A client of a server, with settings as they would be written. */
export function clientOf(url: string, settings: Record<string, string> = {}, deps: ClientDeps = {}): DigiCertOneClient {
  const all: Record<string, string> = { baseUrl: url, apiKey: TEST_KEY, ...settings };
  return createClient(resolveSettings({ config: (name) => all[name], env: {} }), deps);
}
