import { shorten } from "../basics/text-table";
import type { PlanEvent, PlanRow, RotationPlan } from "../plan";
import { kindOf, stackOf } from "./words";

/** More bars than this are a picture that nobody reads; with short names they also take no more than 12,000 characters. */
const MOST_BARS = 40;

const WORDS: Partial<Record<PlanEvent["event"], string>> = {
  extend: "extended",
  rotate: "rotates",
  retire: "disabled",
};

/** The lives of what comes first as a Mermaid chart; empty where nothing has an end. */
export function timeline({ asOf, rows }: RotationPlan): string[] {
  const living = rows.filter(({ endDate }) => endDate !== null && endDate >= asOf);
  if (living.length === 0) return [];
  const sections = new Map<string, string[]>();
  for (const row of living.slice(0, MOST_BARS)) {
    const section = `  section ${word(stackOf(row))}`;
    sections.set(section, [...(sections.get(section) ?? []), ...barsOf(row, asOf)]);
  }
  const head = ["```mermaid", "gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %Y-%m-%d", "  inclusiveEndDates"];
  const left = living.length - MOST_BARS;
  const rest = left > 0 ? ["", `The chart shows the ${MOST_BARS} that come first; ${left} are left out.`] : [];
  return [...head, ...[...sections].flatMap(([section, bars]) => [section, ...bars]), "```", ...rest];
}

/** The life of one, and what comes to it. A line begins with a word of ours: some names would be commands of the chart. */
function barsOf(row: PlanRow, asOf: string): string[] {
  const { name, issuedOn, endDate, events, warnings } = row;
  const called = word(name);
  const from = issuedOn !== null && endDate !== null && issuedOn <= endDate ? issuedOn : asOf;
  const tag = warnings.length > 0 ? "crit, " : "";
  const marks = events.flatMap(({ event, on }) => {
    const verb = WORDS[event];
    return verb === undefined ? [] : [`    ${verb} ${called} :milestone, ${on}, 0d`];
  });
  return [`    ${kindOf(row)} ${called} :${tag}${from}, ${endDate}`, ...marks];
}

/** A name in the letters that a chart takes as text. */
const word = (text: string): string => shorten(text.replaceAll(/[^\p{L}\p{M}\p{N} ./()-]/gu, "_"), 40);
