/**
 * What docs/explanation/rotation.md promises of a `RotatingApiKey`, reckoned anew in whole days since 1970. It asks src/rotation
 * nothing, so that a mistake there cannot excuse itself.
 */
const DAY = 86_400_000;

/** Days since 1970 of a calendar day. */
export const dayNumber = (text: string): number => Date.parse(text) / DAY;
/** The calendar day of such a number. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

export interface OraclePolicy {
  readonly lifetimeDays: number;
  readonly rotateBeforeDays: number;
  readonly overlapDays: number;
  /** The service user's own end: so many days ahead, and set anew from its end less `extendBeforeDays` on. */
  readonly user?: { readonly lifetimeDays: number; readonly extendBeforeDays: number };
}

/** What one run is to do. */
export interface Expected {
  readonly issues: boolean;
  readonly rotates: boolean;
  /** The previous key is disabled. */
  readonly retires: boolean;
  /** The key that would be the previous one has ended, and leaves its place empty. */
  readonly clears: boolean;
  /** The user's end moves, and with it the end of a key that it had cut short. */
  readonly extends: boolean;
  readonly moves: boolean;
}

export interface OracleKey {
  readonly madeOn: number;
  readonly slot: "a" | "b";
  end: number;
  enabled: boolean;
}

export class RotationOracle {
  readonly #policy: OraclePolicy;
  #userEnd = Number.NaN;
  newest: OracleKey | undefined;
  previous: OracleKey | undefined;

  constructor(policy: OraclePolicy) {
    this.#policy = policy;
  }

  /** What a run on a day would do, were nothing to happen before. */
  foresees(day: number): Expected {
    const { lifetimeDays, rotateBeforeDays, overlapDays } = this.#policy;
    const { newest, previous } = this;
    if (!newest) return { issues: true, rotates: false, retires: false, clears: false, extends: false, moves: false };
    const userEnd = this.#userEndAfter(day);
    const end = Math.min(newest.madeOn + lifetimeDays, userEnd);
    const due = day >= end - rotateBeforeDays && Math.min(day + lifetimeDays, userEnd) > end;
    const rotates = due || day > newest.end; // a key that has ended is given no other end
    const ended = rotates ? day > newest.end : previous !== undefined && day > previous.end;
    const overlapped = previous?.enabled === true && day >= newest.madeOn + overlapDays;
    return {
      issues: false,
      rotates,
      retires: !rotates && !ended && overlapped, // a rotation takes the place of the key before
      clears: ended,
      extends: userEnd !== this.#userEnd && Number.isFinite(userEnd),
      moves: !rotates && end !== newest.end,
    };
  }

  /** A run that worked. */
  run(day: number): Expected {
    const expected = this.foresees(day);
    this.#userEnd = this.#userEndAfter(day);
    const { newest, previous } = this;
    if (expected.rotates) this.previous = newest;
    if (expected.clears) this.previous = undefined;
    if (expected.retires && previous) previous.enabled = false;
    if (newest === undefined || expected.rotates) {
      const slot = newest?.slot === "a" ? "b" : "a";
      this.newest = { madeOn: day, slot, end: this.#endOf(day), enabled: true };
    } else newest.end = this.#endOf(newest.madeOn);
    return expected;
  }

  #endOf(madeOn: number): number {
    return Math.min(madeOn + this.#policy.lifetimeDays, this.#userEnd);
  }

  /** A user is extended before its keys are looked at. */
  #userEndAfter(day: number): number {
    const { user } = this.#policy;
    if (!user) return Number.POSITIVE_INFINITY;
    if (day < this.#userEnd - user.extendBeforeDays) return this.#userEnd;
    return day + user.lifetimeDays;
  }
}

/** Whether a key opens the API on a day. A key works on its last day to the end. */
export const opensOn = (key: OracleKey, day: number): boolean => key.enabled && day <= key.end;

/** Numbers from 0 to 1 out of a seed, the same on every machine. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
