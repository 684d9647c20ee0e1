/** Which key a call goes out with, and when: to the key that is free first, in the order of arrival. */
import type { Refusal } from "../../errors/index";
import { type Lane, laneOf, type PoolSettings } from "./lanes";
import { answered, type Wait, type WaitNotices } from "./notices";

/** The right to send one call. Exactly one of `answered` and `cancelled` must be called. */
export interface Lease {
  readonly lane: Lane;
  answered(): void;
  cancelled(): void;
}

/** What a caller asks for, and how long it may wait. */
export interface AcquireOptions {
  /** What the call is for, and the number of its attempt: for those who wait. */
  readonly doing: string;
  readonly attempt: number;
  /** Only with this key. */
  readonly apiKey?: string | undefined;
  /** A cooldown may last this long at most; else the call fails at once. */
  readonly budgetMs: number;
  /** How much time failures have cost this call already. */
  readonly spentMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Time, as the pool needs it. */
export interface PoolClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The server asked for a cooldown beyond the caller's budget. */
export class BlockedTooLong extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super("blocked");
    this.refusal = refusal;
  }
}

interface Waiter extends AcquireOptions {
  readonly since: number;
  /** Its place in the order of arrival, over all queues. */
  readonly turn: number;
  resolve(lease: Lease): void;
  reject(error: unknown): void;
}

const SLICE_MS = 60_000;
let uses = 0;
let arrivals = 0;

/** The keys of a client. */
export class KeyPool {
  readonly #settings: PoolSettings;
  readonly #clock: PoolClock;
  readonly #notices: WaitNotices;
  readonly #live: Lane[];
  readonly #pinned = new Map<string, Lane>();
  /** Waiting callers, for any key (undefined) or one; each queue in the order of arrival. */
  readonly #queues = new Map<Lane | undefined, Waiter[]>();
  #wake: AbortController | undefined;
  #watching = false;
  readonly #pump = (): void => this.#dispatch();

  constructor(settings: PoolSettings, clock: PoolClock, notices: WaitNotices) {
    this.#settings = settings;
    this.#clock = clock;
    this.#notices = notices;
    const keys = settings.apiKeys.length === 0 ? [undefined] : settings.apiKeys;
    this.#live = keys.map((key) => laneOf(key, settings));
  }

  /** Keys that have not been refused. */
  get size(): number {
    return this.#live.length;
  }

