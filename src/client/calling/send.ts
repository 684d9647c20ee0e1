/**
 * One call to the API: attempt, decision, wait, and again. The decisions are elsewhere; this is the loop. Its waits stand
 * between two attempts; for its turn under the rate limit an attempt waits in `limits/key-pool.ts`.
 */
import pRetry from "p-retry";
import { answered, waitFor } from "../limits/notices";
import { noteWrite } from "../reading/snapshot";
import { TransportFailure } from "../transport/transport";
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
import { decideRetry, mayHaveBeenDone, type RetryDecision } from "./decide-retry";
import { joined } from "./signals";

/** A cooldown that the server asks for lasts a day at most: more is nonsense, and must not stop a long-running process. */
const LONGEST_COOLDOWN_MS = 86_400_000;

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
    if ("response" in result) return result.response;
    const { failed } = result;
    const decision = decide(deps, history, call, failed, progress);
    progress.failedAt ??= deps.now();
    progress.doubt ||= call.method !== "GET" && leavesDoubt(failed);
    await carryOut(deps, call, failed, decision, progress);
    throw new Failed(failed, decision);
  }

  async function run(call: Call): Promise<ApiResponse> {
    const progress: Progress = { attempts: 0, failedAt: undefined, doubt: call.doubt === true };
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

function decide(
  deps: SendDeps,
  { everResponded, everSpoke }: HostHistory,
  call: Call,
  { outcome, lane }: FailedAttempt,
  progress: Progress,
): RetryDecision {
  return decideRetry({
    kind: call.kind,
    outcome,
    attempt: progress.attempts,
    spentMs: spentMs(deps, progress),
    maxRetryMs: deps.settings.maxRetrySeconds * 1000,
    everResponded,
    everSpoke,
    otherKeyLeft: call.apiKey === undefined && deps.pool.otherLeft(lane),
    preset: deps.settings.retry,
    random: deps.random(),
  });
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

/** What a decision means for the pool, and for the time until the next attempt. */
async function carryOut(
  deps: SendDeps,
  call: Call,
  failed: FailedAttempt,
  decision: RetryDecision,
  progress: Progress,
): Promise<void> {
  if (decision.action === "other-key") dropKey(deps, call, failed);
  else if (decision.action === "fail" && decision.overBudget === true) honourRetryAfter(deps, failed);
  else if (decision.action === "retry" && decision.waitMs > 0)
    await waitBeforeRetry(deps, call, failed, decision, progress);
}

function dropKey({ pool, settings, onNotice, ...deps }: SendDeps, call: Call, { lane }: FailedAttempt): void {
  if (!pool.drop(lane)) return;
  logCall(deps, call, { event: "key-dropped", keyId: lane.keyId, reason: "401" });
  const left = `${pool.size} ${pool.size === 1 ? "key is" : "keys are"} left`;
  onNotice(`${settings.host} does not accept ${lane.keyId} (401): it is left out, ${left}.`);
}

/** A call whose budget is too small for the cooldown that the server asks for fails; the others keep the cooldown. */
function honourRetryAfter({ pool, now }: SendDeps, { lane, outcome, refusal }: FailedAttempt): void {
  if (refusal === undefined || !("status" in outcome) || outcome.retryAfterMs === undefined) return;
  const cooldownMs = Math.min(outcome.retryAfterMs, LONGEST_COOLDOWN_MS);
  pool.block(outcome.status === 503 ? "all" : lane, now() + cooldownMs, refusal);
}

/** Waits as decided. A wait that the server asked for is the pool's, so that other calls keep it as well. */
async function waitBeforeRetry(
  deps: SendDeps,
  call: Call,
  { lane, refusal, failure }: FailedAttempt,
  { waitMs, scope }: Extract<RetryDecision, { action: "retry" }>,
  progress: Progress,
): Promise<void> {
  const { settings, pool, now } = deps;
  const reason = refusal === undefined ? (failure?.message ?? "failure") : String(refusal.status);
  const { attempts: attempt } = progress;
  logCall(deps, call, { event: "wait", attempt, keyId: lane.keyId, waitMs: Math.round(waitMs), reason });
  const until = now() + waitMs;
  if (scope !== "call" && refusal !== undefined) {
    pool.block(scope === "host" ? "all" : lane, until, refusal);
    return;
  }
  const wait = {
    ...{ doing: call.doing, attempt: attempt + 1, until, others: 0 },
    since: progress.failedAt ?? now(),
    why: refusal === undefined ? `no answer came from ${settings.host}` : answered(settings.host, refusal),
    budgetMs: settings.maxRetrySeconds * 1000,
  };
  await waitFor(waitMs, wait, deps, call.signal);
}
