import {
  type ApiKeyDates,
  describeEnd,
  isDue,
  planApiKeyDates,
  planUserEndDate,
  rotateOn,
  windowOf,
} from "../rotation";
import type { Decision, PlanFacts } from "./types";

/** What a run on a day does to a user or key: the rules of check, applied to what its state says. */
export function decide(facts: PlanFacts, today: string): Decision {
  if (facts.role === "previous") return decidePrevious(facts, today);
  if (facts.kind === "ServiceUser") return decideUser(facts, today);
  if (facts.isUnmade) return { action: "rotate", reason: "the key could not be made before", rotatesOn: today };
  if (facts.issuedOn === undefined) return { action: "none", reason: "the state has no day of issue", rotatesOn: null };
  const dates = planApiKeyDates({
    today,
    old: { issuedOn: facts.issuedOn, endDate: facts.endDate },
    args: facts.policy,
    serviceUserEndDate: facts.user?.endDate,
    mustReplace: false,
  });
  return decideKey(facts, dates, today);
}

function decideKey(facts: PlanFacts, dates: ApiKeyDates, today: string): Decision {
  const { warning } = dates;
  if (facts.held) {
    const held = 'held: use is "previous"';
    if (!dates.replaces) return { action: "none", reason: held, rotatesOn: dates.rotateOn ?? null };
    const end = facts.endDate === undefined ? "" : `, and the newest key ${describeEnd(today, facts.endDate)}`;
    return { action: "none", reason: held, rotatesOn: null, warning: `Rotation is due but held${end}.` };
  }
  if (dates.replaces) return { action: "rotate", reason: dates.reason, rotatesOn: today, warning };
  const rotatesOn = dates.rotateOn ?? null;
  if (dates.endDate !== facts.endDate) return { action: "extend", reason: dates.reason, rotatesOn, warning };
  const window = windowOf(facts.policy);
  // A rotation would gain nothing, so no day can be named for it.
  if (rotatesOn === null && window !== undefined && dates.endDate !== undefined) {
    const due = isDue(today, rotateOn(dates.endDate, window)) ? "due, but " : "";
    return { action: "none", reason: `${due}rotating gains no life`, rotatesOn, warning };
  }
  return { action: "none", reason: waiting(facts, rotatesOn), rotatesOn, warning };
}

function waiting({ policy, endDate }: PlanFacts, rotatesOn: string | null): string {
  if (rotatesOn !== null) return `rotates on ${rotatesOn}`;
  if (policy.rotate === false) return "rotate is false";
  return endDate === undefined ? "no end date" : "fixed end date";
}

function decideUser(facts: PlanFacts, today: string): Decision {
  const { lifetimeDays, rotateBeforeDays } = facts.policy;
  const endDate = lifetimeDays === undefined ? facts.endDate : undefined;
  const plan = planUserEndDate({
    today,
    old: { endDate: facts.endDate, lifetimeDays },
    args: { endDate, lifetimeDays, extendBeforeDays: rotateBeforeDays },
  });
  const rotatesOn = plan.moves ? today : (plan.extendOn ?? null);
  const calm =
    rotatesOn === null ? (endDate === undefined ? "no end date" : "fixed end date") : `extended on ${rotatesOn}`;
  return {
    action: plan.moves ? "extend" : "none",
    reason: plan.moves ? plan.reason : calm,
    rotatesOn,
    warning: plan.warning,
  };
}

function decidePrevious(facts: PlanFacts, today: string): Decision {
  const { retireOn, endDate, newest } = facts;
  if (endDate !== undefined && endDate < today) {
    return { action: "retire", reason: `it ended on ${endDate}: deleted`, rotatesOn: null };
  }
  if (facts.retired) return { action: "none", reason: "disabled; deleted by the next rotation", rotatesOn: null };
  if (facts.held) return { action: "none", reason: 'held: use is "previous"', rotatesOn: null };
  if (newest !== undefined && decide(newest, today).action === "rotate") {
    return { action: "retire", reason: "deleted: the rotation of the newest key takes its place", rotatesOn: null };
  }
  if (retireOn === undefined) return { action: "none", reason: "the overlap has no end yet", rotatesOn: null };
  if (!isDue(today, retireOn)) return { action: "none", reason: `both keys work until ${retireOn}`, rotatesOn: null };
  return { action: "retire", reason: `the overlap ended on ${retireOn}`, rotatesOn: null };
}
