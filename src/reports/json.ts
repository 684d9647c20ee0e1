import type { RotationPlan } from "../plan";

/** The whole plan, as `docs/reference/schemas/plan.schema.json` describes it. */
export const json = (plan: RotationPlan): string => `${JSON.stringify(plan, null, 2)}\n`;
