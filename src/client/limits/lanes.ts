/** Each key with the limiter that it shares with the other clients of this process. */
import { createHash } from "node:crypto";
import type { Refusal } from "../../errors/index";
import { createLimiter, type Limiter, type Window } from "./limiter";

/** One key with its limiter. */
export interface Lane {
  /** A name for logs that gives nothing of the key away. */
  readonly keyId: string;
  readonly apiKey: string | undefined;
  readonly limiter: Limiter;
  /** Why the server asked for a cooldown. */
  refusal?: Refusal;
  /** Pools with callers that wait; several clients of a process share a lane. */
  readonly watchers: Set<() => void>;
  /** Grows with every use: among keys that are equally free the longest unused one is taken. */
  lastUse: number;
}

/** What the pool is made of. */
export interface PoolSettings {
  readonly host: string;
  readonly apiKeys: readonly string[];
  readonly windows: readonly Window[];
  /** Share the limiters of equal keys with every other client of this process. */
  readonly shared: boolean;
}

const sharedLanes = new Map<string, Lane>();

/** A name for a key that can be logged: the start of its SHA-256. */
export function keyIdOf(apiKey: string | undefined): string {
  if (apiKey === undefined) return "certificate";
  return `key-${createHash("sha256").update(apiKey).digest("hex").slice(0, 8)}`;
}

/** The lane of a key, or of no key, where a client certificate speaks alone. */
export function laneOf(apiKey: string | undefined, { host, windows, shared }: Omit<PoolSettings, "apiKeys">): Lane {
  const make = (): Lane => ({
    keyId: keyIdOf(apiKey),
    apiKey,
    limiter: createLimiter(windows),
    watchers: new Set(),
    lastUse: 0,
  });
  if (!shared) return make();
  const name = JSON.stringify([host, apiKey ?? null, windows]);
  const lane = sharedLanes.get(name) ?? make();
  sharedLanes.set(name, lane);
  return lane;
}
