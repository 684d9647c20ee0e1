/**
 * Reports why calls wait: the first word after 10 s, then one a minute for all calls that wait for the same reason. Nobody
 * watches a clock for it: whoever waits asks when its wait is to be reported, and sleeps no longer than that.
 */
import { inWords, type Refusal } from "../../errors/index";
import { type Clock, calendarAt } from "./clock";

const REPORT_AFTER_MS = 10_000;
const EVERY_MS = 60_000;

/** How a word is meant: a wait is a warning once it has used half of its budget. */
export type Severity = "info" | "warning";

/** A wait as it is now. */
export interface Wait {
  /** What the call is for: `list the roles`. */
  readonly doing: string;
  /** When it began, by the clock that only passes: with the first failure of the call, or with its place in the queue. */
  readonly since: number;
  /** A part of a sentence: `one.digicert.com answered 503`. */
  readonly why: string;
  /** The number of the attempt that is waited for. */
  readonly attempt: number;
  /** When that is made. */
  readonly until: number;
  /** How long it may last; undefined where it costs no budget. */
  readonly budgetMs: number | undefined;
  /** The budget is not `maxRetrySeconds` but shorter, because the API has not responded from there yet. */
  readonly unproven?: boolean;
  /** How many other calls wait with it. */
  readonly others: number;
}

/** Says why calls wait. */
export interface WaitNotices {
  /** When this wait is to be reported next. */
  dueAt(wait: Pick<Wait, "since" | "why">): number;
  /** Reports it, if that is due. */
  report(wait: Wait): void;
}

/** Makes the reporter of waits. */
export function createWaitNotices(
  clock: Pick<Clock, "now" | "elapsed">,
  onNotice: (text: string, severity: Severity) => void,
): WaitNotices {
  const lastNoticeAt = new Map<string, number>();
  const dueAt: WaitNotices["dueAt"] = ({ since, why }) => {
    const last = lastNoticeAt.get(why);
    return Math.max(since + REPORT_AFTER_MS, last === undefined ? 0 : last + EVERY_MS);
  };
  return {
    dueAt,
    report(wait) {
      const at = clock.elapsed();
      if (dueAt(wait) > at) return;
      for (const [why, noticedAt] of lastNoticeAt) if (noticedAt + EVERY_MS <= at) lastNoticeAt.delete(why);
      lastNoticeAt.set(wait.why, at);
      const isLong = wait.budgetMs !== undefined && at - wait.since >= wait.budgetMs / 2;
      onNotice(waitInWords(wait, clock), isLong ? "warning" : "info");
    },
  };
}

/** What is said of a wait. */
export function waitInWords(
  { doing, since, why, attempt, until, budgetMs, unproven = false, others }: Wait,
  clock: Pick<Clock, "now" | "elapsed">,
): string {
  const time = (instant: number): string => `${calendarAt(clock, instant).toISOString().slice(11, 19)} UTC`;
  const and = others === 0 ? "" : ` (and ${others} other call${others === 1 ? "" : "s"})`;
  const limit =
    budgetMs === undefined
      ? "This wait has no limit"
      : `It gives up ${inWords(budgetMs / 1000)} after its first failure (${budgetFrom(unproven)}), at ${time(since + budgetMs)}`;
  return (
    `Waiting to ${doing}${and}, because ${why}: attempt ${attempt} is made in ${inWords(Math.max(0, until - clock.elapsed()) / 1000)}, ` +
    `at ${time(until)}. ${limit}.`
  );
}

const budgetFrom = (unproven: boolean): string =>
  unproven ? "the API has not answered from there yet" : "maxRetrySeconds";

/** Waits, and reports the wait while it lasts. */
export async function waitFor(
  ms: number,
  wait: Wait,
  deps: { readonly notices: WaitNotices; readonly clock: Pick<Clock, "elapsed" | "sleep"> },
  signal?: AbortSignal,
): Promise<void> {
  let left = ms;
  do {
    deps.notices.report(wait);
    const slice = Math.min(left, Math.max(1, deps.notices.dueAt(wait) - deps.clock.elapsed()));
    await deps.clock.sleep(slice, signal);
    left -= slice;
  } while (left > 0);
}

/** Why calls wait after a refusal. */
export function respondedWith(host: string, { status, details }: Pick<Refusal, "status" | "details">): string {
  return `${host} answered ${[status, details.find(({ code }) => code !== "")?.code ?? ""].join(" ").trim()}`;
}
