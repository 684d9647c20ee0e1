import { daysBetween } from "../rotation";
import { decide } from "./decide";
import type { PlanFacts, PlanOptions, PlanRow } from "./types";
import { warningsOf } from "./warnings";
import { windowOpensOn } from "./window";

/**
 * Says what the next run does to one user or key, and why, from what its state says; the same rules as in check decide.
 */
export function planRow(facts: PlanFacts, options: PlanOptions): PlanRow {
  const { action, reason, rotatesOn, warning } = decide(facts, options.today);
  const { endDate } = facts;
  return {
    stack: facts.stack,
    project: facts.project,
    name: facts.name,
    urn: facts.urn,
    kind: facts.kind,
    role: facts.role ?? null,
    label: facts.label ?? null,
    user: facts.userName ?? null,
    status: facts.status ?? null,
    issuedOn: facts.issuedOn ?? null,
    endDate: endDate ?? null,
    daysLeft: endDate === undefined ? null : daysBetween(options.today, endDate),
    rotatesOn,
    windowOpensOn: windowOpensOn(facts, rotatesOn),
    retiresOn: facts.role === "previous" ? (facts.retireOn ?? null) : null,
    action,
    reason,
    warnings: warningsOf(facts, options, { action, reason, rotatesOn, warning }),
  };
}
