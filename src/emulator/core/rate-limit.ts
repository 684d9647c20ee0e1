import { parseRateLimits, type RateLimit } from "../../contract/limits";

/** What the limiter says to one request. */
type Decision = { readonly allowed: true } | { readonly allowed: false; readonly waitMs: number };

/**
 * Rolling windows for each key: "the service checks how many requests have occurred in the preceding 5 seconds
 * and then checks the preceding 3 minutes. If the number exceeds either rate limit, all requests return 429"
 * (CertCentral, "Rate limits").
 */
export interface RateLimiter {
  readonly ask: (key: string, nowMs: number) => Decision;
  /** How many keys are remembered. */
  readonly size: () => number;
}

/** Keeps the last `requests` instants of a key, which is all that a window of so many requests needs. */
export function createRateLimiter(limits: readonly RateLimit[], countRefused: boolean): RateLimiter {
  const most = Math.max(0, ...limits.map((limit) => limit.requests));
  const longestMs = Math.max(0, ...limits.map((limit) => limit.windowSeconds * 1000));
  const logs = new Map<string, number[]>();

  const record = (log: number[], nowMs: number): void => {
    log.push(nowMs);
    if (log.length > 2 * most) log.splice(0, log.length - most);
  };

  const forget = (nowMs: number): void => {
    for (const [key, log] of logs) {
      if ((log.at(-1) ?? 0) <= nowMs - longestMs) logs.delete(key);
    }
  };

  return {
    size: () => logs.size,
    ask: (key, nowMs) => {
      if (limits.length === 0) return { allowed: true };
      let log = logs.get(key);
      if (log === undefined) {
        forget(nowMs);
        log = [];
        logs.set(key, log);
      }
      // A clock that was put back would hold requests against a future that never comes.
      if ((log.at(-1) ?? 0) > nowMs) log.length = 0;
      let waitMs = 0;
      for (const { requests, windowSeconds } of limits) {
        const oldest = log.length >= requests ? log[log.length - requests] : undefined;
        if (oldest !== undefined) waitMs = Math.max(waitMs, oldest + windowSeconds * 1000 - nowMs);
      }
      if (waitMs > 0) {
        if (countRefused) record(log, nowMs);
        return { allowed: false, waitMs };
      }
      record(log, nowMs);
      return { allowed: true };
    },
  };
}

/** Reads `1000/180s,100/5s` (units `ms`, `s`, `m`) or `off`; throws on anything else. */
export function requireRateLimits(text: string): RateLimit[] {
  const limits = parseRateLimits(text);
  if (limits !== undefined) return limits;
  throw new Error(`Rate limits ${JSON.stringify(text)} are not of the form "1000/180s,100/5s" or "off".`);
}
