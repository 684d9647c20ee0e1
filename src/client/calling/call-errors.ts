/** From failed attempts to errors of the family. */
import { messageOf } from "../../basics/unknown";
import { API_PREFIX } from "../../contract/hosts";
import {
  apiError,
  ConnectionError,
  type DigiCertOneError,
  type ExplainContext,
  explain,
  InternalError,
  isDigiCertOneError,
  TimeoutError,
  TlsError,
  UnexpectedResponseError,
  withoutRemedy,
} from "../../errors/index";
import { BlockedTooLong } from "../limits/queue";
import type { Unreadable } from "../reading/wire";
import { hasClientCertificate } from "../settings/tls";
import { TransportFailure } from "../transport/transport-failure";
import {
  type ApiResponse,
  type Call,
  type FailedAttempt,
  LostResponse,
  type Progress,
  type SendDeps,
  spentMs,
} from "./call";
import { isLasting, type Outcome } from "./decide-retry";

/** The caller aborted before anything of this attempt was sent. */
const UNSENT = new TransportFailure("aborted", "unsent");

/** What is known about a call. */
export function contextOf(deps: SendDeps, call: Call, progress?: Progress): ExplainContext {
  const { settings } = deps;
  const instant = new Date(deps.clock.now()).toISOString();
  return {
    doing: call.doing,
    host: settings.host,
    environment: settings.environment,
    region: settings.region,
    method: call.method,
    path: API_PREFIX + call.path,
    attempts: progress?.attempts ?? 0,
    waitedSeconds: progress === undefined ? 0 : spentMs(deps, progress) / 1000,
    maxRetrySeconds: settings.maxRetrySeconds,
    today: settings.asOf ?? instant.slice(0, 10),
    at: instant,
    clientCertificate: hasClientCertificate(settings.tls),
    apiKey: call.apiKey !== undefined || settings.apiKeys.length > 0,
    apiKeyEndDate: call.apiKey === undefined ? settings.apiKeyEndDate : undefined,
    userEndDate: deps.userEndDates.get(
      call.apiKey ?? (settings.apiKeys.length === 1 ? settings.apiKeys[0] : undefined),
    ),
  };
}

/** The error for the caller. */
function errorOf(deps: SendDeps, failed: FailedAttempt, context: ExplainContext, doubt: boolean): DigiCertOneError {
  const { outcome, refusal, failure, detail = "", response } = failed;
  const about: ExplainContext = { ...context, requestId: response.requestId };
  if (refusal !== undefined) {
    if (refusal.status === 407) {
      const { message, remedy } = explain({ kind: "tls", failure: "proxy", detail: "the proxy answered 407" }, about);
      return new TlsError(message, { remedy, failure: "proxy", call: about });
    }
    return isForeign(outcome) ? unexpected(refusal.status, detail, about) : apiError(refusal, about);
  }
  if (failure !== undefined) return networkError(failure, about, deps.settings.timeoutSeconds, doubt);
  return unexpected(response.status ?? 200, detail, about);
}

function isForeign(outcome: Outcome): boolean {
  return "status" in outcome && outcome.foreign === true;
}

/** The error for a response that is not of this API. */
export function unexpected(
  status: number,
  detail: string,
  about: ExplainContext,
  remedy?: string,
): UnexpectedResponseError {
  const explained = explain({ kind: "unexpected", status, detail }, about);
  return new UnexpectedResponseError(explained.message, { remedy: remedy ?? explained.remedy, status, call: about });
}

/** The error for a good response that does not hold what it should. */
export function unreadable(problem: Unreadable, { status, about }: ApiResponse): UnexpectedResponseError {
  return unexpected(status, problem.message, about, problem.remedy);
}

/** What a call rejects with when its last attempt failed. `look`: that attempt may have created something. */
export function failedCall(
  deps: SendDeps,
  call: Call,
  failed: FailedAttempt,
  progress: Progress,
  look: boolean,
): DigiCertOneError | LostResponse {
  const about = contextOf(deps, call, progress);
  const error = errorOf(deps, failed, about, progress.doubt);
  if (!look) return error;
  const { outcome } = failed;
  // Where something other than the API responded, another attempt may never get through either.
  if (!("status" in outcome)) return new LostResponse(error, about, { isFinal: outcome.failure === "garbled" });
  const isFinal = outcome.foreign === true || isLasting(outcome.status);
  return new LostResponse(error, about, { isFinal, retryAfterMs: outcome.retryAfterMs });
}

