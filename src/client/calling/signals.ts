/** Abort signals of a caller and of a client, joined. */

/** What every call of the client may be given. */
export interface CallOptions {
  /**
   * Aborts the call: waits, attempts under way and paging end at once, with a ConnectionError that says whether the
   * work may have been done. Counts beside the signal of the client.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Aborted as soon as one of the signals is; undefined where there is none. */
export function joined(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = [...new Set(signals.filter((signal) => signal !== undefined))];
  return given.length < 2 ? given[0] : AbortSignal.any(given);
}

/** The items one by one, until the signal says stop. */
export async function* until<T>(
  signal: AbortSignal | undefined,
  abortError: () => Error,
  items: Iterable<T> | AsyncIterable<T>,
): AsyncGenerator<T> {
  for await (const item of items) {
    // Aborted between two items as well: the caller may have worked on the last one for long.
    if (signal?.aborted) throw abortError();
    yield item;
  }
}
