/** A call, an attempt at it, and what both need. */
import { API_PREFIX } from "../contract/index";
import type { DigiCertOneError, Refusal } from "../errors/index";
import type { CallKind, Outcome, RetryDecision } from "./decide-retry";
import type { KeyPool, Lane } from "./key-pool";
import type { LogEvent, LogHook } from "./log";
import type { WaitNotices } from "./notices";
import type { ClientSettings } from "./settings";
import type { TlsProblem } from "./tls";
import type { Transport, TransportFailure } from "./transport";

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
  /** When the user of a key ends, as the API said; undefined stands for the client certificate. */
  readonly userEndDates: ReadonlyMap<string | undefined, string>;
}

/** Sends a call. Rejects with the error family, or with {@link LostAnswer} for a create. */
export type Send = (call: Call) => Promise<Reply>;

/** An attempt that gave no good answer, and what to do about it. */
export class Attempt extends Error {
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

/** Writes a line about a call. */
export function logCall(deps: SendDeps, call: Call, event: Omit<LogEvent, "at" | "method" | "path">): void {
  deps.log({ at: new Date(deps.now()).toISOString(), method: call.method, path: API_PREFIX + call.path, ...event });
}
