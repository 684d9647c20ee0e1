/** All checks, causes before what rests on them. */
import type { Check } from "../check";
import type { DoctorContext } from "../context";
import { certificateChecks } from "./certificate";
import { networkChecks } from "./network";
import { settingsChecks } from "./settings";
import { softwareChecks } from "./software";

export const doctorChecks: readonly Check<DoctorContext>[] = [
  ...softwareChecks,
  ...settingsChecks,
  ...certificateChecks,
  ...networkChecks,
];
