import {
  type ApiKeyDates,
  describeEnd,
  isDue,
  keptKeyMovesOn,
  keptKeyWarning,
  planApiKeyDates,
  planUserEndDate,
  rotateOn,
  type UserEnd,
  windowOf,
} from "../rotation";
import type { Decision, PlanFacts } from "./types";

/** What a run on a day does to a user or key: the rules of check, applied to what its state says. */
export function decide(facts: PlanFacts, today: string): Decision {
  if (facts.role === "previous") return decidePrevious(facts, today);
  if (facts.cameWith !== undefined) return decideInitial(facts, facts.cameWith, today);
  if (facts.kind === "ServiceUser") return decideUser(facts, today);
  if (facts.isUnmade) return { action: "rotate", reason: "the key could not be made before", rotatesOn: today };
  if (facts.issuedOn === undefined) return { action: "none", reason: "the state has no day of issue", rotatesOn: null };
  const dates = planApiKeyDates({
    today,
    old: { issuedOn: facts.issuedOn, endDate: askedOf(facts), granted: facts.endDate },
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
  if (dates.endDate !== askedOf(facts)) return { action: "extend", reason: dates.reason, rotatesOn, warning };
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

/** The end that was asked for; undefined for none. */
export const askedOf = ({ askedEndDate, endDate }: Pick<PlanFacts, "askedEndDate" | "endDate">): string | undefined =>
  askedEndDate === undefined ? endDate : (askedEndDate ?? undefined);

/** The rules of check and diff for the end of a user. */
export function planUser(facts: PlanFacts, today: string): UserEnd {
  const { policy, endDate: granted, grantedOn } = facts;
  const { lifetimeDays, rotateBeforeDays } = policy;
  const asked = askedOf(facts);
  return planUserEndDate({
    today,
    old: { endDate: asked, granted, grantedOn, lifetimeDays },
    args: lifetimeDays === undefined ? { endDate: asked } : { lifetimeDays, extendBeforeDays: rotateBeforeDays },
  });
}

function decideUser(facts: PlanFacts, today: string): Decision {
  const plan = planUser(facts, today);
  const isExtended = plan.moves || plan.asksAgain === true;
  const endDate = facts.policy.lifetimeDays === undefined ? askedOf(facts) : undefined;
  const rotatesOn = isExtended ? today : (plan.extendOn ?? null);
  const calm =
    rotatesOn === null ? (endDate === undefined ? "no end date" : "fixed end date") : `extended on ${rotatesOn}`;
  return {
    action: isExtended ? "extend" : "none",
    reason: isExtended ? plan.reason : calm,
    rotatesOn,
    warning: plan.warning,
  };
}

/** The key that came with a user: its end moves with the user's, or not at all. */
function decideInitial({ endDate }: PlanFacts, user: PlanFacts, today: string): Decision {
  const ends = { today, endDate, userEndDate: user.endDate };
  const on = keptKeyMovesOn(ends, planUser(user, today));
  if (on === undefined)
    return { action: "none", reason: "initial key: never rotates", rotatesOn: null, warning: keptKeyWarning(ends) };
  const reason = on === today ? "its end moves with the user's" : `its end moves with the user's on ${on}`;
  return { action: on === today ? "extend" : "none", reason, rotatesOn: on };
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
