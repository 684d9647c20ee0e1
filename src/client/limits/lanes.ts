/** What clients of this process share: one lane for each key at a host, and the way to each host. */
import { createHash } from "node:crypto";
import { type Breaker, createBreaker } from "./breaker";
import { openLedger } from "./ledger";
import { type CallLog, createCallLog } from "./limiter";
import { createSharedLog } from "./shared-log";

/** One key at a host, with what is known of its calls. */
export interface LaneState {
  readonly log: CallLog;
  readonly breaker: Breaker;
  /** Pools with callers that wait for it. */
  readonly watchers: Set<() => void>;
  /** Grows with every use: among keys that are equally free the longest unused one is taken. */
  lastUse: number;
}

/** A name for a key that can be logged: the start of its SHA-256. */
export function keyIdOf(apiKey: string | undefined): string {
  if (apiKey === undefined) return "certificate";
  return `key-${hash(apiKey).slice(0, 8)}`;
}

/** The name of a lane: that of its host and of its credential, of which it holds nothing. */
export function laneName(host: string, credential: string | undefined): string {
  return JSON.stringify([host, credential === undefined ? null : hash(credential)]);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** So many are kept without a look at whether they are still needed. */
const FEW = 64;

/**
 * Lanes by name. One that is idle is like one that is new, so that it is dropped: a process that makes a client for each of
 * thousands of keys keeps those that it has used of late. Whoever uses one asks for it by name each time.
 */
export class Lanes {
  readonly #logOf: (name: string) => CallLog;
  readonly #states = new Map<string, LaneState>();
  #sweepFrom = FEW;

  /** @param logOf the log of a new lane; by default one that only this process knows */
  constructor(logOf: (name: string) => CallLog = () => createCallLog()) {
    this.#logOf = logOf;
  }

  get(name: string, now: number): LaneState {
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    if (this.#states.size >= this.#sweepFrom) this.#sweep(now);
    const state = { log: this.#logOf(name), breaker: createBreaker(), watchers: new Set<() => void>(), lastUse: 0 };
    this.#states.set(name, state);
    return state;
  }

  get size(): number {
    return this.#states.size;
  }

  #sweep(now: number): void {
    for (const [name, { log, breaker, watchers }] of this.#states)
      if (watchers.size === 0 && log.isIdle(now) && breaker.isIdle(now)) this.#states.delete(name);
    this.#sweepFrom = Math.max(FEW, 2 * this.#states.size);
  }
}

/** A log that the processes of this machine share, where they can. */
function machineLog(name: string): CallLog {
  const log = createCallLog();
  const ledger = openLedger(hash(name), Date.now);
  return ledger === undefined ? log : createSharedLog(log, ledger, { epoch: Date.now });
}

/** The lanes of all clients with the machine's clock. */
export const sharedLanes = new Lanes(machineLog);
