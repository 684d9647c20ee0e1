import { addDays, daysBetween, earlierDay } from "./days";

/** What a program says about the life of a key. */
export interface LifetimeArgs {
  /** Life of each key in days: a key made on day D ends on day D + `lifetimeDays`. */
  readonly lifetimeDays?: number | undefined;
  /** A fixed last day instead; such a key never rotates by itself. */
  readonly endDate?: string | undefined;
  /** How many days before its end a key is rotated. Default: a third of the lifetime, rounded up. */
  readonly rotateBeforeDays?: number | undefined;
  /** False: the key is never rotated by itself. Default true. */
  readonly rotate?: boolean | undefined;
}

/** The rotation window used when none is given: a third of the lifetime, rounded up. */
export function defaultWindow(lifetimeDays: number): number {
  return Math.ceil(lifetimeDays / 3);
}

/** The rotation window of a policy in days, or undefined when nothing rotates by itself. */
export function windowOf(args: LifetimeArgs): number | undefined {
  if (args.rotate === false || args.lifetimeDays === undefined || args.endDate !== undefined) return undefined;
  return args.rotateBeforeDays ?? defaultWindow(args.lifetimeDays);
}

/** The first day on which a run rotates: the end date less the window. */
export function rotateOn(endDate: string, windowDays: number): string {
  return addDays(endDate, -windowDays);
}

/** Whether a run on `today` rotates something that is to be rotated from `dueOn` on. */
export function isDue(today: string, dueOn: string): boolean {
  return today >= dueOn;
}

/**
 * The last day of a key issued on a day under these arguments: the fixed end date, or the lifetime counted from the day of
 * issue, but never later than the service user's own end date (a key that outlives its user is refused). Undefined when
 * neither the arguments nor the user name an end.
 */
export function plannedEnd(issuedOn: string, args: LifetimeArgs, serviceUserEndDate?: string): string | undefined {
  const asked = args.endDate ?? (args.lifetimeDays === undefined ? undefined : addDays(issuedOn, args.lifetimeDays));
  return earlierDay(asked, serviceUserEndDate);
}

/**
 * Whether a new key would outlive the present one. Both ends are taken under the current arguments, so that a lifetime
 * shortened from 90 to 30 days does not hold rotation up until the old 90 days are over.
 */
export function gainsLife(newEnd: string | undefined, presentEnd: string | undefined): boolean {
  if (presentEnd === undefined) return false; // already without end
  return newEnd === undefined || newEnd > presentEnd;
}

/** Whether a later key can outlive one that ends on a day: not if their user ends no later. */
export function rotationGains(endDate: string, serviceUserEndDate: string | undefined): boolean {
  return serviceUserEndDate === undefined || serviceUserEndDate > endDate;
}

/** `"1 day"`, `"3 days"`. */
export function countDays(count: number): string {
  return `${count} ${Math.abs(count) === 1 ? "day" : "days"}`;
}

/** Days before an end on which something that will neither rotate nor be extended is warned of in every preview. */
export const WARN_WITHIN_DAYS = 30;

/** `"ended 3 days ago"`, `"ends today"`, `"ends in 1 day"`. */
export function describeEnd(today: string, endDate: string): string {
  const left = daysBetween(today, endDate);
  if (left < 0) return `ended ${countDays(-left)} ago, on ${endDate}`;
  return left === 0 ? `ends today, ${endDate}` : `ends in ${countDays(left)}, on ${endDate}`;
}

/** What every preview reports of something that nothing ever ends: it works until somebody thinks of it. */
export function endlessWarning(kind: "key" | "service user"): string {
  const verb = kind === "key" ? "rotated" : "extended";
  return `The ${kind} has no end date and works until somebody deletes it. Set lifetimeDays to have it ${verb}, or endDate.`;
}
