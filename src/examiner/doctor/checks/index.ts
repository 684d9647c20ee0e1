/** All checks, causes before what rests on them. */
import type { Check } from "../check";
import type { DoctorContext } from "../context";
import { certificateChecks } from "./certificate";
import { endChecks } from "./ends";
import { knowledgeChecks } from "./knowledge";
import { networkChecks } from "./network";
import { readChecks } from "./reads";
import { responseChecks } from "./responses";
import { settingsChecks } from "./settings";
import { softwareChecks } from "./software";

export const doctorChecks: readonly Check<DoctorContext>[] = [
  ...softwareChecks,
  ...settingsChecks,
  ...certificateChecks,
  ...networkChecks,
  ...responseChecks,
  ...readChecks,
  ...endChecks,
  ...knowledgeChecks,
];
