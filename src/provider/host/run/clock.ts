/**
 * The clock of a run: today, fixed once, and how far this machine's clock is from the API's.
 *
 * Days decide what is made, moved and retired. A run that begins before midnight ends on the same day for all of its handlers,
 * and a clock that is a day or more from the API's decides nothing that is written.
 */
import { ConfigurationError } from "../../../errors";
import { AS_OF_VARIABLE, asOf, asOfSetting, countDays } from "../../../rotation";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From here on a run warns: another machine's midnight may be another day. */
const WARN_FROM_MS = 5 * MINUTE_MS;
/** From here on the day itself is wrong. */
const REFUSE_FROM_MS = DAY_MS;

/** What the clock of a run is read from. */
export interface ClockSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds of this machine. */
  now(): number;
}

/** The clock that all handlers of one process share. */
export class RunClock {
  private day: string | undefined;
  private seen: { readonly here: number; readonly there: number } | undefined;
  private warned = false;
  private readonly kinds = new Set<object>();

  /** Handlers are configured once in a run: those that are configured again belong to the next run of this process. */
  begin(handlers: object): void {
    if (this.kinds.has(handlers)) {
      this.kinds.clear();
      this.day = undefined;
      this.seen = undefined;
      this.warned = false;
    }
    this.kinds.add(handlers);
  }

  /** The day of this run; with the first question it is fixed. */
  today({ env, now }: ClockSource): string {
    this.day ??= asOf(env, now());
    return this.day;
  }

  /**
   * A response has come that was sent at this instant of the API's clock.
   * @returns what to warn of, once in a run
   */
  note(there: number, { env, now }: ClockSource): string | undefined {
    // That day is nobody's clock, and an emulator's is moved on purpose.
    if (asOfSetting(env) !== undefined) return undefined;
    const here = now();
    this.seen = { here, there };
    if (this.warned || apart(here, there) < WARN_FROM_MS) return undefined;
    this.warned = true;
    return `${describe(here, there)}. Days are counted by this machine: set its clock`;
  }

  /** Whether a response is still to show the API's clock. */
  isUnknown({ env }: ClockSource): boolean {
    return this.seen === undefined && asOfSetting(env) === undefined;
  }

  /** Refuses what is decided by the day while the clocks are a day or more apart. */
  require(): void {
    if (this.seen === undefined) return;
    const { here, there } = this.seen;
    if (apart(here, there) < REFUSE_FROM_MS) return;
    throw new ConfigurationError(`${describe(here, there)}. By a wrong day nothing is made, moved or retired.`, {
      remedy: `Set this machine's clock and run again. Against an emulator whose clock was moved, set ${AS_OF_VARIABLE} to its day.`,
    });
  }
}

/** That of this process. */
export const processClock = new RunClock();

/** How far the clocks may be apart: a `Date` is cut to whole seconds, so the API's may be one later. */
function apart(here: number, there: number): number {
  return Math.max(here - there, there + 999 - here);
}

function describe(here: number, there: number): string {
  const direction = here < there ? "behind" : "ahead of";
  const far = howFar(Math.abs(there - here));
  return `This machine's clock is ${far} ${direction} the API's: ${instant(here)} here, ${instant(there)} there`;
}

function howFar(ms: number): string {
  if (ms >= 2 * DAY_MS) return countDays(Math.round(ms / DAY_MS));
  if (ms >= 2 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} hours`;
  return `${Math.round(ms / MINUTE_MS)} minutes`;
}

const instant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