  /** Waits for a call's turn: for a key with room in its windows. */
  acquire(options: AcquireOptions): Promise<Lease> {
    return new Promise((resolve, reject) => {
      const lane = options.apiKey === undefined ? undefined : this.#pin(options.apiKey);
      const queue = this.#queues.get(lane) ?? [];
      this.#queues.set(lane, queue);
      const leave = (): void => {
        const at = queue.indexOf(waiter);
        if (at >= 0) queue.splice(at, 1);
        reject(options.signal?.reason);
        this.#dispatch();
      };
      const settle = (): void => options.signal?.removeEventListener("abort", leave);
      const waiter: Waiter = {
        ...options,
        since: this.#clock.now(),
        turn: ++arrivals,
        resolve: (lease) => {
          settle();
          resolve(lease);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      if (options.signal?.aborted) return reject(options.signal.reason);
      options.signal?.addEventListener("abort", leave, { once: true });
      queue.push(waiter);
      this.#dispatch();
    });
  }

  /** Takes a refused key out, unless it is the last one. */
  drop(lane: Lane): boolean {
    const at = this.#live.indexOf(lane);
    if (at < 0 || this.#live.length === 1) return false;
    this.#live.splice(at, 1);
    lane.watchers.delete(this.#pump);
    this.#dispatch();
    return true;
  }

  /** Whether there is a key beside this one. */
  otherLeft(lane: Lane): boolean {
    return this.#live.some((live) => live !== lane);
  }

  /** The server asked for a cooldown, of one key or of all. */
  block(lane: Lane | "all", until: number, refusal: Refusal): void {
    const lanes = lane === "all" ? [...this.#live, ...this.#pinned.values()] : [lane];
    for (const each of lanes) {
      if (until >= each.limiter.blockedUntil) each.refusal = refusal;
      each.limiter.blockUntil(until);
    }
    this.#dispatch();
  }

  #pin(apiKey: string): Lane {
    const known = this.#live.find((lane) => lane.apiKey === apiKey) ?? this.#pinned.get(apiKey);
    if (known !== undefined) return known;
    const lane = laneOf(apiKey, this.#settings);
    this.#pinned.set(apiKey, lane);
    if (this.#watching) lane.watchers.add(this.#pump);
    return lane;
  }

  #freest(now: number): Lane | undefined {
    let best: Lane | undefined;
    let bestAt = Infinity;
    for (const lane of this.#live) {
      const at = lane.limiter.readyAt(now);
      if (best === undefined || at < bestAt || (at === bestAt && lane.lastUse < best.lastUse)) {
        best = lane;
        bestAt = at;
      }
    }
    return best;
  }

  #dispatch(): void {
    const now = this.#clock.now();
    let wakeAt = Infinity;
    const blocked = new Set<Lane | undefined>();
    for (let turn = this.#nextTurn(blocked); turn !== undefined; turn = this.#nextTurn(blocked)) {
      const [pinned, queue] = turn;
      const lane = pinned ?? this.#freest(now);
      const readyAt = lane?.limiter.readyAt(now) ?? Infinity;
      if (lane !== undefined && readyAt <= now) {
        queue.shift()?.resolve(this.#lease(lane, now));
        continue;
      }
      blocked.add(pinned);
      const lanes = pinned === undefined ? this.#live : [pinned];
      this.#rejectOverBudget(queue, lanes, now);
      if (lane === undefined || queue[0] === undefined) continue;
      wakeAt = Math.min(wakeAt, readyAt);
      // While any response may free a key, the end of the wait is not known.
      if (lanes.every((each) => each.limiter.readyAt(now) < Infinity)) {
        const wait = this.#waitOf(queue[0], lane, { until: readyAt, others: queue.length - 1, now });
        this.#notices.report(wait);
        wakeAt = Math.min(wakeAt, this.#notices.dueAt(wait));
      }
    }
    for (const [pinned, queue] of this.#queues) if (queue.length === 0) this.#queues.delete(pinned);
    this.#watch(this.#queues.size > 0);
    this.#sleepUntil(wakeAt, now);
  }

  // Callers of one key and callers of any key compete for the same room: who came first is served first.
  #nextTurn(blocked: ReadonlySet<Lane | undefined>): [Lane | undefined, Waiter[]] | undefined {
    const waiting = [...this.#queues].filter(([pinned, queue]) => queue.length > 0 && !blocked.has(pinned));
    return waiting.sort(([, a], [, b]) => (a[0]?.turn ?? 0) - (b[0]?.turn ?? 0))[0];
  }

  #lease(lane: Lane, now: number): Lease {
    lane.limiter.take(now);
    uses += 1;
    lane.lastUse = uses;
    let open = true;
    const close = (free: () => void): void => {
      if (!open) return;
      open = false;
      free();
      this.#dispatch();
      for (const watcher of [...lane.watchers]) if (watcher !== this.#pump) watcher();
    };
    return {
      lane,
      answered: () => close(() => lane.limiter.answered(this.#clock.now())),
      cancelled: () => close(() => lane.limiter.cancelled()),
    };
  }

  // Only when every key cools down for too long: one that merely waits for a response may be free at any moment.
  #rejectOverBudget(queue: Waiter[], lanes: readonly Lane[], now: number): void {
    const [lane] = lanes.toSorted((a, b) => a.limiter.blockedUntil - b.limiter.blockedUntil);
    const blockedMs = (lane?.limiter.blockedUntil ?? 0) - now;
    const refusal = lane?.refusal;
    if (blockedMs <= 0 || refusal === undefined) return;
    const refusalNow = { ...refusal, retryAfterSeconds: Math.ceil(blockedMs / 1000) };
    for (const waiter of queue.filter((each) => blockedMs > each.budgetMs)) {
      queue.splice(queue.indexOf(waiter), 1);
      waiter.reject(new BlockedTooLong(refusalNow));
    }
  }

  #waitOf(head: Waiter, lane: Lane, { until, others, now }: Pick<Wait, "until" | "others"> & { now: number }): Wait {
    const { doing, attempt, spentMs, budgetMs } = head;
    const refusal = lane.limiter.blockedUntil > now ? lane.refusal : undefined;
    return {
      ...{ doing, attempt, until, others },
      since: head.since - spentMs,
      why: refusal === undefined ? "the rate limit of the API key is used up" : answered(this.#settings.host, refusal),
      // The windows are our own, and waiting for them costs a call nothing (decision 0301).
      budgetMs: refusal === undefined ? undefined : budgetMs + spentMs,
    };
  }

  #watch(waiting: boolean): void {
    if (waiting === this.#watching) return;
    this.#watching = waiting;
    for (const lane of [...this.#live, ...this.#pinned.values()]) {
      if (waiting) lane.watchers.add(this.#pump);
      else lane.watchers.delete(this.#pump);
    }
  }

  // A timer runs only while somebody waits: an idle client keeps no process alive.
  #sleepUntil(wakeAt: number, now: number): void {
    this.#wake?.abort();
    this.#wake = undefined;
    if (wakeAt === Infinity) return;
    const wake = new AbortController();
    this.#wake = wake;
    this.#clock.sleep(Math.min(SLICE_MS, Math.ceil(wakeAt - now)), wake.signal).then(
      () => {
        if (this.#wake === wake) this.#dispatch();
      },
      () => undefined, // woken otherwise, or nobody waits any more
    );
  }
}
