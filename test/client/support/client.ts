import nodeFetch from "node-fetch";
import {
  type ClientDeps,
  createClient,
  type DigiCertOneClient,
  type DigiCertOneError,
  type LogEvent,
  resolveSettings,
} from "../../../src/client/index";

/** A clock that only moves when somebody sleeps. */
export interface VirtualClock {
  now: () => number;
  /** The same clock: a test that sets one of the two gives a client its own. */
  elapsed: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** The real fetch; the clock stands still while a call is under way. */
  fetch: typeof nodeFetch;
  /** All waits, in the order in which they were asked for. */
  readonly waits: number[];
}

/** Turns of the event loop without a call under way, after which everything of this instant has run. */
const QUIET_TURNS = 5;

/** Makes a virtual clock. Sleepers wake in the order of their instants. */
export function virtualClock(start = Date.parse("2026-11-22T12:00:00Z")): VirtualClock {
  let at = start;
  const waits: number[] = [];
  const sleepers: { wakeAt: number; wake: () => void }[] = [];
  let scheduled = false;
  let underWay = 0;
  let quiet = 0;
  const tick = (): void => {
    quiet = underWay > 0 ? 0 : quiet + 1;
    if (sleepers.length > 0 && quiet > QUIET_TURNS) {
      quiet = 0;
      sleepers.sort((a, b) => a.wakeAt - b.wakeAt);
      const next = sleepers.shift();
      if (next !== undefined) {
        at = Math.max(at, next.wakeAt);
        next.wake();
      }
    }
    scheduled = false;
    schedule();
  };
  const schedule = (): void => {
    if (scheduled || sleepers.length === 0) return;
    scheduled = true;
    setImmediate(tick);
  };
  const counted = async (...args: Parameters<typeof nodeFetch>): ReturnType<typeof nodeFetch> => {
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
  return {
    now: () => at,
    elapsed: () => at,
    waits,
    fetch: counted as typeof nodeFetch,
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

/** The error of a call that has to fail. */
export const errorOf = (
  call: Promise<unknown>,
): Promise<DigiCertOneError & { readonly mayHaveBeenProcessed?: boolean }> =>
  call.then(
    () => Promise.reject(new Error("it worked")),
    (error: DigiCertOneError) => error,
  );

/** A virtual clock, no chance and no notices for a client, and what the client logs. */
export function logged(more: ClientDeps = {}) {
  const log: LogEvent[] = [];
  const deps = {
    ...virtualClock(),
    random: () => 0.5,
    onNotice: () => undefined,
    onLog: (line: LogEvent) => log.push(line),
    ...more,
  };
  return { log, deps };
}
