/** The server's clock as its `Date` headers show it, so that no creation time is compared with this machine's clock. */
import type { Clock } from "../limits/clock";
import { parseDateHeader } from "./retry-after";

/** What the server's clock showed at an instant of ours. */
export interface ServerClock {
  /** A response with this `Date` header has come, at this instant of the two clocks. */
  note(date: string | null): void;
  /**
   * What it showed at an instant of the clock that only passes; undefined until a `Date` has come. Where the machine slept
   * between the two, it shows too much: a creation then seems later than it was, and nobody else's key is taken for ours.
   */
  at(instant: number): number | undefined;
}

/** Makes a clock that goes by the newest `Date`, and passes on what each of them shows. */
export function createServerClock(
  clock: Pick<Clock, "now" | "elapsed">,
  onTime: (epochMs: number) => void = () => undefined,
): ServerClock {
  let aheadMs: number | undefined;
  return {
    note(date) {
      const shown = parseDateHeader(date, clock.now());
      aheadMs = shown === undefined ? undefined : shown - clock.elapsed();
      if (shown !== undefined) onTime(shown);
    },
    at: (instant) => (aheadMs === undefined ? undefined : instant + aheadMs),
  };
}
