/** One attempt at a call: its turn, an exchange, and what came of it, as a value. */
import { meansNameTaken, needsApiForm } from "../../contract/error-codes";
import { API_PREFIX } from "../../contract/hosts";
import type { Refusal } from "../../errors/index";
import type { Lane, Lease } from "../limits/lease";
import { parseJson, parseRefusal } from "../reading/error-body";
import type { ClientSettings } from "../settings/settings";
import { hasClientCertificate } from "../settings/tls";
import type { TransportResponse } from "../transport/transport";
import { closedAfterHandshake, TransportFailure } from "../transport/transport-failure";
import {
  type ApiResponse,
  type Call,
  type FailedAttempt,
  type HostHistory,
  logCall,
  type Progress,
  type SendDeps,
  spentMs,
} from "./call";
import { contextOf } from "./call-errors";
import { isSuccess, type Outcome } from "./decide-retry";
import { foreignWords, notJson, redirectTarget } from "./foreign-words";
import { parseRetryAfter } from "./retry-after";

/** What came of an attempt. Its lease is to be settled once it is decided what that means for other calls. */
export type Attempted = { readonly lease: Lease } & (
  | { readonly response: ApiResponse }
  | { readonly failed: FailedAttempt }
);

/** Makes one attempt. Rejects only when no attempt could be made: the caller aborted, or the pool refused. */
export type Attempt = (call: Call, progress: Progress) => Promise<Attempted>;

const REQUEST_ID_HEADERS = ["x-request-id", "x-correlation-id", "request-id", "x-amzn-requestid", "x-trace-id"];

function requestIdOf(headers: TransportResponse["headers"]): string | undefined {
  return REQUEST_ID_HEADERS.map((name) => headers.get(name)).find((id) => id !== null) ?? undefined;
}

function urlOf(settings: ClientSettings, call: Call): URL {
  const target = new URL(settings.baseUrl.replace(/\/$/, "") + API_PREFIX + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return target;
}

async function exchange(
  deps: SendDeps,
  call: Call,
  lease: Lease,
  onStatus: (headers: TransportResponse["headers"]) => void,
): Promise<TransportResponse> {
  const { apiKey } = lease.lane;
  try {
    return await deps.transport.send({
      method: call.method,
      url: urlOf(deps.settings, call),
      headers: {
        accept: "application/json",
        "accept-encoding": "identity", // without the header a gateway may choose any
        "user-agent": deps.userAgent(),
        ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      fresh: call.kind === "create",
      timeoutMs: deps.settings.timeoutSeconds * 1000,
      signal: call.signal,
      onStatus: (headers) => {
        lease.responded();
        onStatus(headers);
      },
    });
  } catch (error) {
    if (error instanceof TransportFailure && error.mayHaveBeenSent) lease.responded();
    else lease.cancelled();
    throw error;
  }
}

/** What a failure means for the next attempt: whether anything was sent counts, and whether it could go otherwise. */
function outcomeOf({ failure, mayHaveBeenSent }: TransportFailure): Extract<Outcome, { failure: string }>["failure"] {
  if (failure === "timeout" && !mayHaveBeenSent) return "not-connected";
  if (failure === "unexpected") return mayHaveBeenSent ? "garbled" : "tls";
  return failure;
}

/** Attempts at one host; each adds to what is known of it. */
export function createAttempt(deps: SendDeps, history: HostHistory): Attempt {
  const { settings, pool, clock } = deps;

  function certificateRefused(call: Call, failure: TransportFailure): TransportFailure | undefined {
    // For a create the doubt remains.
    if (call.kind === "create" || history.everResponded || !hasClientCertificate(settings.tls)) return undefined;
    return closedAfterHandshake(failure);
  }

  /** The response, if its body is whole: JSON or nothing. */
  function parsedBody(
    call: Call,
    response: TransportResponse,
    progress: Progress,
    requestId?: string,
  ): ApiResponse | undefined {
    const { status, text } = response;
    const isEmpty = text.trim() === "";
    const json = isEmpty ? undefined : parseJson(text);
    if (response.damage !== undefined || (!isEmpty && json === undefined)) return undefined;
    history.everSpoke = true;
    deps.serverClock.note(response.headers.get("date"));
    return { status, json, about: { ...contextOf(deps, call, progress), requestId } };
  }

  function refused(call: Call, response: TransportResponse, lane: Lane, requestId?: string): FailedAttempt {
    const { status, text } = response;
    const retryAfterMs = parseRetryAfter(
      response.headers.get("retry-after"),
      response.headers.get("date"),
      clock.now(),
    );
    const body =
      status < 400 ? undefined : parseRefusal(status, text, response.headers.get("content-type") ?? undefined);
    const isOfApi = body?.isOfApi === true;
    const foreign = needsApiForm(status) && !isOfApi;
    const nameTaken = isOfApi && body.details.some((detail) => meansNameTaken(status, detail));
    history.everSpoke ||= isOfApi;
    if (isOfApi) deps.serverClock.note(response.headers.get("date"));
    const failed = { outcome: { status, retryAfterMs, foreign, nameTaken }, lane, response: { status, requestId } };
    const redirect = redirectTarget(response);
    if (redirect !== undefined) return { ...failed, detail: redirect };
    const refusal: Refusal = {
      status,
      details: body?.details ?? [],
      method: call.method,
      path: API_PREFIX + call.path,
      requestId,
      retryAfterSeconds: retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000),
      foreign: !isOfApi,
    };
    return { ...failed, refusal, ...(foreign && { detail: foreignWords(refusal.details) }) };
  }

  async function attemptWith(lease: Lease, call: Call, progress: Progress): Promise<Attempted> {
    const { lane } = lease;
    progress.attempts += 1;
    const startedAt = clock.elapsed();
    const line = () => ({
      attempt: progress.attempts,
      keyId: lane.keyId,
      durationMs: Math.round(clock.elapsed() - startedAt),
    });
    let requestId: string | undefined;
    let response: TransportResponse;
    try {
      response = await exchange(deps, call, lease, (headers) => {
        requestId = requestIdOf(headers);
      });
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const failure = certificateRefused(call, error) ?? error;
      logCall(deps, call, { event: "failure", ...line(), reason: failure.message });
      return { lease, failed: { outcome: { failure: outcomeOf(failure) }, lane, failure, response: { requestId } } };
    }
    history.everResponded = true;
    const { status } = response;
    logCall(deps, call, { event: "answer", ...line(), status, ...(requestId !== undefined && { requestId }) });
    if (!isSuccess(status)) return { lease, failed: refused(call, response, lane, requestId) };
    const parsed = parsedBody(call, response, progress, requestId);
    if (parsed !== undefined) return { lease, response: parsed };
    const detail = response.damage ?? notJson(response);
    return { lease, failed: { outcome: { failure: "garbled" }, lane, detail, response: { status, requestId } } };
  }

  return async (call, progress) => {
    const spent = spentMs(deps, progress);
    const lease = await pool.acquire({
      doing: call.doing,
      attempt: progress.attempts + 1,
      apiKey: call.apiKey,
      refusedBy: progress.refusedBy,
      budgetMs: settings.maxRetrySeconds * 1000 - spent,
      spentMs: spent,
      signal: call.signal,
    });
    try {
      return await attemptWith(lease, call, progress);
    } catch (error) {
      lease.settle(undefined);
      throw error;
    }
  };
}
