/** What a measure hands over: tables for people, targets with what was seen, and every figure for machines. */

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read it. */
  readonly notes?: readonly string[];
}

/** What was promised, and what was seen. */
export interface Target {
  readonly what: string;
  readonly allowed: number;
  readonly seen: number;
  readonly unit?: string;
}

export const isMet = ({ allowed, seen }: Target): boolean => seen <= allowed;

export interface Section {
  readonly measure: string;
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
  /** What failed, or counted wrongly. One is enough for exit code 1. */
  readonly failures: readonly string[];
  /** Each single figure. */
  readonly data: unknown;
}

export const seconds = (ms: number): string => (ms < 10_000 ? (ms / 1000).toFixed(2) : (ms / 1000).toFixed(1));
export const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
export const whole = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** As Markdown, its columns in line, so that it reads in a terminal too. */
export function markdown({ title, head, rows, notes = [] }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(3, ...all.map((row) => (row[at] ?? "").length)));
  const line = (cells: readonly string[]) => `| ${widths.map((w, at) => (cells[at] ?? "").padEnd(w)).join(" | ")} |`;
  const rule = `|${widths.map((w) => "-".repeat(w + 2)).join("|")}|`;
  return [`### ${title}`, "", line(head), rule, ...rows.map(line), "", ...notes.flatMap((note) => [note, ""])].join(
    "\n",
  );
}

export function targetsTable(targets: readonly Target[]): Table {
  const shown = (value: number, unit = ""): string => `${Number.isInteger(value) ? value : value.toFixed(2)}${unit}`;
  return {
    title: "Targets",
    head: ["target", "seen", "at most", ""],
    rows: targets.map((target) => [
      target.what,
      shown(target.seen, target.unit),
      shown(target.allowed, target.unit),
      isMet(target) ? "met" : "missed",
    ]),
  };
}
