/** Two files of figures beside each other: ratios of stacks, and bytes of state. */
import { cpuRatio, medianOf, ratio, type Where } from "../measures/stacks/group.mts";
import type { Sample } from "../measures/stacks/sample.mts";
import type { Result } from "./result.mts";
import type { Table } from "./section.mts";

/** A file of figures, and the variant in it that is compared. */
export interface Side {
  readonly result: Result;
  readonly variant: string;
}

/** How far two runs may be apart and still agree. */
const AGREE_PERCENT = 10;

export function comparison(first: Side, second: Side): Table {
  const sides = [first, second].map(({ result, variant }) => ({ samples: samplesOf(result), variant }));
  const rows = placesOf(sides[0]?.samples ?? []).flatMap((place) => {
    const pair = (value: (samples: readonly Sample[], where: Where) => number | undefined) =>
      sides.map(({ samples, variant }) => value(samples, { ...place, variant }));
    return [
      ...rowOf(
        place,
        "× wall clock",
        pair((samples, where) => ratio(samples, where)?.median),
      ),
      ...rowOf(
        place,
        "× processor",
        pair((samples, where) => cpuRatio(samples, where)?.median),
      ),
      ...(place.operation === "up" ? rowOf(place, "bytes of state each", pair(bytesEach)) : []),
    ];
  });
  return {
    title: `${first.variant} of ${first.result.at} and ${second.variant} of ${second.result.at}, each against its floor`,
    head: ["engine", "users", "operation", "what", "first", "second", "change"],
    rows,
    notes: [`Figures that differ by at most ${AGREE_PERCENT} % agree; others have a mark.`],
  };
}

const samplesOf = ({ sections }: Result): Sample[] =>
  sections.flatMap(({ measure, data }) => (measure === "stacks" ? (data as { samples: Sample[] }).samples : []));

type Place = Omit<Where, "variant">;

function placesOf(samples: readonly Sample[]): Place[] {
  const places = samples.map(({ engine, size, operation }): Place => ({ engine, size, operation }));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

function bytesEach(samples: readonly Sample[], where: Where): number | undefined {
  const bytes = medianOf(samples, where, ({ stateBytes }) => stateBytes);
  return bytes === undefined ? undefined : bytes / where.size;
}

function rowOf({ engine, size, operation }: Place, what: string, pair: readonly (number | undefined)[]): string[][] {
  const [first, second] = pair;
  if (first === undefined || second === undefined) return [];
  const change = 100 * (second / first - 1);
  const shown = `${change > 0 ? "+" : ""}${change.toFixed(0)} %${Math.abs(change) <= AGREE_PERCENT ? "" : " !"}`;
  const digits = first > 100 ? 0 : 2;
  return [[engine, String(size), operation, what, first.toFixed(digits), second.toFixed(digits), shown]];
}
