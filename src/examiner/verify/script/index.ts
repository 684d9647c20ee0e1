/** The script: every request of a run, in order. */
import { keyDeletionSteps, keySteps } from "./keys";
import { readingSteps } from "./reading";
import type { Step } from "./step";
import { accountSteps, creationSteps, deletionSteps, endSteps, userSteps } from "./users";

/** All steps. What they make is listed in `docs/reference/commands/verify.md` and by the command before the first of them that writes. */
export const script: readonly Step[] = [
  ...readingSteps,
  ...creationSteps,
  ...userSteps,
  ...accountSteps,
  ...keySteps,
  ...endSteps,
  ...keyDeletionSteps,
  ...deletionSteps,
];
