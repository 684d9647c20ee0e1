import { actsOn, addDays, defaultWindow, lesserEnd, rotateOn, windowOf } from "../rotation";
import { askedOf } from "./decide";
import type { PlanFacts } from "./types";

/**
 * The first day on which a run would have rotated a key or extended a user. A later run finds it due today, so `rotatesOn` does
 * not say since when. Null where nothing will act.
 */
export function windowOpensOn(facts: PlanFacts, rotatesOn: string | null): string | null {
  const { issuedOn } = facts;
  if (rotatesOn === null) return null;
  const opens = [rotatesOn, ...opensOn(facts)].sort()[0] ?? rotatesOn;
  // What was made inside its own window, because its user ends soon, is not due before its day of issue.
  return issuedOn !== undefined && opens < issuedOn && issuedOn <= rotatesOn ? issuedOn : opens;
}

/** Days from which on a run acts: for the end that was asked for, and for a lesser one that the server granted. */
function opensOn(facts: PlanFacts): string[] {
  const { kind, policy, endDate, issuedOn, grantedOn } = facts;
  const { lifetimeDays, rotateBeforeDays } = policy;
  const ofUser = lifetimeDays === undefined ? undefined : (rotateBeforeDays ?? defaultWindow(lifetimeDays));
  const window = kind === "ServiceUser" ? ofUser : windowOf(policy);
  if (window === undefined) return [];
  const asked = askedOf(facts);
  // The schedule of a pair does not know what was granted.
  const granted = kind === "RotatingApiKey" ? undefined : lesserEnd({ asked, granted: endDate });
  const since = grantedOn ?? issuedOn;
  return [
    ...(asked === undefined ? [] : [rotateOn(asked, window)]),
    ...(granted === undefined || since === undefined ? [] : [afterGrant(actsOn(granted, since, window), since)]),
  ];
}

/** Nothing acts on the day of the grant: no more would be granted. */
const afterGrant = (on: string, since: string) => (on > since ? on : addDays(since, 1));
