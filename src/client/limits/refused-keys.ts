/**
 * Keys that the API has refused with a 401, pure. A revoked one must not cost every call an attempt, and one that was
 * refused by a slip of the server's must not be lost to a process that runs for months: it is left out for a while, then
 * one call tries it again.
 */

const FIRST_MS = 60_000;
const LONGEST_MS = 3_600_000;

interface Refused {
  until: number;
  pauseMs: number;
  /** A call tries it at this moment. */
  isTried: boolean;
}

/** The refused keys of a pool, by the ids of their lanes. */
export class RefusedKeys {
  readonly #refused = new Map<string, Refused>();

  /** Leaves it out; whether it was in use before. */
  refuse(keyId: string, now: number): boolean {
    const known = this.#refused.get(keyId);
    // Where all keys are refused, calls try even those that are left out: that makes their time no longer.
    if (known !== undefined && known.until > now) return false;
    const pauseMs = known === undefined ? FIRST_MS : Math.min(LONGEST_MS, 2 * known.pauseMs);
    this.#refused.set(keyId, { until: now + pauseMs, pauseMs, isTried: false });
    return known === undefined;
  }

  /** It has worked; whether it was left out before. */
  accept(keyId: string): boolean {
    return this.#refused.delete(keyId);
  }

  /** Whether a call may go out with it now. */
  mayUse(keyId: string, now: number): boolean {
    const known = this.#refused.get(keyId);
    return known === undefined || (known.until <= now && !known.isTried);
  }

  /** A call goes out with it, or has come back. */
  try(keyId: string, isTried: boolean): void {
    const known = this.#refused.get(keyId);
    if (known !== undefined) known.isTried = isTried;
  }

  get size(): number {
    return this.#refused.size;
  }
}
