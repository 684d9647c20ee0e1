/** Time as a client needs it: the calendar's for what people read, and one for intervals that no correction touches. */
import { setTimeout as sleepFor } from "node:timers/promises";

/** Two clocks and a sleep. */
export interface Clock {
  /** Epoch milliseconds of this machine's clock, which may be set at any time. */
  now(): number;
  /** Milliseconds that pass, of a clock that never goes back or ahead. It may stand still while the machine sleeps. */
  elapsed(): number;
  /** By the clock that passes. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clocks of this machine. */
export const machineClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => sleepFor(ms, undefined, signal === undefined ? {} : { signal }),
};

/** What the calendar shows at an instant of the other clock. */
export function calendarAt({ now, elapsed }: Pick<Clock, "now" | "elapsed">, instant: number): Date {
  return new Date(now() + instant - elapsed());
}
