/** The schedule of a `RotatingApiKey` lives in state alone: nothing here makes a call. */
import { randomBytes } from "node:crypto";
import type { ResourceHandlers } from "../../host/handlers";
import { type Props, text } from "../../host/state";
import { checkSchedule, diffSchedule, readSchedule, scheduleNames } from "./plan";

export const rotationScheduleHandlers: ResourceHandlers = {
  kind: "rotation schedule",
  stateNames: scheduleNames,
  isRemote: () => false,
  subject: (props) => `rotating API key "${text(props, "namePrefix") || text(props, "serviceUserId")}"`,
  check: checkSchedule,
  diff: diffSchedule,
  // The id goes into every generation: a schedule that is made anew revives no key of the one before it.
  create: (inputs) => Promise.resolve({ id: randomBytes(6).toString("hex"), outs: inputs }),
  read: (_id, olds: Props) => Promise.resolve(readSchedule(olds) && { props: olds, inputs: olds }),
  update: (_id, _olds, news) => Promise.resolve(news),
  delete: () => Promise.resolve(),
};
