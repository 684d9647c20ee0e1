/** `up`, unchanged `preview`, `refresh`, an update of one field and `destroy` of stacks of service users, and their state. */
import type { Section } from "../../report/section.mts";
import type { Measure, Settings } from "../measure.mts";
import { sameCalls } from "./calls.mts";
import { collect } from "./rounds.mts";
import { tablesOf } from "./tables.mts";
import { targetsOf } from "./targets.mts";

export const stacks: Measure = {
  name: "stacks",
  means: "up, unchanged preview, refresh, one-field update, destroy and state of stacks of service users, all variants",
  async run(settings: Settings): Promise<Section> {
    const { samples, failures } = await collect(settings);
    return {
      measure: "stacks",
      tables: tablesOf(samples, settings),
      targets: targetsOf(samples, settings),
      failures: [...failures, ...sameCalls(samples, settings.variants)],
      data: { samples },
    };
  },
};
