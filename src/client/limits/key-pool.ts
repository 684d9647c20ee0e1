/** Which key a call goes out with, and when: with the key that is free first, in the order of arrival. */
import type { Breaker, Closing } from "./breaker";
import type { Clock } from "./clock";
import { keyIdOf, type LaneState, laneName } from "./lanes";
import { type AcquireOptions, createLease, type Lane, type Lease, type PoolSettings } from "./lease";
import { respondedWith, type Wait, type WaitNotices } from "./notices";
import { Queue, type Waiter } from "./queue";
import { RefusedKeys } from "./refused-keys";

interface Free {
  readonly lane: Lane;
  readonly readyAt: number;
}

/** As many as the transport has sockets: what is sent never waits for one, so that its deadline is its own. */
const MOST_AT_ONCE = 50;
const SLICE_MS = 60_000;
let uses = 0;
let arrivals = 0;

/** The keys of a client. */
export class KeyPool {
  readonly #settings: PoolSettings;
  readonly #clock: Pick<Clock, "elapsed" | "sleep">;
  readonly #notices: WaitNotices;
  readonly #keys: readonly Lane[];
  readonly #refused = new RefusedKeys();
  /** Waiting callers by the keys that they may use. */
  readonly #queues = new Map<string, Queue>();
  #underWay = 0;
  #wake: AbortController | undefined;
  readonly #watched = new Set<LaneState>();
  readonly #pump = (): void => this.#dispatch();

  constructor(settings: PoolSettings, clock: Pick<Clock, "elapsed" | "sleep">, notices: WaitNotices) {
    this.#settings = settings;
    this.#clock = clock;
    this.#notices = notices;
    const keys = settings.apiKeys.length === 0 ? [undefined] : [...new Set(settings.apiKeys)];
    this.#keys = keys.map((apiKey) => this.#laneOf(apiKey));
  }

  /** Keys that are not left out. */
  get size(): number {
    return this.#keys.length - this.#refused.size;
  }

