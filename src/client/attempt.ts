/** One attempt at a call: a slot, an exchange, and a verdict on what came back. */
import { API_PREFIX } from "../contract/index";
import type { Refusal } from "../errors/index";
import { Attempt, type Call, logCall, type Reply, type SendDeps } from "./call";
import { decideRetry, type Outcome, type RetryDecision } from "./decide-retry";
import { parseErrorBody, parseJson } from "./error-body";
import type { Lane, Lease } from "./key-pool";
import { parseRetryAfter } from "./retry-after";
import type { ClientSettings } from "./settings";
import { hasClientCertificate } from "./tls";
import { type TransportAnswer, TransportFailure } from "./transport";

/** Makes an attempt: the reply, or an {@link Attempt} that says what to do next. */
export type Try = (call: Call, attempt: number, held: () => number) => Promise<Reply>;

const REQUEST_ID_HEADERS = ["x-request-id", "x-correlation-id", "request-id", "x-amzn-requestid", "x-trace-id"];

function urlOf(settings: ClientSettings, call: Call): URL {
  const target = new URL(settings.baseUrl.replace(/\/$/, "") + API_PREFIX + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return target;
}

async function exchange(deps: SendDeps, call: Call, lease: Lease): Promise<TransportAnswer> {
  const { apiKey } = lease.lane;
  try {
    return await deps.transport.send({
      method: call.method,
      url: urlOf(deps.settings, call),
      headers: {
        accept: "application/json",
        "user-agent": deps.userAgent,
        ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      fresh: call.kind === "create",
      timeoutMs: deps.settings.timeoutSeconds * 1000,
      signal: call.signal ?? deps.signal,
      onStatus: () => lease.answered(),
    });
  } catch (error) {
    if (error instanceof TransportFailure && error.failure === "not-connected") lease.cancelled();
    else lease.answered();
    throw error;
  }
}

/** Attempts at one host; they know whether it has ever answered. */
export function createTry(deps: SendDeps): Try {
  const { settings, pool, now } = deps;
  let everAnswered = false;

  function decide(call: Call, outcome: Outcome, lane: Lane, attempt: number, heldMs: number): RetryDecision {
    return decideRetry({
      kind: call.kind,
      outcome,
      attempt,
      heldMs,
      maxRetryMs: settings.maxRetrySeconds * 1000,
      everAnswered,
      otherKeyLeft: call.apiKey === undefined && pool.otherLeft(lane),
      preset: settings.retry,
      random: deps.random(),
    });
  }

  // A server that asks for no certificate in the handshake, or one written in Node, refuses a certificate by closing
  // the connection. Before anything was ever answered that is the likelier reason; for a create the doubt remains.
  function certificateRefused(call: Call, failure: TransportFailure): TransportFailure | undefined {
    if (failure.failure !== "lost" || call.kind === "create" || everAnswered || !hasClientCertificate(settings.tls))
      return undefined;
    if (failure.code !== "ECONNRESET" && failure.code !== "EPIPE") return undefined;
    const detail = `the server closed the connection right after the handshake, ${failure.code}`;
    return new TransportFailure("tls", failure.code, { problem: { failure: "wrong-certificate", detail } });
  }

  function judge(
    call: Call,
    answer: TransportAnswer,
    lane: Lane,
    attempt: number,
    heldMs: number,
    requestId: string | undefined,
  ): Reply {
    const retryAfterMs = parseRetryAfter(answer.headers.get("retry-after"), answer.headers.get("date"), now());
    const outcome: Outcome = { status: answer.status, retryAfterMs };
    const decision = decide(call, outcome, lane, attempt, heldMs);
    if (decision.action === "return") {
      const json = answer.text.trim() === "" ? undefined : parseJson(answer.text);
      if (answer.text.trim() === "" || json !== undefined) return { status: answer.status, json };
      const garbled: Outcome = { failure: "garbled" };
      // The body is not quoted: the answer to a create holds a key.
      const type = answer.headers.get("content-type") ?? "no content type";
      const detail = `${answer.text.length} characters of ${type} that are no JSON`;
      throw new Attempt({ decision: decide(call, garbled, lane, attempt, heldMs), outcome: garbled, lane, detail });
    }
    const refusal: Refusal = {
      status: answer.status,
      details: parseErrorBody(answer.text, answer.headers.get("content-type") ?? undefined),
      method: call.method,
      path: API_PREFIX + call.path,
      requestId,
      retryAfterSeconds: retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000),
    };
    const detail = redirectTarget(answer);
    throw new Attempt({ decision, outcome, lane, refusal: detail === undefined ? refusal : undefined, detail });
  }

  async function once(call: Call, attempt: number, held: () => number): Promise<Reply> {
    const lease = await pool.acquire({
      apiKey: call.apiKey,
      budgetMs: settings.maxRetrySeconds * 1000 - held(),
      heldMs: held(),
      signal: call.signal ?? deps.signal,
    });
    const { lane } = lease;
    const startedAt = now();
    let answer: TransportAnswer;
    try {
      answer = await exchange(deps, call, lease);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const failure = certificateRefused(call, error) ?? error;
      logCall(deps, call, {
        event: "failure",
        attempt,
        keyId: lane.keyId,
        durationMs: Math.round(now() - startedAt),
        reason: failure.message,
      });
      const outcome: Outcome = { failure: failure.failure };
      throw new Attempt({ decision: decide(call, outcome, lane, attempt, held()), outcome, lane, failure });
    }
    everAnswered = true;
    const requestId = REQUEST_ID_HEADERS.map((name) => answer.headers.get(name)).find((id) => id !== null) ?? undefined;
    logCall(deps, call, {
      event: "answer",
      attempt,
      keyId: lane.keyId,
      status: answer.status,
      durationMs: Math.round(now() - startedAt),
      ...(requestId === undefined ? {} : { requestId }),
    });
    return judge(call, answer, lane, attempt, held(), requestId);
  }

  return once;
}

function redirectTarget(answer: TransportAnswer): string | undefined {
  if (answer.status < 300 || answer.status >= 400) return undefined;
  const location = answer.headers.get("location");
  let origin = "elsewhere";
  try {
    origin = new URL(location ?? "").origin;
  } catch {
    // a relative or broken address: its text may hold anything, so it is not shown
  }
  return `a redirect to ${origin}, which is not followed because it would carry the API key along`;
}
