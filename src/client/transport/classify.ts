/** What a request's failure means, by how far the request had come. Pure. */
import { codeOf, messageOf } from "../../basics/unknown";
import type { TlsProblem } from "../settings/tls";
import { isLost } from "./lost";
import type { Passage, Stage } from "./passage";
import { ProxyFailure } from "./proxy-failure";
import { clientAlertOf, handshakeProblem, refusedServer } from "./tls-problems";
import { TransportFailure } from "./transport-failure";

/** What is known beside the passage. */
interface Facts {
  /** Whether a client certificate is shown. */
  readonly certificateShown: boolean;
  /** The proxy that the connection goes through. */
  readonly proxy?: string | undefined;
}

/** Codes of connections that were never made, for a fetch of the caller's own, which shows no passage. */
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** @param error what the fetch rejected with */
export function classify(error: unknown, passage: Passage, facts: Facts): TransportFailure {
  const { stage } = passage;
  const cause = passage.error ?? error;
  const code = codeOf(cause);
  if (cause instanceof ProxyFailure) return failedProxy(cause);
  switch (stage) {
    case "unasked":
    case "waiting":
      if (NEVER_CONNECTED.has(code)) return new TransportFailure("not-connected", code, { cause });
      if (stage === "unasked" && isLost(code)) return new TransportFailure("lost", code, { cause });
      // The time of a tunnel was over, or its agent was closed.
      if (nameOf(cause) === "TimeoutError") return timedOut(stage, facts);
      if (nameOf(cause) === "AbortError") return new TransportFailure("not-connected", code, { cause });
      return new TransportFailure("unexpected", code, { cause, sent: false });
    case "connecting":
      return new TransportFailure("not-connected", code, { cause });
    case "handshake":
      return failedHandshake(cause, passage.certificateRefused, facts);
    case "sent":
      return failedExchange(cause, code, facts);
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");

/** No response came in time. */
export function timedOut(stage: Stage, { proxy }: Pick<Facts, "proxy">): TransportFailure {
  const sent = stage === "sent" || stage === "unasked";
  // Who let us wait before there was a socket is the proxy.
  return new TransportFailure("timeout", "timeout", { sent, ...(stage === "waiting" && { proxy }) });
}

function failedProxy(cause: ProxyFailure): TransportFailure {
  const { code, message: detail, remedy, mayPass } = cause;
  const problem: TlsProblem = { failure: "proxy", detail, remedy };
  return new TransportFailure(mayPass ? "not-connected" : "tls", code, { cause, problem });
}

/** A handshake that was cut may have met a server that was just starting; anything else would be said again. */
function failedHandshake(cause: unknown, certificateRefused: boolean, facts: Facts): TransportFailure {
  const code = codeOf(cause);
  if (isLost(code)) {
    const way = facts.proxy === undefined ? "" : ` through the proxy ${facts.proxy}`;
    const detail = `the connection${way} was cut during the TLS handshake, ${code}`;
    return new TransportFailure("not-connected", code, { cause, problem: { failure: "cut", detail } });
  }
  const problem = certificateRefused
    ? refusedServer(code || messageOf(cause))
    : handshakeProblem(code, messageOf(cause), facts.certificateShown);
  return new TransportFailure("tls", code, { cause, problem });
}

function failedExchange(cause: unknown, code: string, { certificateShown }: Facts): TransportFailure {
  if (isLost(code)) return new TransportFailure("lost", code, { cause });
  const words = notHttp(code);
  if (words !== undefined) return new TransportFailure("garbled", code, { cause, detail: `${words} (${code})` });
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") {
    // In TLS 1.3 a server refuses a client's certificate after the client's side of the handshake is done.
    const problem = clientAlertOf(code, messageOf(cause), certificateShown);
    if (problem !== undefined) return new TransportFailure("tls", code, { cause, problem });
    return new TransportFailure("lost", code, { cause });
  }
  return new TransportFailure("unexpected", code, { cause });
}

/** What Node's parser found in place of a response. */
function notHttp(code: string): string | undefined {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return "headers that are too long";
    case "HPE_UNEXPECTED_CONTENT_LENGTH":
    case "HPE_INVALID_CONTENT_LENGTH":
    case "HPE_INVALID_TRANSFER_ENCODING":
      return "headers that contradict each other about its length";
    case "HPE_INVALID_CHUNK_SIZE":
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return "a body whose chunks cannot be read";
    case "SWITCHED_PROTOCOLS":
      return "a switch to another protocol";
    default:
      return code.startsWith("HPE_") ? "something that is no HTTP" : undefined;
  }
}
