import { addDays, daysBetween } from "./days";
import { actsOn, isGrantDue, lesserEnd } from "./granted";
import { countDays, defaultWindow, describeEnd, endlessWarning, isDue, rotateOn, WARN_WITHIN_DAYS } from "./window";

/** What a program says about the end of a service user. */
interface UserEndArgs {
  /** A fixed last day. */
  readonly endDate?: string | undefined;
  /** Life in days: the end date is set this many days ahead, and moved on as it comes near. */
  readonly lifetimeDays?: number | undefined;
  /** How many days before its end the user is extended. Default: a third of `lifetimeDays`, rounded up. */
  readonly extendBeforeDays?: number | undefined;
}

/** What a state knows of the end of a user. */
interface StoredUserEnd {
  /** The end that was asked for, as check settled it. Absent: the user was to have no end. */
  readonly endDate?: string | undefined;
  readonly lifetimeDays?: number | undefined;
  /** The end that the server granted; absent where it is not known, as in check. */
  readonly granted?: string | undefined;
  /** The day on which it was granted, where that was less than was asked for. */
  readonly grantedOn?: string | undefined;
}

/** What {@link planUserEndDate} decides from. */
export interface UserEndFacts {
  readonly today: string;
  /** Absent for a new user. */
  readonly old?: StoredUserEnd | undefined;
  readonly args: UserEndArgs;
  /** The program ignores changes of the end: it is held although a lifetime is declared. */
  readonly isFrozen?: boolean | undefined;
}

/** The end date a service user is to have. It is always moved in place: a user is never replaced for its end. */
export interface UserEnd {
  /** Absent: no end. */
  readonly endDate?: string;
  /** The first day on which a run moves the end by itself; absent when it never does. */
  readonly extendOn?: string;
  /** Whether this run moves the end of a user that exists. */
  readonly moves: boolean;
  /** The server granted less, and that comes near: this run asks for the same end again. */
  readonly asksAgain?: true;
  readonly reason: string;
  readonly warning?: string;
}

/**
 * Decides the end date of a service user in check, so that a preview shows an extension before it happens.
 *
 * With `lifetimeDays` the end is carried over until `today` ≥ end − `extendBeforeDays`, then set `lifetimeDays` ahead of
 * today. Only a lifetime that was shortened, or is new, pulls an end that is further away than that back in: a clock that is
 * behind pulls nothing. With `endDate` the end is that day; with neither there is none.
 *
 * Where the server granted less, its end decides when the one that was asked for is asked for again, and what is warned of.
 */
export function planUserEndDate(facts: UserEndFacts): UserEnd {
  const asked = planAsked(facts);
  const { old } = facts;
  const granted = old && lesserEnd({ asked: old.endDate, granted: old.granted });
  return old === undefined || granted === undefined || asked.moves ? asked : planGranted(facts, old, granted, asked);
}

/** What becomes of a user that ends on `granted`, which is less than was asked for. */
function planGranted(facts: UserEndFacts, old: StoredUserEnd, granted: string, asked: UserEnd): UserEnd {
  const { today, args, isFrozen } = facts;
  const { endDate, lifetimeDays, extendBeforeDays } = args;
  const near = daysBetween(today, granted) <= WARN_WITHIN_DAYS;
  const ends = `The service user ${describeEnd(today, granted)}, all of its keys with it, as the server granted no more`;
  const { warning: _warning, extendOn: _on, ...rest } = asked;
  if (endDate !== undefined || lifetimeDays === undefined || isFrozen) {
    const remedy = isFrozen
      ? "ignoreChanges holds endDate: take it out to have more asked for"
      : "change endDate to ask again, or set lifetimeDays to have it extended";
    return near ? { ...rest, warning: `${ends}: ${remedy}.` } : rest;
  }
  const window = extendBeforeDays ?? defaultWindow(lifetimeDays);
  // A state from before the day was kept: the lifetime was counted from it.
  const since = old.grantedOn ?? addDays(old.endDate ?? granted, -(old.lifetimeDays ?? lifetimeDays));
  const on = actsOn(granted, since, window);
  // Where each grant outlasts the window, extensions keep the user alive; otherwise that is for a person to look at.
  const isShort = window >= daysBetween(since, granted);
  const warning = `${ends} on ${since}; more is asked for from ${on} on. Set a lifetimeDays that it grants.`;
  const plan: UserEnd = { ...rest, extendOn: on, ...(near && isShort && { warning }) };
  if (!isGrantDue(today, on, since)) return plan;
  const reason = `due since ${on}: the server granted it until ${granted} only, and is asked again`;
  return { ...plan, asksAgain: true, reason };
}

function planAsked({ today, old, args, isFrozen }: UserEndFacts): UserEnd {
  const { lifetimeDays } = args;
  const fixed = isFrozen
    ? "ignoreChanges holds endDate: take it out to have the end moved"
    : "endDate is fixed: set a later endDate, or lifetimeDays to have it extended";
  if (args.endDate !== undefined || lifetimeDays === undefined) return fixedEnd(today, old, args.endDate, fixed);

  const window = args.extendBeforeDays ?? defaultWindow(lifetimeDays);
  const fresh = addDays(today, lifetimeDays);
  const end = (endDate: string, moves: boolean, reason: string): UserEnd => ({
    endDate,
    extendOn: rotateOn(endDate, window),
    moves,
    reason,
  });
  if (old === undefined) return end(fresh, false, "new user");
  if (old.endDate === undefined) return end(fresh, true, "a lifetime was set");
  const isShorter = old.lifetimeDays === undefined || old.lifetimeDays > lifetimeDays;
  if (isShorter && old.endDate > fresh)
    return end(fresh, true, `lifetimeDays is now ${lifetimeDays}: the end is no further away`);
  const due = rotateOn(old.endDate, window);
  if (!isDue(today, due) || old.endDate === fresh) return end(old.endDate, false, "unchanged");
  return end(fresh, true, `due since ${due}: ${describeEnd(today, old.endDate)}, extended ${countDays(window)} before`);
}

function fixedEnd(today: string, old: UserEndFacts["old"], endDate: string | undefined, fixed: string): UserEnd {
  const moves = old !== undefined && old.endDate !== endDate;
  const near = endDate !== undefined && daysBetween(today, endDate) <= WARN_WITHIN_DAYS;
  const ends = near && `The service user ${describeEnd(today, endDate)}, all of its keys with it, and ${fixed}.`;
  const warning = endDate === undefined ? endlessWarning("service user") : ends;
  return {
    ...(endDate !== undefined && { endDate }),
    moves,
    reason:
      old === undefined
        ? "new user"
        : moves
          ? `end moved in place from ${old.endDate ?? "none"} to ${endDate ?? "none"}`
          : "unchanged",
    ...(warning && { warning }),
  };
}
