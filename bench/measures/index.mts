/** Every measure, in the order in which they run. */
import { adoption } from "./adoption.mts";
import { emulator } from "./emulator.mts";
import { fleet } from "./fleet.mts";
import { inProcess } from "./in-process.mts";
import { creates } from "./limits/creates.mts";
import { reads } from "./limits/reads.mts";
import type { Measure } from "./measure.mts";
import { plan } from "./plan.mts";
import { profiles } from "./profile/index.mts";
import { stacks } from "./stacks/index.mts";
import { starts } from "./start.mts";

export const measures: readonly Measure[] = [
  stacks,
  starts,
  fleet,
  adoption,
  creates,
  reads,
  plan,
  emulator,
  inProcess,
  profiles,
];
