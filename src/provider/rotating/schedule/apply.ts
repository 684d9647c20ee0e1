/** The schedule of a `RotatingApiKey` lives in state alone: nothing here makes a call. */
import { randomBytes } from "node:crypto";
import type { ResourceHandlers } from "../../host/handlers";
import type { Props } from "../../host/state";
import { readSchedule, schedulePlan } from "./plan";

export const rotationScheduleHandlers: ResourceHandlers = {
  ...schedulePlan,
  // The id goes into every generation: a schedule that is made anew revives no key of the one before it.
  create: (inputs) => Promise.resolve({ id: randomBytes(6).toString("hex"), outs: inputs }),
  read: (_id, olds: Props) => Promise.resolve(readSchedule(olds) && { props: olds, inputs: olds }),
  update: (_id, _olds, news) => Promise.resolve(news),
  delete: () => Promise.resolve(),
};
