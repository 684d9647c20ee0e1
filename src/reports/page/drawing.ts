import type { Axis } from "./axis";
import { percent } from "./bar";
import { type Html, html } from "./html";

/** The marks of events, drawn round the place of their day: their shapes differ, not only their colours. */
const MARKS = [
  { event: "extend", does: "a run moves the end", path: "M-4 8L6 14L-4 20Z" },
  { event: "rotate", does: "a run makes a new key", path: "M0 7L7 14L0 21L-7 14Z" },
  { event: "retire", does: "a run disables the old key", path: "M-5 9H5V19H-5Z" },
  { event: "remove", does: "a run deletes the old key", path: "M-5 9L5 19M5 9L-5 19" },
  { event: "end", does: "it ends, and nothing replaces it", path: "M0 5V23" },
] as const;

const SPANS = [
  { name: "life", does: "it works" },
  { name: "life off", does: "disabled or ended" },
  { name: "window", does: "window: a run rotates or extends it" },
  { name: "window due", does: "the same, and due" },
  { name: "overlap", does: "overlap: two keys work" },
] as const;

/** What the lines of the timeline are drawn with: the marks, and the grid with today's line. */
export function shapes({ ticks, today, at }: Axis): Html {
  const vertical = (name: string, place: number) =>
    html`<line class="${name}" x1="${percent(place)}" x2="${percent(place)}" y2="100%"/>`;
  return html`<svg class="shapes" aria-hidden="true">
${MARKS.map(({ event, path }) => html`<path id="${event}" class="mark ${event}" d="${path}"/>`)}
${["hatch", "hatch-due"].map(hatch)}
<g id="grid">${ticks.map((tick) => vertical("tick", tick.at))}${vertical("today", at(today))}</g>
</svg>`;
}

const hatch = (id: string) =>
  html`<pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="gap" width="5" height="5"/><path class="stripe" d="M2 0V5"/></pattern>`;

/** The days above the lines. */
export function scale({ ticks, today, at }: Axis): Html {
  const label = (name: string, place: number, text: string) =>
    html`<text class="${name}" x="${percent(place)}" y="${name === "today" ? 12 : 26}">${text}</text>`;
  const labels = ticks.map((tick) => label("tick", tick.at, tick.label));
  return html`<svg class="scale" aria-hidden="true">${labels}${label("today", at(today), "today")}</svg>`;
}

/** What the drawings mean. */
export function legend(): Html {
  const spans = SPANS.map(
    ({ name, does }) =>
      html`<li><svg class="sample" aria-hidden="true"><rect class="${name}" width="100%"/></svg> ${does}</li>
`,
  );
  const marks = MARKS.map(
    ({ event, does }) =>
      html`<li><svg class="sample" aria-hidden="true"><use href="#${event}" x="50%"/></svg> <b>${event}</b>: ${does}</li>
`,
  );
  return html`<ul class="legend" aria-label="Legend">
${spans}${marks}<li><svg class="sample" aria-hidden="true"><line class="today" x1="50%" x2="50%" y2="100%"/></svg> today</li>
</ul>`;
}
