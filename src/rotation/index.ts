/**
 * Dates and rotation decisions: pure functions over UTC calendar days (`YYYY-MM-DD`). The clock is always passed in.
 */
export { type ApiKeyDates, type ApiKeyDatesQuestion, planApiKeyDates, type StoredKeyDates } from "./api-key";
export {
  AS_OF_VARIABLE,
  addDays,
  asOf,
  asOfSetting,
  daysBetween,
  earlierDay,
  endsAt,
  isWeekend,
  parseDay,
  requireDay,
  today,
} from "./days";
export { partsOfUrn, planFacts, type StateResource } from "./plan-facts";
export {
  type PlanAction,
  type PlanFacts,
  type PlanOptions,
  type PlanRow,
  type PlanWarning,
  type PlanWarningCode,
  planRow,
} from "./plan-row";
export { MANY_ENDS, planRows, type RotationPlan, type RotationPlanOptions } from "./plan-rows";
export {
  defaultOverlap,
  MAX_DAYS,
  type PolicyArgs,
  type PolicyContext,
  type PolicyProblem,
  validatePolicy,
  validateUserEnd,
} from "./policy";
export { decideRetirement, type Retirement, type RetirementQuestion } from "./retirement";
export {
  advanceSchedule,
  generationId,
  otherSlot,
  overlapEndsOn,
  type Schedule,
  type ScheduleAnswer,
  type ScheduleArgs,
  type ScheduleQuestion,
  type Slot,
  type SlotRole,
  slotRole,
} from "./schedule";
export { planUserEndDate, type UserEnd, type UserEndArgs, type UserEndQuestion } from "./user-end";
export {
  countDays,
  defaultWindow,
  describeEnd,
  gainsLife,
  isDue,
  type LifetimeArgs,
  plannedEnd,
  rotateOn,
  WARN_WITHIN_DAYS,
  windowOf,
} from "./window";
