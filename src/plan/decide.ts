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

/** What a run on a day does to a user, or to a key that is not on its way out: the rules of check, applied to what its state says. */
export function decide(facts: PlanFacts, today: string): Decision {
  if (facts.cameWith !== undefined) return decideInitial(facts, facts.cameWith, today);
  if (facts.kind === "ServiceUser") return decideUser(facts, today);
  if (facts.isUnmade) {
    const reason = "the key could not be made before";
    return { action: "rotate", reason, rotatesOn: today, endDate: askedOf(facts) };
  }
  if (facts.issuedOn === undefined) return { action: "none", reason: "the state has no day of issue", rotatesOn: null };
  // The schedule of a pair does not know what the server granted.
  const granted = facts.kind === "RotatingApiKey" ? undefined : facts.endDate;
  const dates = planApiKeyDates({
    today,
    old: { issuedOn: facts.issuedOn, endDate: askedOf(facts), granted },
    args: facts.policy,
    serviceUserEndDate: facts.user?.endDate,
    mustReplace: false,
  });
  return decideKey(facts, dates, today);
}

function decideKey(facts: PlanFacts, dates: ApiKeyDates, today: string): Decision {
  const { warning, endDate } = dates;
  if (dates.replaces)
    return (
      decideOnPrevious(facts, today) ?? { action: "rotate", reason: dates.reason, rotatesOn: today, endDate, warning }
    );
  const rotatesOn = dates.rotateOn ?? null;
  if (endDate !== askedOf(facts)) return { action: "extend", reason: dates.reason, rotatesOn, endDate, warning };
  if (rotatesOn !== null)
    return (
      decideOnPrevious(facts, today, rotatesOn) ?? {
        action: "none",
        reason: `rotates on ${rotatesOn}`,
        rotatesOn,
        warning,
      }
    );
  const window = windowOf(facts.policy);
  // A rotation would gain nothing, so no day can be named for it.
  if (window !== undefined && endDate !== undefined) {
    const due = isDue(today, rotateOn(endDate, window)) ? "due, but " : "";
    return { action: "none", reason: `${due}rotating gains no life`, rotatesOn, warning };
  }
  return { action: "none", reason: neverRotates(facts), rotatesOn, warning };
}

/** What is in the way of a rotation, due already or to come on a day. */
function decideOnPrevious(
  { usesPrevious, endDate, ...facts }: PlanFacts,
  today: string,
  on?: string,
): Decision | undefined {
  const none = { action: "none", rotatesOn: null } as const;
  if (usesPrevious) {
    const end = endDate === undefined ? "" : `, and the newest key ${describeEnd(today, endDate)}`;
    const warning = on === undefined ? `Rotation is due but held${end}.` : undefined;
    return { ...none, reason: 'held: use is "previous"', warning };
  }
  const isBlocked = facts.kind === "ApiKey" ? facts.isProtected : facts.otherSlot?.isProtected;
  if (!isBlocked) return undefined;
  const when = on === undefined ? "it is due, but" : `due on ${on}, but`;
  return { ...none, reason: `${when} protected: the run that rotates fails`, isBlocked };
}

function neverRotates({ policy, endDate }: PlanFacts): string {
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
  const { endDate, warning } = plan;
  if (plan.moves || plan.asksAgain)
    return { action: "extend", reason: plan.reason, rotatesOn: today, endDate, warning };
  const rotatesOn = plan.extendOn ?? null;
  const fixed = facts.policy.lifetimeDays === undefined ? askedOf(facts) : undefined;
  const calm = fixed === undefined ? "no end date" : "fixed end date";
  return { action: "none", reason: rotatesOn === null ? calm : `extended on ${rotatesOn}`, rotatesOn, warning };
}

/** The key that came with a user: its end moves with the user's, or not at all. */
function decideInitial({ endDate }: PlanFacts, user: PlanFacts, today: string): Decision {
  const ends = { today, endDate, userEndDate: user.endDate };
  const plan = planUser(user, today);
  const on = keptKeyMovesOn(ends, plan);
  if (on === undefined)
    return { action: "none", reason: "initial key: never rotates", rotatesOn: null, warning: keptKeyWarning(ends) };
  if (on === today) {
    const moved = { reason: "its end moves with the user's", rotatesOn: on, endDate: plan.endDate };
    return { action: "extend", ...moved };
  }
  return { action: "none", reason: `its end moves with the user's on ${on}`, rotatesOn: on };
}
