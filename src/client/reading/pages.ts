/** Lists: a bare array, or pages of `{items, total, offset, limit}`, in which `items` may be called `records`. */

interface Page {
  readonly items: readonly unknown[];
  /** Where the next page starts; undefined if this was the last. */
  readonly next: { readonly offset: number; readonly limit: number } | undefined;
}

/** Fetches a page; without arguments the first, at the server's own page size. */
export type FetchPage = (page?: { offset: number; limit: number }) => Promise<unknown>;

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** Reads one response; undefined if it is no list at all. */
function readPage(json: unknown, asked: number): Page | undefined {
  if (Array.isArray(json)) return { items: json, next: undefined };
  if (typeof json !== "object" || json === null) return undefined;
  const { records, items = records, total, offset, limit } = json as Record<string, unknown>;
  if (!Array.isArray(items)) return undefined;
  if (items.length === 0) return { items, next: undefined };
  const end = (count(offset) ?? asked) + items.length;
  const size = count(limit) ?? items.length;
  // Without a total the walk goes on until a page is empty or brings nothing new.
  const more = count(total) === undefined || end < (count(total) ?? 0);
  return { items, next: more ? { offset: end, limit: Math.max(1, size) } : undefined };
}

/**
 * All items of a list, page by page, each id once. Ends when a page brings nothing new: a server that ignores
 * `offset` would otherwise be asked for ever.
 */
export async function* walkPages<T>(
  fetchPage: FetchPage,
  read: (item: unknown) => T,
  idOf: (item: T) => string,
  noList: (json: unknown) => Error,
): AsyncGenerator<T> {
  const seen = new Set<string>();
  let next: { offset: number; limit: number } | undefined;
  do {
    const json = await fetchPage(next);
    const page = readPage(json, next?.offset ?? 0);
    if (page === undefined) throw noList(json);
    const before = seen.size;
    for (const raw of page.items) {
      const item = read(raw);
      const id = idOf(item);
      if (seen.has(id)) continue;
      seen.add(id);
      yield item;
    }
    next = seen.size === before ? undefined : page.next;
  } while (next !== undefined);
}