  /** Waits for a call's turn: for a key with room in its windows. */
  acquire(options: AcquireOptions): Promise<Lease> {
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) return reject(options.signal.reason);
      const name = queueName(options);
      const queue = this.#queues.get(name) ?? new Queue();
      this.#queues.set(name, queue);
      const now = this.#clock.elapsed();
      const leave = (): void => {
        queue.remove(waiter);
        reject(options.signal?.reason);
        this.#dispatch();
      };
      const settle = (): void => options.signal?.removeEventListener("abort", leave);
      const waiter: Waiter = {
        ...options,
        own: options.apiKey === undefined ? undefined : this.#laneOf(options.apiKey),
        since: now,
        turn: ++arrivals,
        pausedBefore: queue.pausedMs(now),
        resolve: (lease) => {
          settle();
          resolve(lease);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      options.signal?.addEventListener("abort", leave, { once: true });
      queue.waiters.push(waiter);
      this.#dispatch();
    });
  }

  /** The API has refused a key; whether it was in use before. */
  refuse({ keyId }: Lane): boolean {
    return this.#refused.refuse(keyId, this.#clock.elapsed());
  }

  /** The API has accepted a key; whether it was left out before. */
  accept({ keyId }: Lane): boolean {
    const isBack = this.#refused.accept(keyId);
    if (isBack) this.#dispatch();
    return isBack;
  }

  /** Whether there is a key beside these. */
  otherLeft(refusedBy: ReadonlySet<string>): boolean {
    return this.#keys.some(({ keyId }) => !refusedBy.has(keyId));
  }

  /** The server asked for a pause, with one key or with all. */
  close(lane: Lane | "all", closing: Closing): void {
    const now = this.#clock.elapsed();
    if (closing.until <= now) return;
    const { breaker } = lane === "all" ? this.#way(now) : this.#state(lane, now);
    breaker.close(closing, now);
    this.#dispatch();
  }

  #laneOf(apiKey: string | undefined): Lane {
    const { host, certificate } = this.#settings;
    return { apiKey, keyId: keyIdOf(apiKey), name: laneName(host, apiKey ?? certificate) };
  }

  #state({ name }: Lane, now: number): LaneState {
    return this.#settings.lanes.get(name, now);
  }

  /** The way to the host, whatever the key. */
  #way(now: number): LaneState {
    return this.#settings.lanes.get(this.#settings.host, now);
  }

  /** The keys that a caller may use now. */
  #lanesFor({ own, refusedBy }: Waiter, now: number): readonly Lane[] {
    if (own !== undefined) return [own];
    const untried = this.#keys.filter(({ keyId }) => refusedBy?.has(keyId) !== true);
    const usable = untried.filter(({ keyId }) => this.#refused.mayUse(keyId, now));
    // Where every key is left out, one that this call has not tried is better than none.
    return usable.length > 0 ? usable : untried;
  }

  #readyAt(lane: Lane, now: number): number {
    const { log, breaker } = this.#state(lane, now);
    const isOpenAt = Math.max(breaker.readyAt(now), this.#way(now).breaker.readyAt(now));
    return Math.max(isOpenAt, log.readyAt(now, this.#settings.windows));
  }

  #freest(lanes: readonly Lane[], now: number): Free | undefined {
    const ready = lanes.map((lane) => ({ lane, readyAt: this.#readyAt(lane, now), ...this.#state(lane, now) }));
    return ready.sort((a, b) => (a.readyAt === b.readyAt ? a.lastUse - b.lastUse : a.readyAt - b.readyAt))[0];
  }

  #dispatch(): void {
    const now = this.#clock.elapsed();
    let wakeAt = Infinity;
    const blocked = new Set<Queue>();
    for (let queue = this.#nextTurn(blocked); queue !== undefined; queue = this.#nextTurn(blocked)) {
      const [head] = queue.waiters;
      if (head === undefined || this.#underWay >= MOST_AT_ONCE) break;
      const lanes = this.#lanesFor(head, now);
      const best = this.#freest(lanes, now);
      if (best !== undefined && best.readyAt <= now) {
        // Another process of this machine may have been quicker: then it is to be seen when there is room.
        const { windows, timeoutMs } = this.#settings;
        if (!this.#state(best.lane, now).log.take(now, windows, timeoutMs)) continue;
        queue.setPaused(false, now);
        queue.waiters.shift()?.resolve(this.#lease(best.lane, now));
        continue;
      }
      blocked.add(queue);
      wakeAt = Math.min(wakeAt, this.#waitIn(queue, lanes, best, now));
    }
    for (const [name, queue] of this.#queues) if (queue.waiters.length === 0) this.#queues.delete(name);
    this.#watch(now);
    this.#sleepUntil(wakeAt, now);
  }

  // Callers of one key and callers of any key compete for the same room: who came first is served first.
  #nextTurn(blocked: ReadonlySet<Queue>): Queue | undefined {
    const waiting = [...this.#queues.values()].filter((queue) => queue.waiters.length > 0 && !blocked.has(queue));
    return waiting.sort((a, b) => (a.waiters[0]?.turn ?? 0) - (b.waiters[0]?.turn ?? 0))[0];
  }

  /** Nobody of a queue may be sent now: when to look at it again. */
  #waitIn(queue: Queue, lanes: readonly Lane[], best: Free | undefined, now: number): number {
    const closing = this.#closingOf(lanes, now);
    queue.setPaused(closing !== undefined, now);
    const overAt = closing === undefined ? Infinity : queue.rejectOverBudget(closing.askedUntil, closing.refusal, now);
    const [head] = queue.waiters;
    if (head === undefined || best === undefined) return Infinity;
    // While any response may free a key, the end of the wait is not known.
    if (lanes.some((lane) => this.#readyAt(lane, now) === Infinity)) return Math.min(best.readyAt, overAt);
    const wait = waitOf(head, { ...this.#settings, closing, until: best.readyAt, others: queue.waiters.length - 1 });
    this.#notices.report(wait);
    return Math.min(best.readyAt, overAt, this.#notices.dueAt(wait));
  }

  /** The shortest pause, if the server has asked for one with each of these keys. */
  #closingOf(lanes: readonly Lane[], now: number): Closing | undefined {
    const way = closedBy(this.#way(now).breaker, now);
    const closings = lanes.map((lane) => later(way, closedBy(this.#state(lane, now).breaker, now)));
    if (closings.includes(undefined)) return undefined;
    return closings.reduce((one, other) => (later(one, other) === one ? other : one));
  }

  #lease(lane: Lane, now: number): Lease {
    const [state, way] = [this.#state(lane, now), this.#way(now)];
    this.#refused.try(lane.keyId, true);
    uses += 1;
    state.lastUse = uses;
    this.#underWay += 1;
    return createLease({
      ...{ lane, state, way, now: this.#clock.elapsed },
      settled: () => {
        this.#underWay -= 1;
        this.#refused.try(lane.keyId, false);
      },
      inform: () => {
        this.#dispatch();
        for (const watcher of [...state.watchers, ...way.watchers]) if (watcher !== this.#pump) watcher();
      },
    });
  }

  /** Others may free what is waited for. */
  #watch(now: number): void {
    const needed = new Set<LaneState>();
    if (this.#queues.size > 0) {
      needed.add(this.#way(now));
      for (const { waiters } of this.#queues.values())
        for (const lane of waiters[0] === undefined ? [] : this.#lanesFor(waiters[0], now))
          needed.add(this.#state(lane, now));
    }
    for (const state of this.#watched) if (!needed.has(state)) state.watchers.delete(this.#pump);
    this.#watched.clear();
    for (const state of needed) {
      state.watchers.add(this.#pump);
      this.#watched.add(state);
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

function queueName({ apiKey, refusedBy }: AcquireOptions): string {
  return JSON.stringify([apiKey ?? null, [...(refusedBy ?? [])].sort()]);
}

function later(one: Closing | undefined, other: Closing | undefined): Closing | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.askedUntil > other.askedUntil ? one : other;
}

function closedBy({ closing, readyAt }: Breaker, now: number): Closing | undefined {
  return readyAt(now) > now ? closing : undefined;
}

/** A wait as it is reported. */
function waitOf(
  { doing, attempt, since, spentMs, budgetMs }: Waiter,
  how: { host: string; closing: Closing | undefined; until: number; others: number },
): Wait {
  const { host, closing, until, others } = how;
  return {
    ...{ doing, attempt, until, others },
    since: since - spentMs,
    why: closing === undefined ? "the rate limit of the API key is used up" : respondedWith(host, closing.refusal),
    // The windows are our own, and waiting for them costs a call nothing (decision 0301).
    budgetMs: closing === undefined ? undefined : budgetMs + spentMs,
  };
}
