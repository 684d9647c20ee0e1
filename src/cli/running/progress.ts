/** What a command says meanwhile to a person who waits. */
import type { CommandIo } from "../process-io";

/** Work of a command that may take longer than a person likes to wait without a word. */
export interface Progress {
  /** What is done now. */
  at(doing: string): void;
  end(): void;
}

/** Nothing is said of what takes less, and nothing twice in less. */
const EVERY_MS = 1_000;

/**
 * Says on standard error what a command does, once it has taken a second, and then at most once a second. A terminal alone gets
 * it: in a pipe or a log nobody waits for it.
 */
export function startProgress(io: Pick<CommandIo, "writeError" | "errorIsTerminal">, elapsedMs = sinceNow()): Progress {
  if (!io.errorIsTerminal()) return { at: () => undefined, end: () => undefined };
  let waiting: string | undefined;
  let nextMs = EVERY_MS;
  const report = (): void => {
    if (waiting === undefined || elapsedMs() < nextMs) return;
    io.writeError(`${waiting} …\n`);
    waiting = undefined;
    nextMs = elapsedMs() + EVERY_MS;
  };
  const timer = setInterval(report, EVERY_MS / 4);
  timer.unref();
  return {
    at: (doing) => {
      waiting = doing;
      report();
    },
    end: () => clearInterval(timer),
  };
}

function sinceNow(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
