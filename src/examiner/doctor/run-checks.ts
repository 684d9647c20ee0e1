/** Runs checks in their order: a check that rests on a failed one is skipped, and none outlives its time. */
import { messageOf } from "../../basics/unknown";
import { type Check, type Finding, fail, type Result, undecided } from "./check";

/** How long checks may take. */
export interface Limits {
  /** One check. */
  readonly checkMs: number;
  /** All of them; what has not begun by then is undecided. */
  readonly totalMs: number;
  readonly now: () => number;
}

/** What is reported while checks run. */
export interface Progress {
  readonly onResult?: (result: Result) => void;
  /** A check has taken a second; it may take so many in all. */
  readonly onWait?: (title: string, seconds: number) => void;
}

/** After it somebody at a terminal wonders. */
const QUIET_MS = 1_000;

/** Runs all checks, and hands each result over as it comes. */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  limits: Limits,
  { onResult, onWait }: Progress = {},
): Promise<Result[]> {
  requireOrder(checks);
  const startedAt = limits.now();
  const results: Result[] = [];
  /** For each check that failed or was skipped for it: the failures behind it. */
  const causes = new Map<string, readonly string[]>();
  for (const check of checks) {
    const leftMs = limits.totalMs - (limits.now() - startedAt);
    const because = [...new Set(check.needs.flatMap((id) => causes.get(id) ?? []))];
    const limitMs = Math.min(limits.checkMs, leftMs);
    const quiet = setTimeout(() => onWait?.(check.title, Math.ceil(limitMs / 1000)), QUIET_MS);
    const result = await resultOf(check, context, because, limitMs, checks).finally(() => clearTimeout(quiet));
    if (result.verdict === "fail") causes.set(check.id, [check.id]);
    else if (because.length > 0) causes.set(check.id, because);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function resultOf<Context>(
  check: Check<Context>,
  context: Context,
  because: readonly string[],
  limitMs: number,
  all: readonly Check<Context>[],
): Promise<Result> {
  const { id, title } = check;
  if (because.length > 0) {
    const titles = all.filter((each) => because.includes(each.id)).map((each) => each.title);
    return { id, title, verdict: "skipped", found: `because this failed: ${titles.join(", ")}`, because };
  }
  if (limitMs <= 0) return { id, title, ...undecided("there was no time left for it", "Run doctor again.") };
  try {
    return { id, title, ...(await withinTime(check, context, limitMs)) };
  } catch (error) {
    const remedy = "This is a mistake in pulumi-digicert-one: report this line.";
    return { id, title, ...undecided(`the check itself failed: ${messageOf(error)}`, remedy), broken: true };
  }
}

async function withinTime<Context>(check: Check<Context>, context: Context, limitMs: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const seconds = Math.round(limitMs / 100) / 10;
    timer = setTimeout(
      () => resolve(fail(`nothing came within ${seconds} s`, "Check the network and the host.")),
      limitMs,
    );
  });
  try {
    return await Promise.race([check.run(context), late]);
  } finally {
    clearTimeout(timer);
  }
}

function requireOrder(checks: readonly Check<never>[]): void {
  const before = new Set<string>();
  for (const { id, needs } of checks) {
    const missing = needs.filter((need) => !before.has(need));
    if (missing.length > 0) throw new RangeError(`check ${id} stands before what it needs: ${missing.join(", ")}`);
    before.add(id);
  }
}
