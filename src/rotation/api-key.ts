import { daysBetween, earlierDay } from "./days";
import { actsOn, isGrantDue, lesserEnd } from "./granted";
import {
  countDays,
  describeEnd,
  endlessWarning,
  gainsLife,
  isDue,
  type LifetimeArgs,
  plannedEnd,
  rotateOn,
  rotationGains,
  WARN_WITHIN_DAYS,
  windowOf,
} from "./window";

/** What a state knows of a key. */
interface StoredKeyDates {
  readonly issuedOn: string;
  /** The end that was asked for, as check settled it. Absent: the key was to have no end. */
  readonly endDate?: string | undefined;
  /** The end that the server granted; absent where it is not known, as in check. */
  readonly granted?: string | undefined;
}

/** What {@link planApiKeyDates} decides from. */
export interface ApiKeyDatesFacts {
  readonly today: string;
  /** The dates of the key that exists; absent for a new one. */
  readonly old?: StoredKeyDates | undefined;
  readonly args: LifetimeArgs;
  readonly serviceUserEndDate?: string | undefined;
  /** The triggers or the service user changed: the key is replaced whatever its dates say. */
  readonly mustReplace: boolean;
  /** The program ignores changes of the dates: time alone replaces nothing. */
  readonly isFrozen?: boolean | undefined;
}

/** The dates a key is to have, and whether that takes a new key. */
export interface ApiKeyDates {
  readonly issuedOn: string;
  /** Absent: no end. */
  readonly endDate?: string;
  /** The first day on which a run replaces the key by itself; absent when it never does, or a new key would end no later. */
  readonly rotateOn?: string;
  readonly replaces: boolean;
  /** It is replaced because the server granted less than was asked for: check, which does not know that, moved no date. */
  readonly byGrant?: true;
  /** Why, in a few words for a notice or a plan. */
  readonly reason: string;
  /** Something a person should see in this preview. */
  readonly warning?: string;
}

interface Ends {
  /** The end that the current arguments give to the key that exists. */
  readonly present: string | undefined;
  /** The end that a key made today would have. */
  readonly fresh: string | undefined;
}

/**
 * Decides the dates of an API key in check, so that a preview shows a rotation before it happens.
 *
 * - No key yet: issued today.
 * - `mustReplace`: a new key, issued today.
 * - Due (`today` ≥ end − window) and a new key would live longer: a new key. The lives are compared under the current
 *   arguments and capped at the service user's end date; a rotation that gains nothing is not done and says so.
 * - Changed arguments, or a service user that now ends on another day: the end moves in place. Where the moved end would
 *   already be due, or has passed, or the key has expired (DigiCert ONE moves no end of an expired key), a new key instead.
 * - Otherwise: carried over.
 *
 * `rotate: false` and a fixed `endDate` never replace a key because time went by, only because the program changed.
 *
 * Where the server granted less than was asked for, the granted end decides when a key is due and what is warned of.
 */
export function planApiKeyDates(facts: ApiKeyDatesFacts): ApiKeyDates {
  const asked = planAsked(facts);
  const { old } = facts;
  const granted = old && lesserEnd({ asked: old.endDate, granted: old.granted });
  return old === undefined || granted === undefined || asked.replaces ? asked : planGranted(facts, old, granted, asked);
}

/** What becomes of a key that ends on `granted`, which is less than was asked for. */
function planGranted(facts: ApiKeyDatesFacts, old: StoredKeyDates, granted: string, asked: ApiKeyDates): ApiKeyDates {
  const { today, args, serviceUserEndDate } = facts;
  const fresh = plannedEnd(today, args, serviceUserEndDate);
  const replaced = (reason: string): ApiKeyDates => ({ ...dates(facts, today, fresh, true, reason), byGrant: true });
  if (asked.endDate !== old.endDate) {
    // The other end is asked for, which a key that has ended does not take.
    const alive = fresh === undefined || fresh >= today;
    return granted < today && alive ? replaced(`the key ended on ${granted} and can no longer be extended`) : asked;
  }
  const window = facts.isFrozen ? undefined : windowOf(args);
  const on = window === undefined ? undefined : actsOn(granted, old.issuedOn, window);
  if (on !== undefined && isGrantDue(today, on, old.issuedOn) && gainsLife(fresh, granted))
    return replaced(`due since ${on}: the server granted it until ${granted} only`);
  const { rotateOn: _on, warning: _warning, ...rest } = asked;
  const warning = on === undefined ? warningFor(facts, granted, true) : undefined;
  return { ...rest, ...(on !== undefined && { rotateOn: on }), ...(warning !== undefined && { warning }) };
}

