/** Sends within the limits, and retries: reads are repeated, writes only where the response shows that nothing was done. */

import { decideRetry, type Outcome } from "../../client/calling/decide-retry";
import { parseRetryAfter } from "../../client/calling/retry-after";
import { createLimiter, scaled } from "../../client/limits/limiter";
import type { RateLimit } from "../../contract";
import { needsApiForm } from "../../contract/error-codes";
import { isTlsError } from "../../errors";
import type { ApiResponse, Ask, Question } from "../asking";

/** Time and chance, and what is reported of each response. */
export interface RetryDeps {
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
  /** Ends early, rejected or not, when the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly onResponse: (response: ApiResponse) => void;
  /** Ends waits and repetitions. A request under way goes to its end: half-way nobody knows what it did. */
  readonly signal: AbortSignal;
}

/** How long one request may be repeated. A person waits. */
const LONGEST_RETRY_MS = 60_000;

/** Of what the server allows, so that those who share the key get through. */
const CAPACITY_PERCENT = 50;

/** As `Ask`; undefined where the run was interrupted before the request was sent. */
export type RetryingAsk = (question: Question) => Promise<ApiResponse | undefined>;

/** An `ask` that waits for its turn and repeats what may be repeated. */
export function createRetryingAsk(
  ask: Ask,
  settings: {
    readonly rateLimits: readonly RateLimit[];
    readonly capacityPercent: number;
    readonly maxRetrySeconds: number;
  },
  { elapsed, sleep, random, onResponse, signal }: RetryDeps,
): RetryingAsk {
  const windows = settings.rateLimits.map(({ requests, windowSeconds }) => ({
    requests,
    windowMs: windowSeconds * 1000,
  }));
  const limiter = createLimiter(scaled(windows, Math.min(CAPACITY_PERCENT, settings.capacityPercent)));
  const maxRetryMs = Math.min(LONGEST_RETRY_MS, settings.maxRetrySeconds * 1000);
  let everSpoke = false;

  const wait = (ms: number) => sleep(ms, signal).catch(() => undefined);

  /** Takes room in the windows; false where the run was interrupted first. */
  async function turn(): Promise<boolean> {
    // A timer may fire a little early: only the clock shows that there is room.
    for (let now = elapsed(); limiter.readyAt(now) > now; now = elapsed()) {
      await wait(Math.ceil(limiter.readyAt(now) - now));
      if (signal.aborted) return false;
    }
    limiter.take(elapsed());
    return true;
  }

  return async (question) => {
    let failedAt: number | undefined;
    for (let attempt = 1; ; attempt += 1) {
      if (!(await turn())) return undefined;
      const response = await ask(question);
      limiter.responded(elapsed());
      everSpoke ||= response.isOfApi;
      onResponse(response);
      failedAt ??= elapsed();
      const decision = decideRetry({
        // A write is never done twice: the status of a second one would say nothing of the first.
        kind: (question.method ?? "GET") === "GET" ? "read" : "create",
        outcome: outcomeOf(response),
        attempt,
        spentMs: elapsed() - failedAt,
        maxRetryMs,
        everResponded: everSpoke,
        everSpoke,
        otherKeyLeft: false,
        preset: "full",
        random: random(),
      });
      if (decision.action !== "retry" || signal.aborted) return response;
      await wait(decision.waitMs);
      if (signal.aborted) return response;
    }
  };
}

function outcomeOf({ status, isOfApi, header, error, at }: ApiResponse): Outcome {
  if (status === undefined) return { failure: isTlsError(error) ? "tls" : "lost" };
  const retryAfterMs = parseRetryAfter(header("retry-after"), header("date"), at);
  return { status, retryAfterMs, foreign: !isOfApi && (needsApiForm(status) || status < 400) };
}
