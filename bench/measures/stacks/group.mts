/** Samples of one engine, size, operation and variant, and what they come to. */
import { median, ratiosOf, type Spread, spreadOf } from "../../report/statistics.mts";
import { FLOOR, FLOOR_CALLS } from "../../variants/index.mts";
import type { OperationName } from "../measure.mts";
import type { Sample } from "./sample.mts";

export type Where = Pick<Sample, "engine" | "size" | "operation" | "variant">;

export const samplesAt = (samples: readonly Sample[], where: Partial<Where>): Sample[] =>
  samples.filter((sample) => Object.entries(where).every(([name, value]) => sample[name as keyof Where] === value));

/** Against which floor an operation is held: a preview makes no call, the others make those of ours. */
export const floorOf = (operation: OperationName): string => (operation === "preview" ? FLOOR : FLOOR_CALLS);

/** The wall clock of a variant against a floor, turn by turn; undefined where one of them was not measured. */
export function ratio(samples: readonly Sample[], where: Where, floor = floorOf(where.operation)): Spread | undefined {
  const values = ratiosOf(samplesAt(samples, where), samplesAt(samples, { ...where, variant: floor }), ({ ms }) => ms);
  return values.length === 0 ? undefined : spreadOf(values);
}

/** The same of the processor's time, which other work on the machine disturbs less. */
export function cpuRatio(
  samples: readonly Sample[],
  where: Where,
  floor = floorOf(where.operation),
): Spread | undefined {
  const beneath = samplesAt(samples, { ...where, variant: floor });
  const values = ratiosOf(samplesAt(samples, where), beneath, ({ cpuMs }) => cpuMs ?? 0);
  return values.length === 0 ? undefined : spreadOf(values);
}

export function medianOf(samples: readonly Sample[], where: Partial<Where>, value: (of: Sample) => number | undefined) {
  const values = samplesAt(samples, where).flatMap((sample) => value(sample) ?? []);
  return values.length === 0 ? undefined : median(values);
}
