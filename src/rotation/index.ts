/**
 * Dates and rotation decisions: pure functions over UTC calendar days (`YYYY-MM-DD`). The clock is always passed in.
 */
export { type ApiKeyDates, type ApiKeyDatesFacts, planApiKeyDates } from "./api-key";
export {
  AS_OF_VARIABLE,
  addDays,
  asOf,
  asOfSetting,
  daysBetween,
  endsAt,
  isWeekend,
  parseDay,
  requireDay,
  today,
} from "./days";
export { actsOn, lesserEnd } from "./granted";
export { endsWithUser, keptKeyMovesOn, keptKeyWarning } from "./kept-key";
export {
  defaultOverlap,
  type PolicyArgs,
  validatePolicy,
  validateUserEnd,
} from "./policy";
export { decideRetirement } from "./retirement";
export {
  advanceSchedule,
  generationId,
  otherSlot,
  type Schedule,
  type ScheduleFacts,
  type Slot,
  slotRole,
} from "./schedule";
export { planUserEndDate, type UserEnd, type UserEndFacts } from "./user-end";
export {
  countDays,
  defaultWindow,
  describeEnd,
  isDue,
  type LifetimeArgs,
  rotateOn,
  windowOf,
} from "./window";
