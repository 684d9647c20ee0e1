/** The server's clock as its `Date` headers show it, so that no creation time is compared with this machine's clock. */
import { parseDateHeader } from "./retry-after";

/** What the server's clock showed at an instant of ours. */
export interface ServerClock {
  /** A response with this `Date` header has come. */
  note(date: string | null, nowMs: number): void;
  /** Undefined until a `Date` has come. */
  at(localMs: number): number | undefined;
}

/** Makes a clock that goes by the newest `Date`, and passes on what each of them shows. */
export function createServerClock(onTime: (epochMs: number) => void = () => undefined): ServerClock {
  let aheadMs: number | undefined;
  return {
    note(date, nowMs) {
      const shown = parseDateHeader(date, nowMs);
      aheadMs = shown === undefined ? undefined : shown - nowMs;
      if (shown !== undefined) onTime(shown);
    },
    at: (localMs) => (aheadMs === undefined ? undefined : localMs + aheadMs),
  };
}
