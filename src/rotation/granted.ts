import { addDays, daysBetween } from "./days";
import { defaultWindow, isDue } from "./window";

/** An end as it was asked for, and what a server made of it. */
interface Grant {
  /** Absent: no end was asked for. */
  readonly asked?: string | undefined;
  /** Absent: the end that was asked for. */
  readonly granted?: string | undefined;
}

/** The end that a server granted, where that is less than was asked for. */
export function lesserEnd({ asked, granted }: Grant): string | undefined {
  return granted !== undefined && (asked === undefined || granted < asked) ? granted : undefined;
}

/** How long a window is within a life: one that is no shorter than it would act in every run, so it is a third of the life. */
function windowWithin(window: number, life: number): number {
  return window < life ? window : defaultWindow(Math.max(life, 0));
}

/** The first day on which something acts whose life was granted on a day: the window before its end, or less in a shorter life. */
export function actsOn(granted: string, since: string, window: number): string {
  return addDays(granted, -windowWithin(window, daysBetween(since, granted)));
}

/** Whether a run acts on a lesser grant; never on the day of the grant itself, on which no more would be granted. */
export function isGrantDue(today: string, on: string, since: string): boolean {
  return isDue(today, on) && today > since;
}
