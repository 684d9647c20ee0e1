/** What the next run does to users and keys because of the date, and why: rows from exported states or from outputs. Pure. */
export { planFacts, type StateResource } from "./facts";
export { planRow } from "./row";
export { MANY_ENDS, type PlanSummary, planOf, planRows, type RotationPlan } from "./rows";
export type { PlanEvent, PlanFacts, PlanRow, PlanRunAction, PlanWarning } from "./types";
