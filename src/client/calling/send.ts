/** One call to the API: attempt, decision, wait, and again. The decisions are elsewhere; this is the loop. */
import pRetry from "p-retry";
import { noteWrite } from "../reading/snapshot";
import { TransportFailure } from "../transport/transport";
import { createTry } from "./attempt";
import { Attempt, type Call, heldMs, logCall, type Progress, type Reply, type Send, type SendDeps } from "./call";
import { contextOf, finalError, networkError } from "./call-errors";
import { joined } from "./signals";

/** The server asks for silence of a day at most: more is nonsense, and must not stop a process that runs for long. */
const LONGEST_SILENCE_MS = 86_400_000;

/** Makes `send` for one host. */
export function createSend(deps: SendDeps): Send {
  const { settings, now } = deps;
  const once = createTry(deps);

  async function run(call: Call): Promise<Reply> {
    const progress: Progress = { attempts: 0, failedAt: undefined, doubt: call.doubt === true };
    const problem = settings.baseUrl.startsWith("https:") ? deps.certificateProblem() : undefined;
    if (problem !== undefined)
      throw networkError(new TransportFailure("tls", "", { problem }), contextOf(deps, call), 0, progress.doubt);
    try {
      return await pRetry(() => once(call, progress), {
        // The waits are ours (they follow the server and a clock that tests can set), the loop is p-retry's.
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 0,
        shouldRetry: async ({ error }) => {
          if (!(error instanceof Attempt)) return false;
          progress.failedAt ??= now();
          progress.doubt ||= call.method !== "GET" && leavesDoubt(error);
          obeyThoughFailing(deps, error);
          const goesOn = error.decision.action === "retry" || error.decision.action === "other-key";
          if (goesOn) await wait(deps, call, error, progress);
          return goesOn;
        },
      });
    } catch (error) {
      throw finalError(deps, call, error, progress);
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

/** Whether a write may have been done by an attempt that gave no good answer. */
function leavesDoubt({ outcome, failure }: Attempt): boolean {
  if (failure !== undefined) return failure.mayHaveBeenSent;
  if (!("status" in outcome)) return true;
  return outcome.status >= 500 && !(outcome.status === 503 && outcome.retryAfterMs !== undefined);
}

/** Waits as decided. A wait that the server asked for is the pool's, so that other calls keep it as well. */
async function wait(deps: SendDeps, call: Call, failed: Attempt, progress: Progress): Promise<void> {
  const { settings, pool, now } = deps;
  const { decision, lane, refusal } = failed;
  if (decision.action === "other-key") {
    if (pool.drop(lane)) {
      logCall(deps, call, { event: "key-dropped", keyId: lane.keyId, reason: "401" });
      deps.onNotice(
        `${settings.host} does not accept ${lane.keyId} (401): it is left out, ${pool.size} ${pool.size === 1 ? "key is" : "keys are"} left.`,
      );
    }
    return;
  }
  if (decision.action !== "retry" || decision.waitMs === 0) return;
  const reason = refusal === undefined ? (failed.failure?.message ?? "failure") : String(refusal.status);
  const { attempts: attempt } = progress;
  logCall(deps, call, { event: "wait", attempt, keyId: lane.keyId, waitMs: Math.round(decision.waitMs), reason });
  const until = now() + decision.waitMs;
  if (decision.scope !== "call" && refusal !== undefined) {
    pool.block(decision.scope === "host" ? "all" : lane, until, refusal);
    return;
  }
  const why = refusal === undefined ? `No answer from ${settings.host}` : `${settings.host} answered ${refusal.status}`;
  deps.notices.waiting(why, until, heldMs(deps, progress) + decision.waitMs);
  await deps.sleep(decision.waitMs, call.signal);
}

// A call that cannot bear the silence that the server asks for fails, and yet the others keep it.
function obeyThoughFailing(deps: SendDeps, { decision, lane, outcome, refusal }: Attempt): void {
  if (decision.action !== "fail" || decision.overBudget !== true || refusal === undefined) return;
  if (!("status" in outcome) || outcome.retryAfterMs === undefined) return;
  const silenceMs = Math.min(outcome.retryAfterMs, LONGEST_SILENCE_MS);
  deps.pool.block(outcome.status === 503 ? "all" : lane, deps.now() + silenceMs, refusal);
}
