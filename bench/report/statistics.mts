/** Medians, ratios and slopes: pure. */

/** The middle of the values; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("there is no median of no values");
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** A median with the least and the greatest of its values. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
  count: values.length,
});

/** A spread in one cell of a table. */
export const shown = (spread: Spread | undefined): string =>
  spread === undefined
    ? ""
    : `${spread.median.toFixed(2)} (${spread.least.toFixed(2)}–${spread.most.toFixed(2)}, n=${spread.count})`;

/** What is compared: the same turn of the same round, in which the machine was as busy for one as for the other. */
interface Timed {
  readonly round: number;
  readonly turn: number;
}

/** Each value against that of the floor in the same turn. Turns in which one of the two is missing count for nothing. */
export function ratiosOf<T extends Timed>(ours: readonly T[], floor: readonly T[], value: (of: T) => number): number[] {
  const key = ({ round, turn }: Timed): string => `${round}/${turn}`;
  const beneath = new Map(floor.map((each) => [key(each), value(each)]));
  return ours.flatMap((each) => {
    const under = beneath.get(key(each));
    return under === undefined || under === 0 ? [] : [value(each) / under];
  });
}

/** What one more object costs between two sizes: where it grows with the size, the whole grows faster than the size. */
export function slopes(
  points: readonly { size: number; value: number }[],
): { from: number; to: number; each: number }[] {
  const sorted = [...points].sort((a, b) => a.size - b.size);
  return sorted.slice(1).flatMap((point, at) => {
    const before = sorted[at];
    if (before === undefined || before.size === point.size) return [];
    return [{ from: before.size, to: point.size, each: (point.value - before.value) / (point.size - before.size) }];
  });
}
