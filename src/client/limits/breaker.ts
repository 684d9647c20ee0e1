/**
 * What the server's wish for a pause means for calls that it did not refuse, pure: nothing is sent until a closing ends. Then
 * one call goes as a probe, and its response opens the way for all or closes it again.
 */
import type { Refusal } from "../../errors/index";

/** A pause that the server asked for. */
export interface Closing {
  /** When a probe may go: no budget waits longer. */
  readonly until: number;
  /** When the server wants to be asked again. */
  readonly askedUntil: number;
  readonly refusal: Refusal;
}

/** A call that finds out whether the pause is over. */
export interface Probe {
  readonly of: Breaker;
}

/** The way to a host, or of one key. */
export interface Breaker {
  /** Why it is not open; undefined while it is. */
  readonly closing: Closing | undefined;
  /** When a call may go; Infinity while a probe is under way. */
  readyAt(now: number): number;
  /** A call goes; it is a probe unless the way is open. */
  take(): Probe | undefined;
  close(closing: Closing, now: number): void;
  /** What came of a probe: a response that is no refusal opens; without one the next call is a probe. */
  settle(probe: Probe, opens: boolean, now: number): void;
  /** Whether it holds nothing that a new one would not. */
  isIdle(now: number): boolean;
}

/** Makes a breaker, open. */
export function createBreaker(): Breaker {
  let closing: Closing | undefined;
  let probe: Probe | undefined;
  const breaker: Breaker = {
    get closing() {
      return closing;
    },
    readyAt(now) {
      if (closing === undefined || closing.until > now) return Math.max(now, closing?.until ?? now);
      return probe === undefined ? now : Infinity;
    },
    take() {
      if (closing !== undefined) probe = { of: breaker };
      return closing === undefined ? undefined : probe;
    },
    close(next, now) {
      // One that is over gives way; of two that last the longer counts.
      const { until, askedUntil, refusal } = closing !== undefined && closing.until > now ? closing : next;
      closing = {
        until: Math.max(until, next.until),
        askedUntil: Math.max(askedUntil, next.askedUntil),
        refusal: next.askedUntil >= askedUntil ? next.refusal : refusal,
      };
    },
    settle(settled, opens, now) {
      if (settled !== probe) return;
      probe = undefined;
      // Somebody else may have been refused meanwhile: that call must not come back sooner.
      if (opens && closing !== undefined && closing.until <= now) closing = undefined;
    },
    isIdle(now) {
      return probe === undefined && (closing === undefined || Math.max(closing.until, closing.askedUntil) <= now);
    },
  };
  return breaker;
}
