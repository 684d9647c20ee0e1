/**
 * From a failure to three short parts: what we were doing, what came back, what to do. Pure. The remedies follow
 * the rows of DigiCert's page "Error handling & rate limits" (API troubleshooting basics).
 */
import { isLoopback, withoutPort } from "../basics/loopback";
import { apiRemedy } from "./api-remedy";
import type { ExplainContext, Failure } from "./failure";
import { tlsRemedy } from "./tls-remedy";
import { inWords, shortened } from "./words";

/** The parts of a message. */
export interface Explanation {
  /** What we were doing and what came back. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** The message and the remedy for a failure. */
export function explain(failure: Failure, context: ExplainContext): Explanation {
  const remedy = remedyFor(failure, context);
  const message = (quote: number): string => `Could not ${context.doing}: ${whatCameBack(failure, context, quote)}`;
  const room = LONGEST_MESSAGE - message(0).length - remedy.length;
  return { message: message(Math.min(LONGEST_QUOTE, Math.max(LEAST_QUOTE, room))), remedy };
}

/** A message is read on a command line: what a server says must not hide what to do. */
const LONGEST_MESSAGE = 560;
const LONGEST_QUOTE = 300;
const LEAST_QUOTE = 80;

/** @param quote how much of the server's words is shown */
function whatCameBack(failure: Failure, context: ExplainContext, quote: number): string {
  const tries = (context.attempts ?? 1) > 1 ? ` (${context.attempts} attempts)` : "";
  switch (failure.kind) {
    case "api": {
      const code = failure.code === "" ? "" : ` ${failure.code}`;
      const words =
        failure.serverMessage === "" ? " without a message" : `: "${shortened(failure.serverMessage, quote)}"`;
      return `${context.host} answered ${failure.status}${code}${words}${tries}`;
    }
    case "connection":
      return `${connectionWords(failure.code, context.host)}${tries}`;
    case "timeout":
      return `${timeoutWords(failure, context.host)} within ${inWords(failure.timeoutSeconds)}${tries}`;
    case "tls":
      return failure.failure === "proxy"
        ? `no connection to ${context.host}, because ${failure.detail}${tries}`
        : `no secure connection to ${context.host} (${failure.detail})${tries}`;
    case "unexpected": {
      const status = failure.status === undefined ? "" : ` ${failure.status}`;
      return `${context.host} answered${status} with ${failure.detail}${tries}`;
    }
    case "internal":
      return `something failed that must not (${shortened(failure.detail, quote)})${tries}`;
  }
}

function timeoutWords({ proxy, sent }: Extract<Failure, { kind: "timeout" }>, host: string): string {
  if (proxy !== undefined) return `the proxy ${proxy} made no connection to ${host}`;
  return sent === false ? `no connection to ${host} came about` : `${host} did not answer`;
}

function connectionWords(code: string, host: string): string {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the name ${host} cannot be resolved (${code})`;
    case "ECONNREFUSED":
      return `${host} refuses connections (ECONNREFUSED)`;
    case "aborted":
      return "the caller gave up";
    default:
      return `the connection to ${host} broke (${code === "" ? "no code" : code})`;
  }
}

function remedyFor(failure: Failure, context: ExplainContext): string {
  switch (failure.kind) {
    case "api":
      return apiRemedy(failure, context);
    case "connection":
      if (failure.code === "aborted")
        return failure.mayHaveBeenProcessed
          ? `${doubt(failure).trim()} Look for what it makes or changes before doing it again.`
          : "Nothing needs to be repaired; run again when ready.";
      return `${connectionRemedy(failure.code, context.host)}${doubt(failure)}`;
    case "timeout":
      return `Try again, or raise timeoutSeconds; check the proxy (HTTPS_PROXY, NO_PROXY).${doubt(failure)}`;
    case "tls":
      return failure.remedy ?? tlsRemedy(failure.failure, context.host);
    case "unexpected":
      return `Check baseUrl (no path of its own is needed) and the proxy: something other than the DigiCert ONE API may have answered, which proves nothing.${doubt(failure)}`;
    case "internal":
      return `This is a fault of pulumi-digicert-one: report it with this message and with its stack.${doubt(failure)}`;
  }
}

/** On this machine there is no network to look at: nothing listens there, most likely because the emulator was stopped. */
function connectionRemedy(code: string, host: string): string {
  const [, port] = /:(\d+)$/.exec(host) ?? [];
  if (code !== "ECONNREFUSED" || port === undefined || !isLoopback(withoutPort(host))) {
    return "Check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the host in region, environment or baseUrl.";
  }
  return (
    `Nothing listens on that port of this machine: start the emulator (npx digicert-one emulator --port ${port}), or correct baseUrl. ` +
    "An emulator that starts again has forgotten everything: set apiKey to the key that it prints, and begin with a new stack."
  );
}

function doubt(failure: { mayHaveBeenProcessed?: boolean | undefined }): string {
  return failure.mayHaveBeenProcessed === true
    ? " DigiCert ONE may have carried out the request although no answer came."
    : "";
}
