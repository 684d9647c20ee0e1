/**
 * Windows over one log of calls, pure: it gets the time and never reads a clock. A call takes room in the log when it is
 * sent, and frees it one window after its response arrived: the server counted the call at some moment between the two, so
 * no placement of that moment can bring it above its window.
 */

/** At most `requests` in any `windowMs`. */
export interface Window {
  readonly requests: number;
  readonly windowMs: number;
}

/** The calls of one key, whoever makes them. Clients, each with windows of its own, share it. */
export interface CallLog {
  /** The earliest instant, not before `now`, at which these windows have room; Infinity until a response arrives. */
  readyAt(now: number, windows: readonly Window[]): number;
  /** Takes room for a call, if these windows have room now. `timeoutMs`: it is given up after so long. */
  take(now: number, windows: readonly Window[], timeoutMs?: number): boolean;
  /** Somebody else has sent a call, whatever these windows say. */
  add(): void;
  /** The response to a call has arrived. */
  responded(now: number): void;
  /** The call was never sent: its room is free again. */
  cancelled(): void;
  /** Whether it holds nothing that a new one would not. */
  isIdle(now: number): boolean;
}

/** A limiter of one key by itself. */
export interface Limiter {
  readyAt(now: number): number;
  /** Takes room for a call. Only when `readyAt(now) <= now`. */
  take(now: number): void;
  responded(now: number): void;
  cancelled(): void;
}

/** Windows narrowed to a part of what the server allows, so that others may share the key. */
export function scaled(windows: readonly Window[], capacityPercent: number): Window[] {
  return windows.map(({ requests, windowMs }) => ({
    requests: Math.max(1, Math.floor((requests * capacityPercent) / 100)),
    windowMs,
  }));
}

/** As much is kept for a client that comes later: what the API allows in its longest window. */
const LEAST: Window = { requests: 1000, windowMs: 180_000 };

/** Makes a log. It is as long as the widest windows that were asked about. */
export function createCallLog(): CallLog {
  let inFlight = 0;
  let { requests: most, windowMs: longest } = LEAST;
  // Instants of responses, oldest first.
  let respondedAt: number[] = [];

  function forget(now: number): void {
    const keep = respondedAt.findIndex((at) => at + longest > now);
    if (keep === -1) respondedAt = [];
    else if (keep > 0) respondedAt = respondedAt.slice(keep);
  }

  return {
    readyAt(now, windows) {
      longest = windows.reduce((widest, { windowMs }) => Math.max(widest, windowMs), longest);
      most = windows.reduce((widest, { requests }) => Math.max(widest, requests), most);
      forget(now);
      let ready = now;
      for (const { requests, windowMs } of windows) {
        if (inFlight >= requests) return Infinity;
        // Free as soon as fewer than `requests` calls are in flight or younger than one window.
        const nth = respondedAt[respondedAt.length - (requests - inFlight)];
        if (nth !== undefined) ready = Math.max(ready, nth + windowMs);
      }
      return ready;
    },
    take(now, windows) {
      const hasRoom = this.readyAt(now, windows) <= now;
      if (hasRoom) inFlight += 1;
      return hasRoom;
    },
    add() {
      inFlight += 1;
    },
    responded(now) {
      inFlight -= 1;
      // In the order of the clock: of others' responses one hears later than of one's own.
      const before = respondedAt.findLastIndex((at) => at <= now);
      respondedAt.splice(before + 1, 0, now);
      // Twice as many, so that not every response moves them all.
      if (respondedAt.length > 2 * most) respondedAt = respondedAt.slice(-most);
    },
    cancelled() {
      inFlight -= 1;
    },
    isIdle(now) {
      forget(now);
      return inFlight === 0 && respondedAt.length === 0;
    },
  };
}

/** Makes a limiter. No windows means no limit. */
export function createLimiter(windows: readonly Window[]): Limiter {
  const log = createCallLog();
  return {
    ...log,
    readyAt: (now) => log.readyAt(now, windows),
    take(now) {
      if (!log.take(now, windows)) throw new RangeError("no room is left");
    },
  };
}