function planAsked(facts: ApiKeyDatesFacts): ApiKeyDates {
  const { today, old, args, serviceUserEndDate, mustReplace } = facts;
  const fresh = plannedEnd(today, args, serviceUserEndDate);
  if (old === undefined) return dates(facts, today, fresh, false, "new key");
  if (mustReplace) return dates(facts, today, fresh, true, "triggers or service user changed");

  const ends: Ends = { present: plannedEnd(old.issuedOn, args, serviceUserEndDate), fresh };
  const due = facts.isFrozen ? undefined : dueReason(today, args, ends.present);
  if (due !== undefined && gainsLife(ends.fresh, ends.present)) return dates(facts, today, fresh, true, due);
  if (ends.present === old.endDate) return dates(facts, old.issuedOn, old.endDate, false, "unchanged");
  return moved(facts, old, ends);
}

function dueReason(today: string, args: LifetimeArgs, end: string | undefined): string | undefined {
  const window = windowOf(args);
  if (window === undefined || end === undefined) return undefined;
  const on = rotateOn(end, window);
  return isDue(today, on)
    ? `due since ${on}: ${describeEnd(today, end)}, and rotates ${countDays(window)} before`
    : undefined;
}

function moved(facts: ApiKeyDatesFacts, old: StoredKeyDates, ends: Ends): ApiKeyDates {
  const { today } = facts;
  const expired = old.endDate !== undefined && old.endDate < today;
  const passed = ends.present !== undefined && ends.present < today;
  const alive = ends.fresh === undefined || ends.fresh >= today;
  if (expired || passed) {
    // A key whose end has passed takes no other end, and no key takes an end in the past: only a new key can follow.
    if (alive) {
      const why = expired
        ? `the key ended on ${old.endDate} and can no longer be extended`
        : `its end moved to ${ends.present}, which has passed`;
      return dates(facts, today, ends.fresh, true, why);
    }
    return dates(facts, old.issuedOn, old.endDate, false, "the service user has ended");
  }
  const reason = `end moved in place from ${old.endDate ?? "none"} to ${ends.present ?? "none"}`;
  return dates(facts, old.issuedOn, ends.present, false, reason);
}

function dates(
  facts: ApiKeyDatesFacts,
  issuedOn: string,
  endDate: string | undefined,
  replaces: boolean,
  reason: string,
): ApiKeyDates {
  const window = windowOf(facts.args);
  const gains = endDate !== undefined && rotationGains(endDate, facts.serviceUserEndDate);
  const on = gains && window !== undefined ? rotateOn(endDate, window) : undefined;
  const warning = warningFor(facts, endDate);
  return {
    issuedOn,
    ...(endDate !== undefined && { endDate }),
    ...(on !== undefined && { rotateOn: on }),
    replaces,
    reason,
    ...(warning !== undefined && { warning }),
  };
}

function warningFor(facts: ApiKeyDatesFacts, ownEnd: string | undefined, isGranted = false): string | undefined {
  const { today, args, serviceUserEndDate } = facts;
  const endDate = earlierDay(ownEnd, serviceUserEndDate); // a user that has ended already takes its keys with it
  if (endDate === undefined) return endlessWarning("key");
  const window = windowOf(args);
  // A rotation that is due but gains nothing is warned of however far away the end is: the user expects it today.
  const due = window !== undefined && isDue(today, rotateOn(endDate, window));
  if (!due && daysBetween(today, endDate) > WARN_WITHIN_DAYS) return undefined;
  const ends = `The key ${describeEnd(today, endDate)}, ${isGranted ? "as the server granted no more, " : ""}and `;
  if (facts.isFrozen)
    return `${ends}ignoreChanges holds its dates: take them out to have it replaced, or change triggers.`;
  if (args.rotate === false) return `${ends}rotate is false: change triggers to replace it.`;
  if (isGranted)
    return `${ends}nothing rotates it: change triggers to replace it, or set lifetimeDays to have it rotated.`;
  if (args.endDate !== undefined)
    return `${ends}endDate is fixed: set a later endDate, or lifetimeDays to have it rotated.`;
  if (args.lifetimeDays === undefined) return `${ends}its service user with it: set a later end date on the user.`;
  if (serviceUserEndDate === undefined || serviceUserEndDate > endDate) return undefined; // a later rotation gains life
  return `${ends}a new one would end no later, because its service user ends on ${serviceUserEndDate}: set a later end date on the user.`;
}
