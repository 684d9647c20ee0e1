/** One walk of a list for all readers of a run, dropped by any write of this process. */

// Counted for the whole process: another client of it may write to the same tenant.
let writes = 0;

/** Tells all snapshots that something is being, or was, written. */
export function noteWrite(): void {
  writes += 1;
}

/** A list that is walked once and then shared. */
export interface Snapshot<T> {
  /** All items, from one walk shared with everybody who asked since the last write. */
  all(): Promise<readonly T[]>;
}

/** Makes a snapshot of what `walk` yields. A walk that fails is not kept. */
export function createSnapshot<T>(walk: () => AsyncIterable<T>): Snapshot<T> {
  let current: { readonly asOf: number; readonly items: Promise<readonly T[]> } | undefined;
  return {
    all() {
      if (current?.asOf === writes) return current.items;
      const items = collect(walk());
      const mine = { asOf: writes, items };
      current = mine;
      items.catch(() => {
        if (current === mine) current = undefined;
      });
      return items;
    },
  };
}

async function collect<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
