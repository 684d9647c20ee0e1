import { shownValue } from "../basics/shown";
import { daysBetween, parseDay } from "./days";
import { countDays, defaultWindow, type LifetimeArgs } from "./window";

/** An argument that cannot be kept to, with the arithmetic and the remedy. */
export interface PolicyProblem {
  readonly property: string;
  readonly reason: string;
}

/** The rotation arguments of a key, or of a pair of keys that overlap. */
export interface PolicyArgs extends LifetimeArgs {
  /** How long both keys of a pair work after a rotation, in days. */
  readonly overlapDays?: number | undefined;
}

/** What the validation of an end date needs to know. */
export interface PolicyContext {
  /** Absent: no end date counts as past. */
  readonly today?: string | undefined;
  /**
   * The end that an earlier run settled, capped or not: a declared one that is no earlier has passed since it was declared,
   * which is no error of the program.
   */
  readonly oldEndDate?: string | undefined;
  /** The arguments are those of a pair, which has no `rotate`. */
  readonly pair?: boolean | undefined;
}

/** Longest number of days that any argument may name: a hundred years, so that end dates keep four-digit years. */
const MAX_DAYS = 36_500;

/**
 * Says what is impossible about the rotation arguments of an `ApiKey` or `RotatingApiKey`; an empty list when nothing is.
 * Leave out arguments whose values are not known yet.
 *
 * @example validatePolicy({ lifetimeDays: 90, rotateBeforeDays: 90 })
 * // [{ property: "rotateBeforeDays", reason: "rotateBeforeDays is 90 and lifetimeDays is 90: … Set rotateBeforeDays to at most 89, …" }]
 */
export function validatePolicy(args: PolicyArgs, context: PolicyContext = {}): PolicyProblem[] {
  const problems = [
    ...wholeDays("lifetimeDays", args.lifetimeDays),
    ...wholeDays("rotateBeforeDays", args.rotateBeforeDays),
    ...wholeDays("overlapDays", args.overlapDays),
    ...endDateProblems(args.endDate, args.lifetimeDays, context),
  ];
  return problems.length > 0 ? problems : [...windowProblems(args, context), ...overlapProblems(args)];
}

/** The same for the end of a service user: `endDate`, or `lifetimeDays` with `extendBeforeDays`. */
export function validateUserEnd(
  args: {
    readonly endDate?: string | undefined;
    readonly lifetimeDays?: number | undefined;
    readonly extendBeforeDays?: number | undefined;
  },
  context: PolicyContext = {},
): PolicyProblem[] {
  const { lifetimeDays, extendBeforeDays } = args;
  const problems = [
    ...wholeDays("lifetimeDays", lifetimeDays),
    ...wholeDays("extendBeforeDays", extendBeforeDays),
    ...endDateProblems(args.endDate, lifetimeDays, context),
  ];
  if (problems.length > 0 || extendBeforeDays === undefined) return problems;
  if (lifetimeDays === undefined) return [needsLifetime("extendBeforeDays", extendBeforeDays, "extended")];
  return windowTooLong("extendBeforeDays", extendBeforeDays, lifetimeDays, "the user would be due for extension");
}

function wholeDays(property: string, value: unknown): PolicyProblem[] {
  if (value === undefined) return [];
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_DAYS) return [];
  const shown = typeof value === "number" ? String(value) : shownValue(value);
  return [{ property, reason: `${property} is ${shown}. Set a whole number of days from 1 to ${MAX_DAYS}.` }];
}

function endDateProblems(endDate: unknown, lifetimeDays: unknown, context: PolicyContext): PolicyProblem[] {
  const property = "endDate";
  if (endDate === undefined) return [];
  if (typeof endDate !== "string" || parseDay(endDate) !== endDate) {
    const shown = shownValue(endDate);
    return [{ property, reason: `endDate is ${shown}, which is no calendar day. Write it as YYYY-MM-DD.` }];
  }
  if (lifetimeDays !== undefined) {
    const reason = `endDate is ${endDate} and lifetimeDays is ${shownValue(lifetimeDays)}: each names an end. Set one of them only.`;
    return [{ property, reason }];
  }
  const { today, oldEndDate } = context;
  if (today === undefined || endDate >= today) return [];
  if (oldEndDate !== undefined && oldEndDate !== "" && oldEndDate <= endDate) return [];
  const ago = countDays(daysBetween(endDate, today));
  const reason = `endDate is ${endDate}, which is ${ago} ago (today is ${today}, UTC). Set ${today} or a later day.`;
  return [{ property, reason }];
}

