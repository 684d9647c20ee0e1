import { daysBetween } from "../rotation";
import { decide } from "./decide";
import { eventsOf } from "./events";
import type { Decision, PlanEvent, PlanFacts, PlanOptions, PlanRow } from "./types";
import { warningsOf } from "./warnings";
import { windowOpensOn } from "./window";

/**
 * Says what comes to one user or key, what the next run does and why, from what its state says; the same rules as in check
 * decide.
 */
export function planRow(facts: PlanFacts, options: PlanOptions): PlanRow {
  const { today } = options;
  const { endDate } = facts;
  const events = eventsOf(facts, today);
  const action = actionOf(events, today);
  const decision: Decision =
    facts.role === "previous"
      ? { action: "none", reason: previousReason(facts, events, today), rotatesOn: null }
      : decide(facts, today);
  const first = (name: PlanEvent["event"]) => events.find(({ event }) => event === name)?.on ?? null;
  const rotatesOn = facts.kind === "ServiceUser" ? first("extend") : first("rotate");
  const isKey = facts.kind !== "ServiceUser" || facts.role === "initial";
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
    daysLeft: endDate === undefined ? null : daysBetween(today, endDate),
    rotatesOn,
    windowOpensOn: windowOpensOn(facts, rotatesOn),
    retiresOn: first("retire"),
    action,
    reason: reasonOf(decision, action, isKey ? events : []),
    events,
    next: events[0] ?? null,
    warnings: warningsOf(facts, options, decision, action),
  };
}

/** What the run of the plan's day does. */
function actionOf([first]: readonly PlanEvent[], today: string): PlanRow["action"] {
  return first === undefined || first.event === "end" || first.on > today ? "none" : first.event;
}

/** Why, in a few words; of a key that nothing else comes to, that its end moves with its user's. */
function reasonOf({ reason }: Decision, action: PlanRow["action"], [first]: readonly PlanEvent[]): string {
  return action === "none" && first?.event === "extend" ? `its end moves with its user's on ${first.on}` : reason;
}

function previousReason(
  { endDate, usesPrevious, retired, retireOn, isRetained }: PlanFacts,
  events: readonly PlanEvent[],
  today: string,
): string {
  const dayOf = (name: PlanEvent["event"]) => events.find(({ event }) => event === name)?.on;
  const removed = dayOf("remove");
  if (removed === today) {
    const ended = endDate !== undefined && endDate < today;
    return ended ? `it ended on ${endDate}: deleted` : "deleted: the rotation of the newest key takes its place";
  }
  if (retired) return removed === undefined ? "disabled" : `disabled; deleted on ${removed}`;
  if (usesPrevious) return 'held: use is "previous"';
  const retires = dayOf("retire");
  if (retires === today) return `the overlap ended on ${retireOn ?? today}`;
  if (retires !== undefined) return `both keys work until ${retires}`;
  if (removed !== undefined) return `deleted on ${removed}`;
  return isRetained ? "retained: no run deletes it" : "the overlap has no end yet";
}
