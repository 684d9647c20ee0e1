/** One walk of a list for all readers of a run, dropped by any write of this process. */

// Counted for the whole process: another client of it may write to the same tenant.
let writes = 0;

/** Marks all snapshots as stale: something is being, or was, written. */
export function noteWrite(): void {
  writes += 1;
}

/** How often this process has written: what was read before the last time is stale. */
export function writesSoFar(): number {
  return writes;
}

/** A list that is walked once and then shared. */
export interface Snapshot<T> {
  /**
   * All items, from one walk shared with everybody who asked since the last write. A reader whose signal is aborted
   * leaves the others to it; the walk ends when nobody waits for it any more.
   */
  all(signal?: AbortSignal, age?: Age): Promise<readonly T[]>;
}

/**
 * How old a walk may be: `fresh` starts one now, for what somebody else, or the server by itself, may have done since; `any` takes
 * the last one, whatever was written since, for what is then looked at by itself.
 */
export type Age = "fresh" | "any";

interface Walk<T> {
  readonly asOf: number;
  readonly items: Promise<readonly T[]>;
  readonly stop: AbortController;
  /** Readers that wait; those without a signal never leave. */
  readers: number;
}

/** Makes a snapshot of what `walk` yields. A walk that fails is not kept. */
export function createSnapshot<T>(
  walk: (signal: AbortSignal) => AsyncIterable<T>,
  abortError: () => Error,
): Snapshot<T> {
  let current: Walk<T> | undefined;

  function start(): Walk<T> {
    const stop = new AbortController();
    const mine: Walk<T> = { asOf: writes, items: collect(walk(stop.signal)), stop, readers: 0 };
    mine.items.catch(() => drop(mine));
    return mine;
  }

  function drop(mine: Walk<T>): void {
    if (current === mine) current = undefined;
  }

  function leave(mine: Walk<T>): void {
    mine.readers -= 1;
    if (mine.readers > 0) return;
    drop(mine);
    mine.stop.abort();
  }

  return {
    async all(signal, age) {
      if (signal?.aborted) throw abortError();
      const mayShare = age === "any" ? current !== undefined : age !== "fresh" && current?.asOf === writes;
      if (current === undefined || !mayShare) current = start();
      const mine = current;
      mine.readers += 1;
      if (signal === undefined) return mine.items;
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          reject(abortError());
          leave(mine);
        };
        signal.addEventListener("abort", onAbort, { once: true });
        const settled = (): void => signal.removeEventListener("abort", onAbort);
        mine.items.finally(settled).then(resolve, reject);
      });
    },
  };
}

async function collect<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
