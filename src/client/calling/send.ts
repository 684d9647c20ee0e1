/**
 * One call to the API: attempt, decision, wait, and again. The decisions are elsewhere; this is the loop. Its waits stand
 * between two attempts; for its turn under the rate limit an attempt waits in `limits/key-pool.ts`.
 */
import pRetry from "p-retry";
import type { Lane } from "../limits/lease";
import { respondedWith, waitFor } from "../limits/notices";
import { noteWrite } from "../reading/snapshot";
import { TransportFailure } from "../transport/transport-failure";
import { createAttempt } from "./attempt";
import {
  type ApiResponse,
  type Call,
  type FailedAttempt,
  type HostHistory,
  logCall,
  type Progress,
  type Send,
  type SendDeps,
  spentMs,
} from "./call";
import { contextOf, failedCall, networkError, unsentCall } from "./call-errors";
import { decideRetry, mayHaveBeenDone, type RetryDecision, type RetryFacts, retryBudget } from "./decide-retry";
import { joined } from "./signals";

/** A failed attempt on its way through p-retry, which repeats only what throws. Never leaves this file. */
class Failed extends Error {
  readonly attempt: FailedAttempt;
  readonly decision: RetryDecision;
  constructor(attempt: FailedAttempt, decision: RetryDecision) {
    super("attempt failed");
    this.attempt = attempt;
    this.decision = decision;
  }
}

/** Makes `send` for one host. */
export function createSend(deps: SendDeps): Send {
  const { settings } = deps;
  const history: HostHistory = { everResponded: false, everSpoke: false };
  const attempt = createAttempt(deps, history);

  async function attemptAndWait(call: Call, progress: Progress): Promise<ApiResponse> {
    const result = await attempt(call, progress);
    const { lease } = result;
    try {
      if ("response" in result) {
        keyAccepted(deps, call, lease.lane);
        return result.response;
      }
      const { failed } = result;
      if (isWordOnKey(failed, 401)) progress.refusedBy.add(lease.lane.keyId);
      else if (isWordOnKey(failed)) keyAccepted(deps, call, lease.lane);
      const facts = retryFacts(deps, history, call, failed, progress);
      const decision = decideRetry(facts);
      progress.failedAt ??= deps.clock.elapsed();
      progress.doubt ||= call.method !== "GET" && leavesDoubt(failed);
      informPool(deps, call, failed, decision);
      // What the decision means for other calls is known before they go on.
      lease.settle(failed.response.status);
      if (decision.action === "retry") {
        await waitBeforeRetry(deps, call, failed, { ...decision, ...retryBudget(facts) }, progress);
      }
      throw new Failed(failed, decision);
    } finally {
      lease.settle("response" in result ? result.response.status : undefined);
    }
  }

  async function run(call: Call): Promise<ApiResponse> {
    const progress: Progress = { attempts: 0, failedAt: undefined, refusedBy: new Set(), doubt: call.doubt === true };
    const problem = settings.baseUrl.startsWith("https:") ? deps.certificateProblem() : undefined;
    if (problem !== undefined)
      throw networkError(new TransportFailure("tls", "", { problem }), contextOf(deps, call), 0, progress.doubt);
    try {
      return await pRetry(() => attemptAndWait(call, progress), {
        // The waits are ours (they follow the server and a clock that tests can set), the loop is p-retry's.
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 0,
        shouldRetry: ({ error }) => error instanceof Failed && isRepeated(error.decision),
      });
    } catch (error) {
      throw error instanceof Failed
        ? failedCall(deps, call, error.attempt, progress, error.decision.action === "look")
        : unsentCall(deps, call, error, progress);
    }
  }

  return async (given) => {
    const call: Call = { ...given, signal: joined(given.signal, deps.signal) };
    if (call.method === "GET") return run(call);
    // Before and after: a list read while the write is under way may show either state.
    noteWrite();
    try {
      return await run(call);
    } finally {
      noteWrite();
    }
  };
}

function retryFacts(
  deps: SendDeps,
  { everResponded, everSpoke }: HostHistory,
  call: Call,
  { outcome }: FailedAttempt,
  progress: Progress,
): RetryFacts {
  return {
    kind: call.kind,
    outcome,
    attempt: progress.attempts,
    spentMs: spentMs(deps, progress),
    maxRetryMs: deps.settings.maxRetrySeconds * 1000,
    everResponded,
    everSpoke,
    otherKeyLeft: call.apiKey === undefined && deps.pool.otherLeft(progress.refusedBy),
    preset: deps.settings.retry,
    random: deps.random(),
  };
}