/** What a call rejects with when it makes no further attempt, because the caller aborted or the pool refused. */
export function unsentCall(deps: SendDeps, call: Call, error: unknown, progress: Progress): unknown {
  const about = contextOf(deps, call, progress);
  if (error instanceof BlockedTooLong) return apiError(error.refusal, about);
  if (call.signal?.aborted) return networkError(UNSENT, about, 0, progress.doubt);
  return isDigiCertOneError(error) ? error : internalError(error, about, progress.doubt);
}

/** The error for what must not happen. */
function internalError(cause: unknown, about: ExplainContext, mayHaveBeenProcessed: boolean): InternalError {
  const { name, message } = cause instanceof Error ? cause : new Error(messageOf(cause));
  const explained = explain({ kind: "internal", detail: `${name}: ${message}`, mayHaveBeenProcessed }, about);
  return new InternalError(explained.message, { remedy: explained.remedy, cause, mayHaveBeenProcessed, call: about });
}

/** The error for an abort outside of a call. */
export function abortError(
  deps: SendDeps,
  call: Pick<Call, "doing" | "method" | "path">,
  doubt: boolean,
): ConnectionError {
  return aborted(contextOf(deps, { ...call, kind: "read" }), doubt);
}

/** The error for an abort while it was not known whether a create had been done. */
export function abortErrorInDoubt(lost: LostResponse): ConnectionError {
  return aborted(lost.about, true);
}

/** The error of a create whose response was lost, where looking for what it made has failed too. */
export function notLookedUp(lost: LostResponse, failure: unknown): ConnectionError {
  const same = isDigiCertOneError(failure) && failure.remedy === lost.error.remedy;
  const why = same ? "" : ` ${withoutRemedy(failure)}`;
  const first = same && failure.remedy !== undefined ? `${failure.remedy} ` : "";
  return new ConnectionError(`${withoutRemedy(lost.error)} It could not be looked for either.${why}`, {
    remedy: `${first}It may exist: look for it before making it again.`,
    cause: failure,
    mayHaveBeenProcessed: true,
    call: lost.about,
  });
}

function aborted(about: ExplainContext, mayHaveBeenProcessed: boolean): ConnectionError {
  const { message, remedy } = explain({ kind: "connection", code: "aborted", mayHaveBeenProcessed }, about);
  return new ConnectionError(message, { remedy, mayHaveBeenProcessed, call: about });
}

/** The error for what came back and is no response of HTTP. */
function noHttp(detail: string, about: ExplainContext, mayHaveBeenProcessed: boolean): UnexpectedResponseError {
  const { message, remedy } = explain({ kind: "unexpected", detail, mayHaveBeenProcessed }, about);
  return new UnexpectedResponseError(message, { remedy, call: about });
}

/** The error for a call that got no response. `doubt`: it, or what it belongs to, may have been done before. */
export function networkError(
  failure: TransportFailure,
  context: ExplainContext,
  timeoutSeconds: number,
  doubt: boolean,
): DigiCertOneError {
  const { cause } = failure;
  const mayHaveBeenProcessed = doubt || (context.method !== "GET" && failure.mayHaveBeenSent);
  if (failure.problem !== undefined) {
    const { message, remedy } = explain({ kind: "tls", ...failure.problem }, context);
    return new TlsError(message, { remedy, cause, failure: failure.problem.failure, call: context });
  }
  if (failure.failure === "timeout") {
    const { proxy, mayHaveBeenSent: sent } = failure;
    const { message, remedy } = explain(
      { kind: "timeout", timeoutSeconds, mayHaveBeenProcessed, sent, proxy },
      context,
    );
    return new TimeoutError(message, { remedy, cause, mayHaveBeenProcessed, call: context });
  }
  if (failure.failure === "aborted") return aborted(context, mayHaveBeenProcessed);
  if (failure.failure === "unexpected") return internalError(cause, context, mayHaveBeenProcessed);
  if (failure.detail !== undefined) return noHttp(failure.detail, context, mayHaveBeenProcessed);
  const { message, remedy } = explain({ kind: "connection", code: failure.code, mayHaveBeenProcessed }, context);
  return new ConnectionError(message, { remedy, cause, mayHaveBeenProcessed, call: context });
}
