/** One call to the API: slot, attempt, decision, wait, and again. The decisions are elsewhere; this is the loop. */
import pRetry from "p-retry";
import { API_PREFIX } from "../contract/index";
import {
  apiError,
  ConnectionError,
  type DigiCertOneError,
  type ExplainContext,
  explain,
  type Refusal,
  TimeoutError,
  TlsError,
  UnexpectedResponseError,
} from "../errors/index";
import { type CallKind, decideRetry, type Outcome, type RetryDecision } from "./decide-retry";
import { parseErrorBody, parseJson } from "./error-body";
import { BlockedTooLong, type KeyPool, type Lane, type Lease } from "./key-pool";
import type { LogEvent, LogHook } from "./log";
import type { WaitNotices } from "./notices";
import { parseRetryAfter } from "./retry-after";
import type { ClientSettings } from "./settings";
import { noteWrite } from "./snapshot";
import { hasClientCertificate, type TlsProblem } from "./tls";
import { type Transport, type TransportAnswer, TransportFailure } from "./transport";

/** What to call. */
export interface Call {
  /** What we are doing, for messages: `read the service user 42`. */
  readonly doing: string;
  readonly kind: CallKind;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the API's prefix, for example `/user/42`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
  readonly body?: unknown;
  /** Only with this key, whether or not it is one of the pool. */
  readonly apiKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A good answer. */
export interface Reply {
  readonly status: number;
  /** Undefined where the body was empty. */
  readonly json: unknown;
}

/** A create got no usable answer: the object may exist. Never leaves the client. */
export class LostAnswer extends Error {
  readonly error: DigiCertOneError;
  constructor(error: DigiCertOneError) {
    super(error.message);
    this.error = error;
  }
}

/** What `send` works with. */
export interface SendDeps {
  readonly settings: ClientSettings;
  readonly pool: KeyPool;
  readonly transport: Transport;
  readonly notices: WaitNotices;
  readonly log: LogHook;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly onNotice: (text: string) => void;
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
  /** What is wrong with the client certificate, checked once. */
  readonly certificateProblem: () => TlsProblem | undefined;
}

/** Sends a call. Rejects with the error family, or with {@link LostAnswer} for a create. */
export type Send = (call: Call) => Promise<Reply>;

class Attempt extends Error {
  readonly decision: RetryDecision;
  readonly outcome: Outcome;
  readonly lane: Lane;
  readonly refusal: Refusal | undefined;
  readonly failure: TransportFailure | undefined;
  readonly detail: string;

  constructor(init: {
    decision: RetryDecision;
    outcome: Outcome;
    lane: Lane;
    refusal?: Refusal | undefined;
    failure?: TransportFailure | undefined;
    detail?: string | undefined;
  }) {
    super("attempt");
    this.decision = init.decision;
    this.outcome = init.outcome;
    this.lane = init.lane;
    this.refusal = init.refusal;
    this.failure = init.failure;
    this.detail = init.detail ?? "";
  }
}

const REQUEST_ID_HEADERS = ["x-request-id", "x-correlation-id", "request-id", "x-amzn-requestid", "x-trace-id"];

/** Makes `send` for one host. */
export function createSend(deps: SendDeps): Send {
  const { settings, pool, now } = deps;
  let everAnswered = false;

  function url(call: Call): URL {
    const target = new URL(settings.baseUrl.replace(/\/$/, "") + API_PREFIX + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) target.searchParams.set(name, value);
    }
    return target;
  }

