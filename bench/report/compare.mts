/** Two files of figures beside each other: ratios of stacks, and bytes of state. */
import { cpuRatio, medianOf, ratio, type Where } from "../measures/stacks/group.mts";
import type { Sample } from "../measures/stacks/sample.mts";
import { OURS } from "../variants/index.mts";
import type { Result } from "./result.mts";
import type { Table } from "./section.mts";

const samplesOf = ({ sections }: Result): Sample[] =>
  sections.flatMap(({ measure, data }) => (measure === "stacks" ? (data as { samples: Sample[] }).samples : []));

/** How far two runs may be apart and still agree. */
const AGREE_PERCENT = 10;

export function comparison(before: Result, after: Result): Table {
  const [old, now] = [samplesOf(before), samplesOf(after)];
  const places = new Map(
    now
      .filter(({ variant }) => variant === OURS)
      .map(({ engine, size, operation, variant }): [string, Where] => [
        `${engine} ${size} ${operation}`,
        { engine, size, operation, variant },
      ]),
  );
  const rows = [...places.values()].flatMap((where) => [
    ...rowOf(where, "× wall clock", ratio(old, where)?.median, ratio(now, where)?.median),
    ...rowOf(where, "× processor", cpuRatio(old, where)?.median, cpuRatio(now, where)?.median),
    ...bytesRow(where, old, now),
  ]);
  return {
    title: `${OURS} against the floor, ${before.at} and ${after.at}`,
    head: ["engine", "users", "operation", "what", "first", "second", "change"],
    rows,
    notes: [`Ratios that changed by at most ${AGREE_PERCENT} % agree.`],
  };
}

function rowOf({ engine, size, operation }: Where, what: string, first?: number, second?: number): string[][] {
  if (first === undefined || second === undefined) return [];
  const change = 100 * (second / first - 1);
  const shown = `${change > 0 ? "+" : ""}${change.toFixed(0)} %${Math.abs(change) <= AGREE_PERCENT ? "" : " !"}`;
  const digits = first > 100 ? 0 : 2;
  return [[engine, String(size), operation, what, first.toFixed(digits), second.toFixed(digits), shown]];
}

function bytesRow(where: Where, old: readonly Sample[], now: readonly Sample[]): string[][] {
  if (where.operation !== "up") return [];
  const each = (samples: readonly Sample[]) => medianOf(samples, where, ({ stateBytes }) => stateBytes);
  const [first, second] = [each(old), each(now)];
  if (first === undefined || second === undefined) return [];
  return rowOf(where, "bytes of state each", first / where.size, second / where.size);
}
