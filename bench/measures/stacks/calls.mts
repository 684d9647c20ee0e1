/** A floor that makes other calls than ours is no floor for ours. */
import { OURS, type Variant } from "../../variants/index.mts";
import type { Sample } from "./sample.mts";

/** What differs, in words; nothing where every such variant makes the calls of ours. */
export function sameCalls(samples: readonly Sample[], variants: readonly Variant[]): string[] {
  const key = ({ engine, size, operation, round, turn }: Sample) => [engine, size, operation, round, turn].join(" ");
  const ours = new Map(samples.filter(({ variant }) => variant === OURS).map((each) => [key(each), each.calls]));
  const asOurs = new Set(variants.filter((each) => each.callsAsOurs).map(({ name }) => name));
  const differing = samples.flatMap((sample) => {
    const expected = ours.get(key(sample));
    if (!asOurs.has(sample.variant) || expected === undefined) return [];
    const [made, wanted] = [JSON.stringify(sample.calls), JSON.stringify(expected)];
    return made === wanted
      ? []
      : [`${sample.variant}, ${sample.operation}: its calls are ${made}, those of ours ${wanted}`];
  });
  return [...new Set(differing)];
}

export const callCount = ({ calls }: Pick<Sample, "calls">): number =>
  Object.values(calls).reduce((sum, count) => sum + count, 0);
