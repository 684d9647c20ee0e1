/** A log of the calls of one key that counts the calls of this machine's other processes as well. */
import type { Entry, Ledger } from "./ledger";
import type { CallLog } from "./limiter";

/** Nobody wakes a process when another one's response comes: it looks again after this long. */
const LOOK_AGAIN_MS = 20;
/** How long a process is taken to live without being looked at. */
const LIVES_MS = 1_000;
/** As much as `timeoutSeconds` may be. */
const LONGEST_CALL_MS = 3_600_000;
/** From the moment at which a call gives up until its line is written, in a process that is busy. */
const MARGIN_MS = 5_000;

/** What it needs beside the log and the ledger. */
export interface SharedLogDeps {
  /** Epoch milliseconds, by the clock that the entries have. */
  readonly epoch: () => number;
  /** Whether a process lives. */
  readonly isAlive?: (pid: number) => boolean;
}

/** Counts the calls of other processes, from the ledger, into a log, and reports its own calls there. */
export function createSharedLog(log: CallLog, ledger: Ledger, { epoch, isAlive = machineHas }: SharedLogDeps): CallLog {
  /** When calls of others that are under way are over at the latest, oldest first. */
  const underWay = new Map<string, number[]>();
  let lookedAt = 0;

  function count({ kind, who, at, overAt = at }: Entry, now: number): void {
    const sent = underWay.get(who) ?? [];
    // Of a call whose response is the first that is read of it, too: it was sent all the same.
    if (kind === "taken" || sent.length === 0) log.add();
    if (kind === "taken") {
      underWay.set(who, [...sent, overAt]);
      return;
    }
    if (sent.length > 1) underWay.set(who, sent.slice(1));
    else underWay.delete(who);
    if (kind === "cancelled") log.cancelled();
    else log.responded(now - Math.max(0, epoch() - at));
  }

  /**
   * The server counted what a process left under way when it died, and no response comes any more. Another process may have its id
   * by now, as in a container that starts again: so each call says itself when it is over.
   */
  function endTheDead(now: number): void {
    if (now < lookedAt + LIVES_MS) return;
    lookedAt = now;
    for (const [who, sent] of underWay) {
      const left = isAlive(Number.parseInt(who, 10)) ? sent.filter((overAt) => overAt > epoch()) : [];
      for (let call = left.length; call < sent.length; call += 1) log.responded(now);
      if (left.length > 0) underWay.set(who, left);
      else underWay.delete(who);
    }
  }

  function countAll(entries: readonly Entry[], now: number): void {
    for (const entry of entries) if (entry.who !== ledger.who) count(entry, now);
  }

  function catchUp(now: number): void {
    countAll(ledger.read(), now);
    endTheDead(now);
  }

  return {
    readyAt(now, windows) {
      catchUp(now);
      const ready = log.readyAt(now, windows);
      return ready === Infinity && underWay.size > 0 ? now + LOOK_AGAIN_MS : ready;
    },
    take(now, windows, timeoutMs = LONGEST_CALL_MS) {
      const isReported = ledger.append("taken", epoch() + timeoutMs + MARGIN_MS);
      const entries = ledger.read();
      const own = entries.findLastIndex(({ who }) => who === ledger.who);
      // Whose line stands before its own came first.
      const first = isReported && own !== -1 ? own : entries.length;
      countAll(entries.slice(0, first), now);
      const isTaken = log.take(now, windows);
      countAll(entries.slice(first), now);
      if (isReported && !isTaken) ledger.append("cancelled");
      return isTaken;
    },
    add: () => log.add(),
    responded(now) {
      log.responded(now);
      ledger.append("responded");
    },
    cancelled() {
      log.cancelled();
      ledger.append("cancelled");
    },
    isIdle(now) {
      catchUp(now);
      return log.isIdle(now);
    },
  };
}

function machineHas(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