function isRepeated({ action }: RetryDecision): boolean {
  return action === "retry" || action === "other-key";
}

/** Whether a write may have been done by an attempt that gave no good response. */
function leavesDoubt({ outcome, failure }: FailedAttempt): boolean {
  if (failure !== undefined) return failure.mayHaveBeenSent;
  if (!("status" in outcome)) return true;
  return mayHaveBeenDone(outcome.status, outcome.retryAfterMs);
}

/** Whether the API itself refused the call, which says that it knows the key, or with 401 that it does not. */
function isWordOnKey({ outcome, refusal }: FailedAttempt, only?: 401): boolean {
  if (!("status" in outcome) || outcome.foreign === true || refusal?.foreign !== false) return false;
  return only === undefined || outcome.status === only;
}

/** What a decision means for the other calls of the pool. */
function informPool(deps: SendDeps, call: Call, failed: FailedAttempt, decision: RetryDecision): void {
  if (decision.action === "other-key") keyRefused(deps, call, failed);
  else if (decision.action === "fail" && decision.overBudget === true) closePool(deps, failed, 0);
  else if (decision.action === "retry" && decision.scope !== "call") closePool(deps, failed, decision.waitMs);
}

function keyRefused(deps: SendDeps, call: Call, { lane: { keyId }, lane }: FailedAttempt): void {
  const { pool, settings, onNotice } = deps;
  if (!pool.refuse(lane)) return;
  logCall(deps, call, { event: "key-dropped", keyId, reason: "401" });
  onNotice(
    `${settings.host} does not accept ${keyId} (401): it is left out, ${keys(pool.size)} left. ` +
      "It is tried again from time to time.",
  );
}

function keyAccepted(deps: SendDeps, call: Call, lane: Lane): void {
  const { pool, settings, onNotice } = deps;
  if (!pool.accept(lane)) return;
  logCall(deps, call, { event: "key-back", keyId: lane.keyId });
  onNotice(`${settings.host} accepts ${lane.keyId} again: ${keys(pool.size)} in use.`, "info");
}

const keys = (count: number): string => (count === 1 ? "1 key is" : `${count === 0 ? "no" : count} keys are`);

/**
 * Other calls keep the pause that the server asked for, one with a smaller budget too; it lasts a budget at most, so that a
 * slip of the server's does not stop a process that runs for months (decision 0311).
 */
function closePool(
  { pool, settings, clock }: SendDeps,
  { lane, outcome, refusal }: FailedAttempt,
  waitMs: number,
): void {
  if (refusal === undefined || !("status" in outcome)) return;
  const { status, retryAfterMs = 0 } = outcome;
  if (status !== 429 && status !== 503) return;
  const now = clock.elapsed();
  const pauseMs = Math.max(waitMs, retryAfterMs);
  const until = now + Math.min(pauseMs, settings.maxRetrySeconds * 1000);
  pool.close(status === 503 ? "all" : lane, { until, askedUntil: now + pauseMs, refusal });
}

/** Waits as decided. A wait that the server asked for is the pool's, so that other calls keep it as well. */
async function waitBeforeRetry(
  deps: SendDeps,
  call: Call,
  { lane, refusal, failure }: FailedAttempt,
  { waitMs, scope, budgetMs, unproven }: Extract<RetryDecision, { action: "retry" }> & ReturnType<typeof retryBudget>,
  progress: Progress,
): Promise<void> {
  if (waitMs <= 0) return;
  const { settings, clock } = deps;
  const reason = refusal === undefined ? (failure?.message ?? "failure") : String(refusal.status);
  const { attempts: attempt } = progress;
  logCall(deps, call, { event: "wait", attempt, keyId: lane.keyId, waitMs: Math.round(waitMs), reason });
  if (scope !== "call" && refusal !== undefined) return;
  const now = clock.elapsed();
  const wait = {
    ...{ doing: call.doing, attempt: attempt + 1, until: now + waitMs, others: 0 },
    since: progress.failedAt ?? now,
    why: refusal === undefined ? `no answer came from ${settings.host}` : respondedWith(settings.host, refusal),
    ...{ budgetMs, unproven },
  };
  await waitFor(waitMs, wait, deps, call.signal);
}
