/** From failed attempts to errors of the family. */
import { API_PREFIX } from "../contract/index";
import {
  apiError,
  ConnectionError,
  type DigiCertOneError,
  type ExplainContext,
  explain,
  TimeoutError,
  TlsError,
  UnexpectedResponseError,
} from "../errors/index";
import { Attempt, type Call, LostAnswer, type SendDeps } from "./call";
import { BlockedTooLong } from "./key-pool";
import { hasClientCertificate } from "./tls";
import { TransportFailure } from "./transport";

/** What is known about a call when it failed. */
export function contextOf(deps: SendDeps, call: Call, attempts: number, heldMs: number): ExplainContext {
  const { settings } = deps;
  const instant = new Date(deps.now()).toISOString();
  return {
    doing: call.doing,
    host: settings.host,
    environment: settings.environment,
    method: call.method,
    path: API_PREFIX + call.path,
    attempts,
    waitedSeconds: heldMs / 1000,
    maxRetrySeconds: settings.maxRetrySeconds,
    today: instant.slice(0, 10),
    at: instant,
    clientCertificate: hasClientCertificate(settings.tls),
    apiKeyEndDate: call.apiKey === undefined ? settings.apiKeyEndDate : undefined,
    userEndDate: deps.userEndDates.get(
      call.apiKey ?? (settings.apiKeys.length === 1 ? settings.apiKeys[0] : undefined),
    ),
  };
}

/** The error for the caller. */
function errorOf(deps: SendDeps, call: Call, attempt: Attempt, attempts: number, heldMs: number): DigiCertOneError {
  const about = contextOf(deps, call, attempts, heldMs);
  if (attempt.refusal !== undefined) {
    if (attempt.refusal.status === 407) {
      const { message, remedy } = explain({ kind: "tls", failure: "proxy", detail: "the proxy answered 407" }, about);
      return new TlsError(message, { remedy, failure: "proxy", call: about });
    }
    return apiError(attempt.refusal, about);
  }
  if (attempt.failure !== undefined) return networkError(attempt.failure, about, deps.settings.timeoutSeconds);
  const status = "status" in attempt.outcome ? attempt.outcome.status : 200;
  const { message, remedy } = explain({ kind: "unexpected", status, detail: attempt.detail }, about);
  return new UnexpectedResponseError(message, { remedy, call: about });
}

/** What a call rejects with. */
export function finalError(deps: SendDeps, call: Call, error: unknown, attempts: number, heldMs: number): unknown {
  if (error instanceof Attempt) {
    const told = errorOf(deps, call, error, attempts, heldMs);
    return error.decision.action === "look" ? new LostAnswer(told) : told;
  }
  if (error instanceof BlockedTooLong) return apiError(error.refusal, contextOf(deps, call, attempts, heldMs));
  const signal = call.signal ?? deps.signal;
  if (signal?.aborted) {
    return networkError(new TransportFailure("aborted", "aborted"), contextOf(deps, call, attempts, heldMs), 0);
  }
  return error;
}

/** The error for a call that got no answer. */
export function networkError(
  failure: TransportFailure,
  context: ExplainContext,
  timeoutSeconds: number,
): DigiCertOneError {
  const { cause } = failure;
  const mayHaveBeenProcessed =
    (failure.failure === "lost" || failure.failure === "timeout") && context.method !== "GET";
  if (failure.failure === "tls" && failure.problem !== undefined) {
    const { message, remedy } = explain({ kind: "tls", ...failure.problem }, context);
    return new TlsError(message, { remedy, cause, failure: failure.problem.failure, call: context });
  }
  if (failure.failure === "timeout") {
    const { message, remedy } = explain({ kind: "timeout", timeoutSeconds, mayHaveBeenProcessed }, context);
    return new TimeoutError(message, { remedy, cause, mayHaveBeenProcessed, call: context });
  }
  const code = failure.failure === "aborted" ? "aborted" : failure.code;
  const { message, remedy } = explain({ kind: "connection", code, mayHaveBeenProcessed }, context);
  return new ConnectionError(message, { remedy, cause, mayHaveBeenProcessed, call: context });
}