  function context(call: Call, attempts: number, heldMs: number): ExplainContext {
    const instant = new Date(now()).toISOString();
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
    };
  }

  function log(call: Call, event: Omit<LogEvent, "at" | "method" | "path">): void {
    deps.log({ at: new Date(now()).toISOString(), method: call.method, path: API_PREFIX + call.path, ...event });
  }

  async function exchange(call: Call, lease: Lease): Promise<TransportAnswer> {
    const { apiKey } = lease.lane;
    try {
      return await deps.transport.send({
        method: call.method,
        url: url(call),
        headers: {
          accept: "application/json",
          "user-agent": deps.userAgent,
          ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        fresh: call.kind === "create",
        timeoutMs: settings.timeoutSeconds * 1000,
        signal: call.signal ?? deps.signal,
        onStatus: () => lease.answered(),
      });
    } catch (error) {
      if (error instanceof TransportFailure && error.failure === "not-connected") lease.cancelled();
      else lease.answered();
      throw error;
    }
  }

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

  /** One attempt: the reply, or an {@link Attempt} that says what to do next. */
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
      answer = await exchange(call, lease);
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const failure = certificateRefused(call, error) ?? error;
      log(call, {
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
    log(call, {
      event: "answer",
      attempt,
      keyId: lane.keyId,
      status: answer.status,
      durationMs: Math.round(now() - startedAt),
      ...(requestId === undefined ? {} : { requestId }),
    });
    return judge(call, answer, lane, attempt, held(), requestId);
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

  /** The error for the caller. */
  function errorOf(call: Call, attempt: Attempt, attempts: number, heldMs: number): DigiCertOneError {
    const about = context(call, attempts, heldMs);
    if (attempt.refusal !== undefined) {
      if (attempt.refusal.status === 407) {
        const { message, remedy } = explain({ kind: "tls", failure: "proxy", detail: "the proxy answered 407" }, about);
        return new TlsError(message, { remedy, failure: "proxy" });
      }
      return apiError(attempt.refusal, about);
    }
    if (attempt.failure !== undefined) return networkError(attempt.failure, about, settings.timeoutSeconds);
    const status = "status" in attempt.outcome ? attempt.outcome.status : 200;
    const { message, remedy } = explain({ kind: "unexpected", status, detail: attempt.detail }, about);
    return new UnexpectedResponseError(message, { remedy });
  }

  /** Waits as decided. A wait that the server asked for is the pool's, so that other calls keep it as well. */
  async function wait(call: Call, failed: Attempt, attempt: number, heldMs: number): Promise<void> {
    const { decision, lane, refusal } = failed;
    if (decision.action === "other-key") {
      if (pool.drop(lane)) {
        log(call, { event: "key-dropped", keyId: lane.keyId, reason: "401" });
        deps.onNotice(
          `${settings.host} does not accept ${lane.keyId} (401): it is left out, ${pool.size} ${pool.size === 1 ? "key is" : "keys are"} left.`,
        );
      }
      return;
    }
    if (decision.action !== "retry" || decision.waitMs === 0) return;
    const reason = refusal === undefined ? (failed.failure?.message ?? "failure") : String(refusal.status);
    log(call, { event: "wait", attempt, keyId: lane.keyId, waitMs: Math.round(decision.waitMs), reason });
    const until = now() + decision.waitMs;
    if (decision.scope !== "call" && refusal !== undefined) {
      pool.block(decision.scope === "host" ? "all" : lane, until, refusal);
      return;
    }
    const why =
      refusal === undefined ? `No answer from ${settings.host}` : `${settings.host} answered ${refusal.status}`;
    deps.notices.waiting(why, until, heldMs + decision.waitMs);
    await deps.sleep(decision.waitMs, call.signal ?? deps.signal);
  }

  // A call that cannot bear the silence that the server asks for fails, and yet the others keep it.
  function obeyThoughFailing({ decision, lane, outcome, refusal }: Attempt): void {
    if (decision.action !== "fail" || decision.overBudget !== true || refusal === undefined) return;
    if (!("status" in outcome) || outcome.retryAfterMs === undefined) return;
    pool.block(outcome.status === 503 ? "all" : lane, now() + outcome.retryAfterMs, refusal);
  }

  async function run(call: Call): Promise<Reply> {
    const problem = settings.baseUrl.startsWith("https:") ? deps.certificateProblem() : undefined;
    if (problem !== undefined) throw networkError(new TransportFailure("tls", "", { problem }), context(call, 0, 0), 0);
    let failedAt: number | undefined;
    let attempts = 0;
    const held = (): number => (failedAt === undefined ? 0 : now() - failedAt);
    try {
      return await pRetry(
        (attempt) => {
          attempts = attempt;
          return once(call, attempt, held);
        },
        {
          // The waits are ours (they follow the server and a clock that tests can set), the loop is p-retry's.
          retries: Number.POSITIVE_INFINITY,
          minTimeout: 0,
          shouldRetry: async ({ error }) => {
            if (!(error instanceof Attempt)) return false;
            failedAt ??= now();
            obeyThoughFailing(error);
            const goesOn = error.decision.action === "retry" || error.decision.action === "other-key";
            if (goesOn) await wait(call, error, attempts, held());
            return goesOn;
          },
        },
      );
    } catch (error) {
      throw finalError(call, error, attempts, held());
    }
  }

  function finalError(call: Call, error: unknown, attempts: number, heldMs: number): unknown {
    if (error instanceof Attempt) {
      const told = errorOf(call, error, attempts, heldMs);
      return error.decision.action === "look" ? new LostAnswer(told) : told;
    }
    if (error instanceof BlockedTooLong) return apiError(error.refusal, context(call, attempts, heldMs));
    const signal = call.signal ?? deps.signal;
    if (signal?.aborted) {
      return networkError(new TransportFailure("aborted", "aborted"), context(call, attempts, heldMs), 0);
    }
    return error;
  }

  return async (call) => {
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

function networkError(failure: TransportFailure, context: ExplainContext, timeoutSeconds: number): DigiCertOneError {
  const { cause } = failure;
  const mayHaveBeenProcessed =
    (failure.failure === "lost" || failure.failure === "timeout") && context.method !== "GET";
  if (failure.failure === "tls" && failure.problem !== undefined) {
    const { message, remedy } = explain({ kind: "tls", ...failure.problem }, context);
    return new TlsError(message, { remedy, cause, failure: failure.problem.failure });
  }
  if (failure.failure === "timeout") {
    const { message, remedy } = explain({ kind: "timeout", timeoutSeconds, mayHaveBeenProcessed }, context);
    return new TimeoutError(message, { remedy, cause, mayHaveBeenProcessed });
  }
  const code = failure.failure === "aborted" ? "aborted" : failure.code;
  const { message, remedy } = explain({ kind: "connection", code, mayHaveBeenProcessed }, context);
  return new ConnectionError(message, { remedy, cause, mayHaveBeenProcessed });
}
