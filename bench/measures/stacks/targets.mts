/** What "as fast as the engine allows" promises of stacks. */
import type { Target } from "../../report/section.mts";
import { OURS } from "../../variants/index.mts";
import type { OperationName, Settings } from "../measure.mts";
import { floorOf, ratio } from "./group.mts";
import type { Sample } from "./sample.mts";

const PROMISES: readonly { operation: OperationName; sizes: readonly number[]; atMost: number }[] = [
  { operation: "preview", sizes: [300, 1000], atMost: 1.05 },
  { operation: "up", sizes: [300], atMost: 1.15 },
  { operation: "update", sizes: [300], atMost: 1.15 },
  { operation: "destroy", sizes: [300], atMost: 1.15 },
];

export const targetsOf = (samples: readonly Sample[], { engines }: Settings): Target[] =>
  engines.flatMap((engine) =>
    PROMISES.flatMap(({ operation, sizes, atMost }) =>
      sizes.flatMap((size) => {
        const seen = ratio(samples, { engine, size, operation, variant: OURS });
        if (seen === undefined) return [];
        const what = `${operation} of ${size}, ${engine}, against ${floorOf(operation)}`;
        return [{ what, allowed: atMost, seen: seen.median }];
      }),
    ),
  );
