/** Draws the weeks of a pair on a time axis: runs, lives of keys, overlaps, and whose key each call used. */
import type { Day } from "./play.mts";
import { element, picture } from "./svg.mts";

const WIDTH = 880;
const LEFT = 96;
const RIGHT = 84;
const ROWS = { runs: 78, keys: 100, keyHeight: 32, bar: 22, calls: 20 };

const STYLE = `
svg{--ground:#fff;--edge:#d1d9e0;--text:#1f2328;--dim:#59636e;--on:#fff;--A:#0969da;--B:#bc4c00;--C:#8250df;--band:#eef1f4}
@media (prefers-color-scheme:dark){svg{--ground:#0d1117;--edge:#3d444d;--text:#e6edf3;--dim:#9198a1;--on:#0d1117;--A:#58a6ff;--B:#f0883e;--C:#bc8cff;--band:#1c2330}}
.ground{fill:var(--ground);stroke:var(--edge)}
text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--text)}
.dim{fill:var(--dim)}.head{font-weight:600}.mono{font-family:ui-monospace,Menlo,Consolas,monospace}
.on{fill:var(--on);font-weight:600}
.axis{stroke:var(--edge)}.tick{stroke:var(--dim)}.event{stroke:var(--text);stroke-width:2}
.band{fill:var(--band)}
.A{fill:var(--A)}.B{fill:var(--B)}.C{fill:var(--C)}
.rest{fill:none;stroke:var(--dim);stroke-dasharray:3 3}
`;

interface Life {
  readonly letter: string;
  readonly made: string;
  readonly endDate: string;
  /** The first day on which it did not work any more, if there was one. */
  readonly stopped: string | undefined;
}

/** The lives of the keys, from what DigiCert ONE held each day. */
export function livesOf(days: readonly Day[]): Life[] {
  const letters = [...new Set(days.flatMap(({ keys }) => keys.map(({ letter }) => letter)))].sort();
  return letters.map((letter) => {
    const its = days.flatMap(({ day, keys }) =>
      keys.filter((key) => key.letter === letter).map((key) => ({ day, ...key })),
    );
    const [first] = its;
    if (first === undefined) throw new Error(`key ${letter} never lived`);
    const stopped = its.find(({ enabled }) => !enabled)?.day;
    return { letter, made: first.day, endDate: first.endDate, stopped };
  });
}

/** Draws the days. */
export function drawRotation(days: readonly Day[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) throw new Error("there are no days to draw");
  const lives = livesOf(days);
  const x = scale(first.day, last.day);
  const callsTop = ROWS.keys + lives.length * ROWS.keyHeight + 14;
  const consumers = Object.keys(first.calls);
  const axis = callsTop + consumers.length * ROWS.calls + 24;
  const calls = days.flatMap((day) => Object.values(day.calls));
  const refused = calls.filter(({ status }) => status !== 200).length;
  const summary = `${calls.length} calls, ${refused === 0 ? "none" : refused} refused`;
  return picture({
    width: WIDTH,
    height: axis + 56,
    title: "A rotation with overlap",
    description: describe(days, lives, summary),
    style: STYLE,
    content: [
      text(16, 24, "Two keys take turns", { class: "head" }),
      text(WIDTH - 16, 24, `lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7`, {
        class: "dim mono",
        "text-anchor": "end",
      }),
      ...bands(lives, x, callsTop + consumers.length * ROWS.calls),
      ...runs(days, x),
      ...lives.flatMap((life, row) => bar(life, row, x, last.day)),
      ...consumers.flatMap((name, row) => callsOf(name, days, x, callsTop + row * ROWS.calls)),
      ...months(days, x, axis),
      text(16, axis + 42, `${summary}. Drawn from a run of the demo's program on the emulator.`, { class: "dim" }),
    ],
  });
}

type Scale = (day: string) => number;

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

function scale(first: string, last: string): Scale {
  const perDay = (WIDTH - LEFT - RIGHT) / (daysBetween(first, last) + 1);
  return (day) => LEFT + daysBetween(first, day) * perDay;
}

const text = (x: number, y: number, content: string, attributes: Record<string, string> = {}) =>
  element("text", { x, y, ...attributes }, content);

const label = (y: number, content: string, attributes: Record<string, string> = {}) => text(16, y, content, attributes);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const short = (day: string) => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;

