/** One after another where two at once would take each other's work for their own. */

/** Runs what is given under a name when all that was given before under the same name has ended, well or not. */
export type InTurn = <T>(
  name: string,
  run: () => Promise<T>,
  signal: AbortSignal | undefined,
  abortError: () => Error,
) => Promise<T>;

/** Makes turns of their own. */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<void>>();
  return async (name, run, signal, abortError) => {
    const earlier = last.get(name) ?? Promise.resolve();
    let end = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      end = resolve;
    });
    // An aborted waiter must not release its successor early.
    const both = earlier.then(() => mine);
    last.set(name, both);
    try {
      await unlessAborted(earlier, signal, abortError);
      return await run();
    } finally {
      end();
      if (last.get(name) === both) last.delete(name);
    }
  };
}

function unlessAborted(wait: Promise<void>, signal: AbortSignal | undefined, abortError: () => Error): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(abortError());
    if (signal?.aborted) return leave();
    signal?.addEventListener("abort", leave, { once: true });
    void wait.then(() => {
      signal?.removeEventListener("abort", leave);
      resolve();
    });
  });
}
