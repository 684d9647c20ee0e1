/** The right to send one call with one key, and who asks for it. */
import type { LaneState, Lanes } from "./lanes";
import type { Window } from "./limiter";

/** One key of a pool. */
export interface Lane {
  /** A name for logs that gives nothing of the key away. */
  readonly keyId: string;
  readonly apiKey: string | undefined;
  /** Of what is known of it at this host. */
  readonly name: string;
}

/** The right to send one call. `responded` or `cancelled`, then `settle` must be called. */
export interface Lease {
  readonly lane: Lane;
  /** A response has begun, or none will come: the server has counted the call. */
  responded(): void;
  /** It was never sent. */
  cancelled(): void;
  /** It is over. `status`: of its response, if one came. */
  settle(status: number | undefined): void;
}

/** What a caller asks for, and how long it may wait. */
export interface AcquireOptions {
  /** What the call is for, and the number of its attempt: for those who wait. */
  readonly doing: string;
  readonly attempt: number;
  /** Only with this key. */
  readonly apiKey?: string | undefined;
  /** Not with these, which have refused the call. */
  readonly refusedBy?: ReadonlySet<string> | undefined;
  /** A pause that the server asks for may last this long at most; else the call fails at once. */
  readonly budgetMs: number;
  /** How much time failures have cost this call already. */
  readonly spentMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What the pool is made of. */
export interface PoolSettings {
  readonly host: string;
  readonly apiKeys: readonly string[];
  /** What distinguishes the caller's certificate from others, where it speaks alone. */
  readonly certificate?: string | undefined;
  readonly windows: readonly Window[];
  /** A call is given up after so long. */
  readonly timeoutMs?: number | undefined;
  /** What is known of keys at hosts; clients that have the same share it. */
  readonly lanes: Lanes;
}

/** What a lease is about. */
export interface Leased {
  readonly lane: Lane;
  readonly state: LaneState;
  /** The way to the host. */
  readonly way: LaneState;
  readonly now: () => number;
  /** Something has become free. */
  readonly inform: () => void;
  readonly settled: () => void;
}

/** A call for which room was taken goes out: gives that back step by step. */
export function createLease({ lane, state, way, now, inform, settled }: Leased): Lease {
  const [ofKey, ofWay] = [state.breaker.take(), way.breaker.take()];
  let isCounted = false;
  let isSettled = false;
  const count = (free: () => void): boolean => {
    if (isCounted) return false;
    isCounted = true;
    free();
    return true;
  };
  const responded = (): boolean => count(() => state.log.responded(now()));
  return {
    lane,
    responded: () => void (responded() && inform()),
    cancelled: () => void (count(() => state.log.cancelled()) && inform()),
    settle(status) {
      if (isSettled) return;
      isSettled = true;
      responded();
      // A 503 says nothing of the key, and a 429 that the host works.
      const came = status !== undefined && status !== 503;
      ofKey?.of.settle(ofKey, came && status !== 429, now());
      ofWay?.of.settle(ofWay, came, now());
      settled();
      inform();
    },
  };
}