/** From the day a key is made to the day the one before it stops: both work. */
function bands(lives: readonly Life[], x: Scale, bottom: number): string[] {
  return lives.flatMap((life, at) => {
    const before = lives[at - 1];
    if (before?.stopped === undefined) return [];
    const [from, to] = [x(life.made), x(before.stopped)];
    return [
      element("rect", { class: "band", x: from, y: ROWS.runs + 4, width: to - from, height: bottom - ROWS.runs - 4 }),
      text((from + to) / 2, bottom + 14, "both work", { class: "dim", "text-anchor": "middle" }),
    ];
  });
}

/** A tick for each run. One that changed something is longer and says so: a new key in the upper line, the rest in the lower. */
function runs(days: readonly Day[], x: Scale): string[] {
  const drawn = days.flatMap(({ day, run }) => {
    if (run === undefined) return [];
    const at = x(day);
    const tick = (name: string, y1: number) => element("line", { class: name, x1: at, x2: at, y1, y2: ROWS.runs + 4 });
    if (run.did.length === 0) return [tick("tick", ROWS.runs - 2)];
    const upper = run.did.some((did) => did.startsWith("makes"));
    const top = ROWS.runs - (upper ? 32 : 16);
    return [
      tick("event", top),
      text(at + 5, top + 10, upper ? `${run.did.join(", ")}, ${short(day)}` : run.did.join(", ")),
    ];
  });
  return [label(ROWS.runs + 4, "pulumi up", { class: "mono" }), ...drawn];
}

/** The life of a key: full while it works, dashed for what its end date would have given it. */
function bar(life: Life, row: number, x: Scale, lastDay: string): string[] {
  const y = ROWS.keys + row * ROWS.keyHeight;
  const edge = x(lastDay) + (x(lastDay) - x(life.made)) / Math.max(1, daysBetween(life.made, lastDay));
  const from = x(life.made);
  const to = Math.min(life.stopped === undefined ? edge : x(life.stopped), edge);
  const end = Math.min(x(life.endDate), edge);
  const beyond = life.endDate > lastDay;
  return [
    label(y + 15, `key ${life.letter}`),
    element("rect", { class: life.letter, x: from, y, width: to - from, height: ROWS.bar, rx: 3 }),
    ...(life.stopped === undefined
      ? []
      : [element("rect", { class: "rest", x: to, y: y + 0.5, width: end - to, height: ROWS.bar - 1 })]),
    text(from + 8, y + 15, life.letter, { class: "on" }),
    text(end + 6, y + 15, beyond ? `to ${short(life.endDate)}` : `end ${short(life.endDate)}`, { class: "dim" }),
  ];
}

/** The calls of a consumer: a mark for each day in the colour of its key, or a cross. */
function callsOf(name: string, days: readonly Day[], x: Scale, y: number): string[] {
  const marks = days.map(({ day, calls }) => {
    const call = calls[name];
    if (call === undefined) throw new Error(`${name} did not call on ${day}`);
    if (call.status !== 200) return text(x(day), y + 12, "✗", {});
    return element("rect", { class: call.key, x: x(day) + 0.5, y: y + 3, width: 3, height: 9 });
  });
  return [label(y + 12, `calls: ${name}`), ...marks];
}

function months(days: readonly Day[], x: Scale, y: number): string[] {
  const [from, to] = [LEFT, WIDTH - RIGHT];
  return [
    element("line", { class: "axis", x1: from, x2: to, y1: y, y2: y }),
    ...days
      .filter(({ day }) => day.endsWith("-01"))
      .flatMap(({ day }) => [
        element("line", { class: "tick", x1: x(day), x2: x(day), y1: y, y2: y + 5 }),
        text(x(day), y + 20, MONTHS[Number(day.slice(5, 7)) - 1] ?? "", { class: "dim", "text-anchor": "middle" }),
      ]),
  ];
}

function describe(days: readonly Day[], lives: readonly Life[], summary: string): string {
  const events = days.flatMap(({ day, run }) => (run?.did ?? []).map((did) => `${day}: pulumi up ${did}.`));
  const overlaps = lives.flatMap((life, at) => {
    const before = lives[at - 1];
    if (before?.stopped === undefined) return [];
    return [
      `Keys ${before.letter} and ${life.letter} both work for ${daysBetween(life.made, before.stopped)} days from ${life.made} on.`,
    ];
  });
  return [...events, ...overlaps, `Two consumers call every day: ${summary}.`].join(" ");
}
