/** What to do after an attempt. Pure: everything it needs is passed in, chance included. */

/** How a call may be repeated: a read, a write that may be done twice, or the making of something new. */
export type CallKind = "read" | "idempotent" | "create";

/** How an attempt ended. */
export type Outcome =
  /**
   * `foreign`: a refusal that something other than the API may have sent; it proves nothing. `nameTaken`: it says that the name
   * is taken, which no wait changes.
   */
  | {
      readonly status: number;
      readonly retryAfterMs?: number | undefined;
      readonly foreign?: boolean | undefined;
      readonly nameTaken?: boolean | undefined;
    }
  /** `not-connected`: nothing was sent. `lost`: sent perhaps, no whole response. `garbled`: a whole response, no JSON. */
  | { readonly failure: "not-connected" | "lost" | "timeout" | "garbled" | "tls" | "aborted" };

/** What `decideRetry` looks at. */
export interface RetryFacts {
  readonly kind: CallKind;
  readonly outcome: Outcome;
  /** Attempts made so far, this one included. */
  readonly attempt: number;
  /** Time since the first failure of this call. */
  readonly spentMs: number;
  readonly maxRetryMs: number;
  /** Whether this host has ever responded to this process. */
  readonly everResponded: boolean;
  /** Whether the API itself has ever responded to this process from this host. */
  readonly everSpoke: boolean;
  /** Whether another key is left if this one is refused. */
  readonly otherKeyLeft: boolean;
  /** `simple`: the published sample, three tries, 1 s and 2 s apart. */
  readonly preset: "full" | "simple";
  /** From 0 to 1. */
  readonly random: number;
}

/** What to do. `look`: it may have been created; look before anything else. `scope`: who has to wait. */
export type RetryDecision =
  | { readonly action: "return" }
  | { readonly action: "fail"; readonly overBudget?: true }
  | { readonly action: "look" }
  | { readonly action: "other-key" }
  | { readonly action: "retry"; readonly waitMs: number; readonly scope: "call" | "key" | "host" };

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 30_000;

/** Until the API has responded once, a refused connection or a foreign response is more likely a wrong setting than an outage. */
const UNKNOWN_HOST_BUDGET_MS = 20_000;

/** Full jitter: anything from nothing to 1, 2, 4, … 30 seconds, so that many clients do not come back at once. */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1)));
}

/**
 * How long a call to be repeated may go on failing. `unproven`: the API has not responded from there yet, so that it is cut short.
 */
export function retryBudget(facts: Pick<RetryFacts, "outcome" | "maxRetryMs" | "everResponded" | "everSpoke">): {
  readonly budgetMs: number;
  readonly unproven: boolean;
} {
  const { outcome, maxRetryMs, everResponded, everSpoke } = facts;
  const isProven =
    "status" in outcome ? outcome.foreign !== true || everSpoke : outcome.failure !== "not-connected" || everResponded;
  const unproven = !isProven && maxRetryMs > UNKNOWN_HOST_BUDGET_MS;
  return { budgetMs: unproven ? UNKNOWN_HOST_BUDGET_MS : maxRetryMs, unproven };
}

/** Whether a status says that the call was carried out. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Decides over the published table of statuses, gateways and every network failure. */
export function decideRetry(facts: RetryFacts): RetryDecision {
  const { outcome } = facts;
  if (!("status" in outcome)) return afterFailure(facts, outcome.failure);
  if (outcome.foreign === true) return afterForeign(facts, outcome.retryAfterMs);
  if (outcome.nameTaken === true) return { action: "fail" };
  return afterResponse(facts, outcome.status, outcome.retryAfterMs);
}

/**
 * A gateway may be without a route for a moment: reads are repeated. What a write has done is not known: a creation is
 * looked for, and anything else is left to the next run.
 */
function afterForeign(facts: RetryFacts, retryAfterMs: number | undefined): RetryDecision {
  if (facts.kind === "create") return { action: "look" };
  if (facts.kind === "idempotent") return { action: "fail" };
  return retry(facts, "call", retryAfterMs);
}

/** Everything the API and those before it may respond (docs/decisions/0310). */
function afterResponse(facts: RetryFacts, status: number, retryAfterMs: number | undefined): RetryDecision {
  if (isSuccess(status)) return { action: "return" };
  if (status === 401) return facts.otherKeyLeft ? { action: "other-key" } : { action: "fail" };
  if (status === 429) return retry(facts, "key", retryAfterMs);
  if (!mayPass(status)) return { action: "fail" };
  if (facts.kind === "create" && mayHaveBeenDone(status, retryAfterMs)) return { action: "look" };
  if (isLasting(status)) return { action: "fail" };
  return retry(facts, status === 503 ? "host" : "call", retryAfterMs);
}

/** A failure on the way or of the server: nothing that the request is to blame for. */
function mayPass(status: number): boolean {
  return status === 408 || status === 425 || status >= 500;
}

/**
 * 501 says that the server cannot do it, 505 that it does not speak this HTTP, 511 that the network wants somebody to sign in:
 * no wait changes that.
 */
export function isLasting(status: number): boolean {
  return status === 501 || status === 505 || status === 511;
}

/**
 * Whether a call that got this refusal may have been carried out: most of these come from gateways, which may have passed
 * it on. A 503 with `Retry-After` refuses it.
 */
export function mayHaveBeenDone(status: number, retryAfterMs: number | undefined): boolean {
  return mayPass(status) && !(status === 503 && retryAfterMs !== undefined);
}

function afterFailure(facts: RetryFacts, failure: Extract<Outcome, { failure: string }>["failure"]): RetryDecision {
  switch (failure) {
    case "tls":
    case "aborted":
      return { action: "fail" };
    case "not-connected":
      return retry(facts, "call", undefined);
    case "lost":
    case "timeout":
      return facts.kind === "create" ? { action: "look" } : retry(facts, "call", undefined);
    case "garbled":
      return facts.kind === "create" ? { action: "look" } : { action: "fail" };
  }
}

function retry(facts: RetryFacts, scope: "call" | "key" | "host", retryAfterMs: number | undefined): RetryDecision {
  if (facts.preset === "simple" && facts.attempt >= 3) return { action: "fail", overBudget: true };
  const waitMs = waitFor(facts, retryAfterMs);
  // Without a budget nothing is retried, not even after the wait of 0 ms that full jitter may draw.
  if (facts.maxRetryMs === 0 || facts.spentMs + waitMs > retryBudget(facts).budgetMs)
    return { action: "fail", overBudget: true };
  return { action: "retry", waitMs, scope };
}

function waitFor(facts: RetryFacts, retryAfterMs: number | undefined): number {
  if (facts.preset === "simple") return Math.max(1000 * 2 ** (facts.attempt - 1), retryAfterMs ?? 0);
  const backoff = backoffMs(facts.attempt, facts.random);
  if (retryAfterMs === undefined) return backoff;
  // "Retry-After: 0" again and again would be a hot loop: then at least our own backoff.
  return retryAfterMs < 1000 ? Math.max(retryAfterMs, backoff) : retryAfterMs;
}