function windowProblems(args: PolicyArgs, { pair }: PolicyContext): PolicyProblem[] {
  const { lifetimeDays, rotateBeforeDays } = args;
  if (lifetimeDays === undefined) {
    return rotateBeforeDays === undefined ? [] : [needsLifetime("rotateBeforeDays", rotateBeforeDays, "rotated")];
  }
  if (args.rotate === false) {
    if (rotateBeforeDays === undefined) return [];
    const reason = `rotateBeforeDays is ${shownValue(rotateBeforeDays)} and rotate is false: the key is never rotated by itself. Remove one of them.`;
    return [{ property: "rotateBeforeDays", reason }];
  }
  const doing = "a key would be due for rotation";
  if (rotateBeforeDays !== undefined) return windowTooLong("rotateBeforeDays", rotateBeforeDays, lifetimeDays, doing);
  if (lifetimeDays > defaultWindow(lifetimeDays)) return [];
  const reason = `lifetimeDays is ${lifetimeDays}, and its default window, a third rounded up, is ${defaultWindow(lifetimeDays)}: ${doing} on the day it is made. Set lifetimeDays to at least 2${pair ? "" : ", or rotate to false"}.`;
  return [{ property: "lifetimeDays", reason }];
}

function windowTooLong(property: string, window: number, lifetimeDays: number, doing: string): PolicyProblem[] {
  if (window < lifetimeDays) return [];
  const after = lifetimeDays - window;
  const when = after === 0 ? "on the day it is made" : `${countDays(-after)} before it is made`;
  const remedy =
    lifetimeDays > 1
      ? `Set ${property} to at most ${lifetimeDays - 1}, or lifetimeDays to at least ${window + 1}.`
      : `Set lifetimeDays to at least ${window + 1}.`;
  const reason = `${property} is ${window} and lifetimeDays is ${lifetimeDays}: ${doing} ${when} (${lifetimeDays} - ${window} = ${after}). ${remedy}`;
  return [{ property, reason }];
}

function needsLifetime(property: string, value: number, done: string): PolicyProblem {
  const reason = `${property} is ${shownValue(value)} and lifetimeDays is not set: nothing is ${done} by itself. Set lifetimeDays, or remove ${property}.`;
  return { property, reason };
}

/**
 * Two bounds on the overlap. The previous key must last through it, and the next rotation, which mints into the previous
 * key's slot, must not come before it is over.
 */
function overlapProblems(args: PolicyArgs): PolicyProblem[] {
  const { lifetimeDays, overlapDays } = args;
  if (overlapDays === undefined || lifetimeDays === undefined || args.rotate === false) return [];
  const window = args.rotateBeforeDays ?? defaultWindow(lifetimeDays);
  const property = "overlapDays";
  if (window >= lifetimeDays) return []; // reported already
  if (overlapDays > window) {
    const reason = `overlapDays is ${overlapDays} and rotateBeforeDays is ${window}: the previous key would end ${countDays(overlapDays - window)} before the overlap does (${overlapDays} - ${window} = ${overlapDays - window}). Set overlapDays to at most ${window}, or rotateBeforeDays to at least ${overlapDays}.`;
    return [{ property, reason }];
  }
  const between = lifetimeDays - window;
  if (overlapDays <= between) return [];
  const reason = `overlapDays is ${overlapDays} and keys are rotated every ${countDays(between)} (lifetimeDays ${lifetimeDays} - rotateBeforeDays ${window} = ${between}): the next rotation would come before the overlap is over. Set overlapDays to at most ${between}, or lifetimeDays to at least ${window + overlapDays}.`;
  return [{ property, reason }];
}

/** The overlap used when none is given: a week, or less where the policy leaves no week. */
export function defaultOverlap(lifetimeDays: number, rotateBeforeDays = defaultWindow(lifetimeDays)): number {
  return Math.max(1, Math.min(7, rotateBeforeDays, lifetimeDays - rotateBeforeDays));
}
