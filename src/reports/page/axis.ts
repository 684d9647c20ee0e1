import { utcTicks } from "d3-time";
import type { PlanRow, RotationPlan } from "../../plan";
import { addDays } from "../../rotation";

/** Where days stand on the timeline: all places are percents of its width, counted from its left edge. */
export interface Axis {
  /** The first day shown, and the one after the last. */
  readonly from: string;
  readonly to: string;
  readonly today: string;
  readonly ticks: readonly { readonly label: string; readonly at: number }[];
  /** Where a day begins: below 0 or above 100 for one that is not shown. */
  at(day: string): number;
}

/** What lies further from the plan's day is cut off: one user that ends in 2099 would leave no room for all the others. */
const MOST_BEFORE = 183;
const MOST_AFTER = 366;
/** A fleet of one young key is not stretched over the whole width. */
const LEAST = 14;
/** More labels would run into each other where the timeline is narrow. */
const MOST_TICKS = 7;
const MS_PER_DAY = 86_400_000;

/** The timeline that shows a plan's lives and events, with a margin of a thirtieth on either side. */
export function axisOf({ asOf, rows }: RotationPlan): Axis {
  const days = rows.flatMap(daysOf).sort();
  const first = clamp(days[0] ?? asOf, addDays(asOf, -MOST_BEFORE), addDays(asOf, -LEAST));
  const last = clamp(days.at(-1) ?? asOf, addDays(asOf, LEAST), addDays(asOf, MOST_AFTER));
  const margin = Math.ceil((number(last) - number(first)) / 30);
  const [from, to] = [addDays(first, -margin), addDays(last, margin + 1)];
  const [start, length] = [number(from), number(to) - number(from)];
  const at = (day: string) => ((number(day) - start) / length) * 100;
  return { from, to, today: asOf, ticks: ticksOf(from, to).map(({ day, label }) => ({ label, at: at(day) })), at };
}

function daysOf({ issuedOn, endDate, windowOpensOn, events }: PlanRow): string[] {
  return [issuedOn, endDate, windowOpensOn, ...events.map(({ on }) => on)].filter((day) => day !== null);
}

/** Days, weeks, months or years, as many as can be read. */
function ticksOf(from: string, to: string): { day: string; label: string }[] {
  const span = [new Date(from), new Date(to)] as const;
  // It takes the number for a hint, and may give half as many again.
  const counts = Array.from({ length: MOST_TICKS }, (_, less) => MOST_TICKS - less);
  const dates = counts.map((count) => utcTicks(...span, count)).find(({ length }) => length <= MOST_TICKS) ?? [];
  const days = dates.map((date) => date.toISOString().slice(0, 10));
  const areMonths = days.every((day) => day.endsWith("-01"));
  return days.map((day) => ({ day, label: areMonths ? day.slice(0, 7) : day.slice(5) }));
}

const clamp = (day: string, first: string, last: string) => (day < first ? first : day > last ? last : day);
const number = (day: string) => Date.parse(day) / MS_PER_DAY;
