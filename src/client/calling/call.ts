/** A call, an attempt at it, and what both need. */
import { API_PREFIX } from "../../contract/hosts";
import type { DigiCertOneError, ExplainContext, Refusal } from "../../errors/index";
import type { Clock } from "../limits/clock";
import type { KeyPool } from "../limits/key-pool";
import type { Lane } from "../limits/lease";
import type { Severity, WaitNotices } from "../limits/notices";
import type { ClientSettings } from "../settings/settings";
import type { TlsProblem } from "../settings/tls";
import type { Transport } from "../transport/transport";
import type { TransportFailure } from "../transport/transport-failure";
import type { CallKind, Outcome } from "./decide-retry";
import type { LogEvent, LogHook } from "./log";
import type { ServerClock } from "./server-clock";

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
  /** What this call belongs to has been, or may have been, done in part: an error without a response says so. */
  readonly doubt?: boolean | undefined;
}

/** How far a call has come. */
export interface Progress {
  /** How often it was sent. */
  attempts: number;
  /** When it failed for the first time, by the clock that only passes. */
  failedAt: number | undefined;
  /** The ids of the keys with which the API has refused it. */
  readonly refusedBy: Set<string>;
  /** It may have been carried out although no response said so. */
  doubt: boolean;
}

/** How much of its budget a call has spent: the time since its first failure. */
export function spentMs({ clock }: { readonly clock: Pick<Clock, "elapsed"> }, { failedAt }: Progress): number {
  return failedAt === undefined ? 0 : clock.elapsed() - failedAt;
}

/** What this process has heard of a host. */
export interface HostHistory {
  /** Some response has come. */
  everResponded: boolean;
  /** A response of the API itself has come. */
  everSpoke: boolean;
}

/** A good response. */
export interface ApiResponse {
  readonly status: number;
  /** Undefined where the body was empty. */
  readonly json: unknown;
  /** The call, for errors about what the response holds. */
  readonly about: ExplainContext;
}

/** What is known of a create that got no usable response. */
interface LostDetails {
  /** Another attempt would fare no better: what is not found is not sent again. */
  readonly isFinal?: boolean;
  /** The id of what was made, where the response shows that much. */
  readonly id?: string | undefined;
  /** What the response asked for: it is not sent again sooner. */
  readonly retryAfterMs?: number | undefined;
}

/** A create got no usable response: the object may exist. Never leaves the client. */
export class LostResponse extends Error implements LostDetails {
  readonly error: DigiCertOneError;
  readonly about: ExplainContext;
  readonly isFinal: boolean;
  readonly id: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(error: DigiCertOneError, about: ExplainContext, { isFinal = false, id, retryAfterMs }: LostDetails = {}) {
    super(error.message);
    this.error = error;
    this.about = about;
    this.isFinal = isFinal;
    this.id = id;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What `send` works with. */
export interface SendDeps {
  readonly settings: ClientSettings;
  readonly pool: KeyPool;
  readonly transport: Transport;
  readonly notices: WaitNotices;
  readonly log: LogHook;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onNotice: (text: string, severity?: Severity) => void;
  readonly userAgent: () => string;
  readonly signal?: AbortSignal | undefined;
  /** What is wrong with the client certificate, checked once. */
  readonly certificateProblem: () => TlsProblem | undefined;
  /** When the user of a key ends, as the API said; undefined stands for the client certificate. */
  readonly userEndDates: ReadonlyMap<string | undefined, string>;
  readonly serverClock: ServerClock;
}

/** Sends a call. Rejects with the error family, or with {@link LostResponse} for a create. */
export type Send = (call: Call) => Promise<ApiResponse>;

/** An attempt that gave no good response: what came of it, and nothing about what to do next. */
export interface FailedAttempt {
  readonly outcome: Outcome;
  readonly lane: Lane;
  readonly refusal?: Refusal | undefined;
  readonly failure?: TransportFailure | undefined;
  /** What came in place of a response, in words. */
  readonly detail?: string | undefined;
  /** Of the response, if one came. */
  readonly response: { readonly status?: number | undefined; readonly requestId?: string | undefined };
}

/** Writes a line about a call. */
export function logCall(
  deps: Pick<SendDeps, "log" | "clock">,
  call: Call,
  event: Omit<LogEvent, "at" | "method" | "path">,
): void {
  deps.log({
    at: new Date(deps.clock.now()).toISOString(),
    method: call.method,
    path: API_PREFIX + call.path,
    ...event,
  });
}
