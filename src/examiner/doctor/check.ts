/** A check is data and a small function; what all checks share is the place they look at. */

/** How a check ended. `skipped`: it does not apply, or rests on one that failed; `undecided`: reading cannot decide. */
export type Verdict = "ok" | "warn" | "fail" | "skipped" | "undecided";

/** What a check found. */
export interface Finding {
  readonly verdict: Verdict;
  /** In one line. */
  readonly found: string;
  /** The kind of a failure, in a word of a closed list: what of it may stand in a report. */
  readonly code?: string;
  /** More, a line each. */
  readonly details?: readonly string[];
  /** What to do about it; on every failure and warning. */
  readonly remedy?: string;
  /** What programs may want to know, besides. Holds no name, id or value. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One thing to find out about a context. */
export interface Check<Context> {
  readonly id: string;
  /** Two or three words at the head of its line. */
  readonly title: string;
  /** The checks that stand before it and must not have failed. */
  readonly needs: readonly string[];
  run(context: Context): Finding | Promise<Finding>;
}

/** A check that has run, or was skipped. */
export interface Result extends Finding {
  readonly id: string;
  readonly title: string;
  /** The checks whose failure is why this one was skipped. */
  readonly because?: readonly string[];
  /** The check itself broke: a mistake in this package. */
  readonly broken?: true;
}

export const ok = (found: string, details?: readonly string[]): Finding => finding("ok", found, { details });
export const fail = (found: string, remedy: string, details?: readonly string[]): Finding =>
  finding("fail", found, { remedy, details });
export const warn = (found: string, remedy: string, details?: readonly string[]): Finding =>
  finding("warn", found, { remedy, details });
export const skipped = (found: string): Finding => finding("skipped", found);
export const undecided = (found: string, remedy?: string, details?: readonly string[]): Finding =>
  finding("undecided", found, { remedy, details });

function finding(
  verdict: Verdict,
  found: string,
  more: { remedy?: string | undefined; details?: readonly string[] | undefined } = {},
): Finding {
  const { remedy, details } = more;
  return {
    verdict,
    found,
    ...(remedy !== undefined && { remedy }),
    ...(details !== undefined && details.length > 0 && { details }),
  };
}
