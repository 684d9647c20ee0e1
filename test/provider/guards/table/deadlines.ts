/** Deadlines of the client that pass at once: a stage's requests never wait, however busy the machine is. */
import { vi } from "vitest";

const running = new Map<number, (() => void)[]>();
const later = globalThis.setTimeout;
let count = 0;

// The client tells its deadlines by their length alone, so each stage has a length of its own.
vi.stubGlobal("setTimeout", (run: () => void, ms?: number) => {
  running.get(ms ?? 0)?.push(run);
  return later(run, ms);
});

export interface Deadline {
  /** The client's `timeoutSeconds`: longer than any test. */
  readonly seconds: number;
  /** Lets it pass for every request that is under way. */
  pass(): void;
  close(): void;
}

export function newDeadline(): Deadline {
  count += 1;
  const ms = 100_000 + count;
  running.set(ms, []);
  return {
    seconds: ms / 1000,
    pass: () => {
      for (const run of running.get(ms) ?? []) run();
    },
    close: () => void running.delete(ms),
  };
}
