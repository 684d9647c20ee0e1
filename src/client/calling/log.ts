/** What the client did, for machines. Built from an allow-list, so that a secret has no way in. */
import { messageOf } from "../../basics/unknown";
import { scrub } from "../../errors/index";

/** One line of the log. Never holds a header, a body, a query or a key. */
export interface LogEvent {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly event: "answer" | "failure" | "wait" | "key-dropped" | "key-back" | "lost-answer" | "recovered";
  readonly method?: string;
  readonly path?: string;
  /** 1 for the first attempt. */
  readonly attempt?: number;
  /** The start of the SHA-256 of the key. */
  readonly keyId?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly waitMs?: number;
  readonly reason?: string;
  readonly requestId?: string;
}

/** Receives log lines. */
export type LogHook = (event: LogEvent) => void;

/** The fields that hold words of the server's or of the caller's. Numbers and our own words hold no secret. */
function scrubbed(event: LogEvent): Partial<LogEvent> {
  const { path, reason, requestId } = event;
  return {
    ...(path !== undefined && { path: scrub(path) }),
    ...(reason !== undefined && { reason: scrub(reason) }),
    ...(requestId !== undefined && { requestId: scrub(requestId) }),
  };
}

/**
 * A hook of the caller's that harms no call: what it throws, or rejects with, becomes a warning of the process, once.
 * Else the response to a create, and with it a key, would be lost to a bug in a log hook.
 */
export function harmless<T extends unknown[]>(name: string, hook: (...values: T) => unknown): (...values: T) => void {
  let warned = false;
  const warn = (error: unknown): void => {
    if (warned) return;
    warned = true;
    const words = messageOf(error);
    process.emitWarning(scrub(`${name} failed: ${words}`), "DigiCertOneWarning");
  };
  return (...values) => {
    try {
      const result = hook(...values);
      if (result instanceof Promise) result.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}

/** The log hook with every text scrubbed, writing to stderr as well under `DIGICERT_ONE_LOG=debug`. */
export function createLog(hook: LogHook | undefined, env: NodeJS.ProcessEnv): LogHook {
  const debug = (env.DIGICERT_ONE_LOG ?? "").toLowerCase() === "debug";
  if (hook === undefined && !debug) return () => undefined;
  const emit = hook === undefined ? undefined : harmless("onLog", hook);
  return (event) => {
    const clean: LogEvent = { ...event, ...scrubbed(event) };
    emit?.(clean);
    if (debug) process.stderr.write(`digicert-one ${JSON.stringify(clean)}\n`);
  };
}
