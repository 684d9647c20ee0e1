/** A plan in the forms in which people and programs read it. Pure. */
import type { RotationPlan } from "../plan";
import { ics } from "./ics";
import { json } from "./json";
import { markdown } from "./markdown";
import { openmetrics } from "./openmetrics";
import { page } from "./page/page";
import { table } from "./table";

/** The forms in which a plan is written, by their names for `--format`; each ends with a line break. A new form is a line here. */
const forms = { table, json, markdown, html: page, ics, openmetrics } satisfies Record<
  string,
  (plan: RotationPlan) => string
>;

/** The name of a form. */
export type Format = keyof typeof forms;

/** The names of all forms. */
export const FORMATS = Object.keys(forms);

/** Writes a plan in one of the forms. */
export function render(plan: RotationPlan, format: Format): string {
  return forms[format](plan);
}
