import { addDays, countDays, daysBetween, defaultOverlap, defaultWindow, describeEnd, isWeekend } from "../rotation";
import type { Decision, PlanFacts, PlanOptions, PlanRow, PlanWarning, PlanWarningCode } from "./types";

/** What a person should look at in a row. */
export function warningsOf(
  facts: PlanFacts,
  options: PlanOptions,
  decision: Decision,
  action: PlanRow["action"],
): PlanWarning[] {
  const found: PlanWarning[] = [];
  const warn = (code: PlanWarningCode, text: string) => found.push({ code, text });
  const { today } = options;
  const { endDate, user } = facts;
  if (facts.role === "previous") {
    const opens = !facts.retired && (endDate === undefined || endDate >= today);
    if (opens && action === "retire" && facts.retireOn !== undefined && facts.retireOn < today) {
      const late = countDays(daysBetween(facts.retireOn, today));
      warn(
        "previous-enabled",
        `The previous key should have been disabled ${late} ago, on ${facts.retireOn}. Run an update.`,
      );
    }
    return found;
  }
  found.push(...optionWarnings(facts, decision));
  if (endDate === undefined && facts.cameWith !== undefined) return found; // as its user
  if (endDate === undefined) {
    warn("no-end", "It has no end date. Set lifetimeDays or endDate.");
    return found;
  }
  if (endDate < today) warn("expired", `It ${describeEnd(today, endDate)}: whoever uses it is refused.`);
  if (decision.warning !== undefined) warn("ends-soon", decision.warning);
  if (user?.endDate !== undefined && user.endDate < endDate) {
    warn(
      "outlives-user",
      `It ends on ${endDate}, but its user "${user.name}" on ${user.endDate}: it stops working then.`,
    );
  }
  if (decision.action === "none" && decision.rotatesOn === null && endDate >= today && isWeekend(endDate)) {
    warn("weekend-end", `It ends on a weekend, ${endDate}, and will neither rotate nor be extended.`);
  }
  return [...found, ...cadenceWarnings(facts, options, decision)];
}

/** Options of Pulumi's that stand in the state and are in the way of a rotation. */
function optionWarnings({ kind, otherSlot, ...facts }: PlanFacts, { rotatesOn, isBlocked }: Decision): PlanWarning[] {
  if (kind === "ServiceUser") return [];
  const found: PlanWarning[] = [];
  // Of a pair this rotation replaces the one slot, and the next one the other.
  if (isBlocked || (kind === "RotatingApiKey" && facts.isProtected && rotatesOn !== null)) {
    const remedy =
      kind === "ApiKey"
        ? "Take protect off it, or set rotate to false."
        : "This version takes it off by itself, unless the option transforms sets it: leave the slots out there.";
    const text = `The state protects it, and nothing protected is replaced: the run that rotates fails. ${remedy}`;
    found.push({ code: "protected", text });
  }
  if (facts.isRetained || otherSlot?.isRetained) {
    const text =
      "The state says retainOnDelete: a run that replaces or deletes it now leaves it enabled, in no state. " +
      "Run an update first that changes nothing else: it takes the option off.";
    found.push({ code: "retained", text });
  }
  return found;
}

/** What is missed when runs come no more often than the given number of days. */
function cadenceWarnings(
  { policy, kind, endDate }: PlanFacts,
  options: PlanOptions,
  decision: Decision,
): PlanWarning[] {
  const { runsEveryDays: every, today } = options;
  const { lifetimeDays } = policy;
  if (every === undefined || lifetimeDays === undefined || policy.rotate === false || endDate === undefined) return [];
  const window = policy.rotateBeforeDays ?? defaultWindow(lifetimeDays);
  const found: PlanWarning[] = [];
  const doing = kind === "ServiceUser" ? "extended" : "rotated";
  const option = kind === "ServiceUser" ? "extendBeforeDays" : "rotateBeforeDays";
  if (every > window) {
    const text = `It is ${doing} from ${countDays(window)} before its end, but runs come every ${countDays(every)}: it may end first. Run more often, or set ${option} to at least ${every}.`;
    found.push({ code: "late-runs", text });
  } else if (decision.rotatesOn === today && addDays(today, every) > endDate) {
    const text = `It is due and ${describeEnd(today, endDate)}, before a run in ${countDays(every)}: run an update now.`;
    found.push({ code: "late-runs", text });
  }
  if (kind !== "RotatingApiKey") return found;
  const overlap = policy.overlapDays ?? defaultOverlap(lifetimeDays, window);
  if (every > Math.max(1, window - overlap) && every <= window) {
    const text = `Runs every ${countDays(every)} may leave consumers less than the overlap of ${countDays(overlap)} (rotateBeforeDays ${window} - overlapDays ${overlap} = ${window - overlap}). Run more often, or set rotateBeforeDays to at least ${every + overlap}.`;
    found.push({ code: "short-overlap", text });
  }
  return found;
}
