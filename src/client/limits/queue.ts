/** Calls that wait for their turn with the same keys, and how long a pause of the server's has held them up. */
import type { Refusal } from "../../errors/index";
import type { AcquireOptions, Lane, Lease } from "./lease";

/** The server asked for a pause beyond the caller's budget. */
export class BlockedTooLong extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super("blocked");
    this.refusal = refusal;
  }
}

/** A caller that waits. */
export interface Waiter extends AcquireOptions {
  /** The one key that it may use. */
  readonly own: Lane | undefined;
  readonly since: number;
  /** Its place in the order of arrival, over all queues. */
  readonly turn: number;
  /** How long the queue had been held up when it came. */
  readonly pausedBefore: number;
  resolve(lease: Lease): void;
  reject(error: unknown): void;
}

/** Callers in the order of their arrival. */
export class Queue {
  readonly waiters: Waiter[] = [];
  #pausedMs = 0;
  #pausedSince: number | undefined;

  /** How long pauses have held it up. Waiting for our own windows does not count. */
  pausedMs(now: number): number {
    return this.#pausedMs + (this.#pausedSince === undefined ? 0 : now - this.#pausedSince);
  }

  /** Whether a pause holds it up from now on. */
  setPaused(isPaused: boolean, now: number): void {
    if (isPaused === (this.#pausedSince !== undefined)) return;
    this.#pausedMs = this.pausedMs(now);
    this.#pausedSince = isPaused ? now : undefined;
  }

  /** What is left of a caller's budget. */
  leftMs({ budgetMs, pausedBefore }: Waiter, now: number): number {
    return budgetMs - (this.pausedMs(now) - pausedBefore);
  }

  remove(waiter: Waiter): void {
    const at = this.waiters.indexOf(waiter);
    if (at >= 0) this.waiters.splice(at, 1);
  }

  /**
   * Rejects the callers whose budget a pause exceeds, or has used up, and says when that is next so.
   * @param askedUntil when the server wants to be asked again
   */
  rejectOverBudget(askedUntil: number, refusal: Refusal, now: number): number {
    const askedMs = Math.max(0, askedUntil - now);
    const refusalNow = { ...refusal, retryAfterSeconds: askedMs === 0 ? undefined : Math.ceil(askedMs / 1000) };
    let next = Infinity;
    for (const waiter of [...this.waiters]) {
      const leftMs = this.leftMs(waiter, now);
      if (askedMs <= leftMs && leftMs > 0) {
        next = Math.min(next, now + leftMs);
        continue;
      }
      this.remove(waiter);
      waiter.reject(new BlockedTooLong(refusalNow));
    }
    return next;
  }
}
