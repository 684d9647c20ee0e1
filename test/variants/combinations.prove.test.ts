import fc from "fast-check";
import { it } from "vitest";
import { variantNames } from "../../src/emulator";
import { seedOf } from "../support/property";
import { repeatable } from "../support/repeat";
import { liveUnder } from "./life";

const COMBINATIONS = 200;

it(`${COMBINATIONS} random combinations of other readings: both kinds live, or say why not`, async () => {
  const seed = seedOf();
  const variants = fc.subarray([...variantNames], { minLength: 2, maxLength: 12 });
  await repeatable({ FC_SEED: seed }, () =>
    fc.assert(
      fc.asyncProperty(variants, (drawn) => liveUnder(drawn)),
      { seed, numRuns: COMBINATIONS },
    ),
  );
}, 1_800_000);
