/**
 * A limiter for one API key, pure: it gets the time and never reads a clock. For each window it keeps a log of
 * calls. A call takes room in it when it is sent, and frees it one window after its response arrived: the server counted
 * the call at some moment between the two, so no placement of that moment can bring it above its window.
 */

/** At most `requests` in any `windowMs`. */
export interface Window {
  readonly requests: number;
  readonly windowMs: number;
}

/** A limiter for one key. */
export interface Limiter {
  /** The earliest instant, not before `now`, at which a call may be sent; Infinity until a response arrives. */
  readyAt(now: number): number;
  /** Takes room for a call. Only when `readyAt(now) <= now`. */
  take(now: number): void;
  /** The response to a call that took room has arrived. */
  answered(now: number): void;
  /** The call was never sent: its room is free again. */
  cancelled(): void;
  /** Nothing may be sent before this instant: the server said so. */
  blockUntil(instant: number): void;
  /** The end of the cooldown that the server asked for. */
  readonly blockedUntil: number;
}

/** Windows narrowed to a part of what the server allows, so that others may share the key. */
export function scaled(windows: readonly Window[], capacityPercent: number): Window[] {
  return windows.map(({ requests, windowMs }) => ({
    requests: Math.max(1, Math.floor((requests * capacityPercent) / 100)),
    windowMs,
  }));
}

/** Makes a limiter. No windows means no limit but what the server asks for with Retry-After. */
export function createLimiter(windows: readonly Window[]): Limiter {
  let inFlight = 0;
  let blockedUntil = 0;
  // Instants of responses, oldest first; all windows read the one log, which is as long as the longest needs.
  let answers: number[] = [];
  const longest = Math.max(0, ...windows.map((w) => w.windowMs));

  function forget(now: number): void {
    const keep = answers.findIndex((at) => at + longest > now);
    if (keep === -1) answers = [];
    else if (keep > 0) answers = answers.slice(keep);
  }

  return {
    readyAt(now) {
      forget(now);
      let ready = Math.max(now, blockedUntil);
      for (const { requests, windowMs } of windows) {
        if (inFlight >= requests) return Infinity;
        // Free as soon as fewer than `requests` calls are in flight or younger than one window.
        const nth = answers[answers.length - (requests - inFlight)];
        if (nth !== undefined) ready = Math.max(ready, nth + windowMs);
      }
      return ready;
    },
    take(now) {
      if (this.readyAt(now) > now) throw new RangeError("no room is left");
      inFlight += 1;
    },
    answered(now) {
      inFlight -= 1;
      // Answers arrive in the order of the clock, unless the clock was set back: keep the log in order then too.
      answers.push(Math.max(now, answers.at(-1) ?? now));
    },
    cancelled() {
      inFlight -= 1;
    },
    blockUntil(instant) {
      blockedUntil = Math.max(blockedUntil, instant);
    },
    get blockedUntil() {
      return blockedUntil;
    },
  };
}
