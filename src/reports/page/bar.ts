import type { PlanEvent, PlanRow } from "../../plan";
import { addDays } from "../../rotation";
import type { Axis } from "./axis";
import { type Html, html } from "./html";

/** Days between two days: the first is in it, the last is not. Absent: open on that side. */
interface Span {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What a line of the timeline shows; a drawing of it and its words are made from this. */
export interface Bar {
  readonly life: Span;
  /** Whether the key works, as far as its state says. */
  readonly works: boolean;
  /** In it a run rotates the key or extends the user. */
  readonly window: Span | undefined;
  readonly isDue: boolean;
  /** In it two keys of a pair work. */
  readonly overlaps: readonly Span[];
  readonly events: readonly PlanEvent[];
}

/** The line of a row; `newest` is the other key of a pair, for its previous one. */
export function barOf(row: PlanRow, today: string, newest?: PlanRow): Bar {
  const { issuedOn, endDate, status, windowOpensOn, action, events } = row;
  const to = endDate === null ? undefined : addDays(endDate, 1); // it works to the end of that day
  return {
    life: { from: issuedOn ?? undefined, to },
    works: (status ?? "ACTIVE") === "ACTIVE" && (endDate === null || endDate >= today),
    window: windowOpensOn === null ? undefined : { from: windowOpensOn, to },
    isDue: action === "rotate" || action === "extend",
    overlaps: overlapsOf(row, newest).filter(({ from, to }) => from < to),
    events,
  };
}

/** Of a previous key since the newest one was made, of the newest one from its own rotation on; to the retirement. */
function overlapsOf({ role, events, status }: PlanRow, newest?: PlanRow): { from: string; to: string }[] {
  const retire = events.find(({ event }) => event === "retire");
  if (retire === undefined || status === "DISABLED") return [];
  const rotate = events.find(({ event }) => event === "rotate");
  const from = role === "previous" ? newest?.issuedOn : rotate?.on;
  return from === undefined || from === null ? [] : [{ from, to: retire.on }];
}

/** The words of a bar, for those who do not see it and for whoever points at it. */
export function describe({ life, window, overlaps, events }: Bar): string {
  const begins = life.from === undefined ? "made on an unknown day" : `made on ${life.from}`;
  const ends = life.to === undefined ? "without end" : `ends on ${lastDay(life.to)}`;
  const windows = window === undefined ? [] : [`window from ${window.from}`];
  const both = overlaps.map(({ from, to }) => `two keys work from ${from} until ${to}`);
  const next = events.filter(({ event }) => event !== "end").map(({ event, on }) => `${event} on ${on}`);
  return [begins, ...windows, ...both, ...next, ends].join(", ");
}

const lastDay = (after: string) => addDays(after, -1);

/** A bar as a drawing: a rectangle for each span, a mark for each event. Places are percents, so that it has any width. */
export function draw(bar: Bar, axis: Axis): Html {
  const life = rectangle(bar.life, axis, bar.works ? "life" : "life off");
  const window = bar.window && rectangle(bar.window, axis, bar.isDue ? "window due" : "window");
  const overlaps = bar.overlaps.map((span) => rectangle(span, axis, "overlap"));
  // Of several marks on one day the first to come lies on top.
  const events = bar.events.toReversed().flatMap((event) => mark(event, axis));
  return html`<svg class="drawing" role="img"><title>${describe(bar)}</title><use href="#grid"/>${life}${window}${overlaps}${events}</svg>`;
}

function rectangle({ from, to }: Span, axis: Axis, name: string): Html {
  const [left, right] = [from === undefined ? 0 : axis.at(from), to === undefined ? 100 : axis.at(to)].map(within);
  return html`<rect class="${name}" x="${percent(left ?? 0)}" width="${percent((right ?? 0) - (left ?? 0))}"/>`;
}

function mark({ event, on }: PlanEvent, axis: Axis): Html[] {
  // An end that is the last day is marked behind it, where its bar ends.
  const at = axis.at(event === "end" ? addDays(on, 1) : on);
  return at < 0 || at > 100 ? [] : [html`<use href="#${event}" x="${percent(at)}"/>`];
}

const within = (at: number) => Math.min(100, Math.max(0, at));

/** A thousandth of a percent is less than a pixel on any screen, and less than a day in any plan. */
export const percent = (at: number) => `${Math.round(at * 1000) / 1000}%`;
