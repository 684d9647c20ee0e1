import { Temporal } from "temporal-polyfill";

/** The emulator's clock. It runs like any clock, from wherever it was put. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Today's UTC calendar day. */
  readonly today: () => string;
  readonly set: (epochMs: number) => void;
  /** Moves forward by an ISO 8601 duration such as `P40D`. */
  readonly advance: (duration: string) => void;
}

/** Epoch milliseconds of an RFC 3339 instant or of a calendar day's midnight (UTC); undefined when it is neither. */
export function parseInstant(text: string): number | undefined {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text;
  try {
    return Temporal.Instant.from(instant).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** The UTC calendar day of an instant. */
export function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** RFC 3339 to the second, as the API writes instants. */
export function stamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** A clock that shows the machine's time, or starts at an instant of its own. */
export function createClock(startMs: number = Date.now()): Clock {
  let base = startMs - performance.now();
  const now = (): number => Math.floor(base + performance.now());
  const set = (epochMs: number): void => {
    base = epochMs - performance.now();
  };
  return {
    now,
    set,
    today: () => dayOf(now()),
    advance: (duration) => {
      const from = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO("UTC");
      set(from.add(Temporal.Duration.from(duration)).epochMilliseconds);
    },
  };
}
