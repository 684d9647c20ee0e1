/** Reports why calls wait: after 10 s, then once a minute, one line for all calls together. */
import { inWords } from "../../errors/index";

const REPORT_AFTER_MS = 10_000;
const EVERY_MS = 60_000;

/** Says why calls wait. */
export interface WaitNotices {
  /** Some call will have waited `waitedMs` when `until` comes. `why` is a whole sentence without its full stop. */
  waiting(why: string, until: number, waitedMs: number): void;
}

/** Makes the reporter of waits. */
export function createWaitNotices(now: () => number, onNotice: (text: string) => void): WaitNotices {
  const lastSaid = new Map<string, number>();
  return {
    waiting(why, until, waitedMs) {
      if (waitedMs <= REPORT_AFTER_MS) return;
      const last = lastSaid.get(why);
      if (last !== undefined && now() - last < EVERY_MS) return;
      lastSaid.set(why, now());
      const time = new Date(until).toISOString().slice(11, 19);
      onNotice(`${why}: waiting until ${time} UTC (${inWords(Math.max(0, until - now()) / 1000)} from now).`);
    },
  };
}
