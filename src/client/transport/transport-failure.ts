/** Why nothing that can be used came back. */
import type { TlsProblem } from "../settings/tls";

/**
 * `not-connected`: nothing was sent, and another attempt may fare better. `tls`: nothing was sent, and none will. `garbled`:
 * what came back is no HTTP. `unexpected`: none of these, so that the fault is our own.
 */
type Kind = "not-connected" | "lost" | "timeout" | "tls" | "aborted" | "garbled" | "unexpected";

interface Details {
  readonly cause?: unknown;
  readonly problem?: TlsProblem | undefined;
  /** What came in place of a response, in words. */
  readonly detail?: string | undefined;
  /** The proxy that calls go through, as messages name it. */
  readonly proxy?: string | undefined;
  /** Whether the server may have got the request. */
  readonly sent?: boolean | undefined;
}

export class TransportFailure extends Error {
  readonly failure: Kind;
  readonly code: string;
  readonly problem: TlsProblem | undefined;
  readonly detail: string | undefined;
  readonly proxy: string | undefined;
  /** Whether the server may have got the request. */
  readonly mayHaveBeenSent: boolean;

  constructor(failure: Kind, code: string, { cause, problem, detail, proxy, sent }: Details = {}) {
    super(`${failure} ${code}`.trim(), { cause });
    this.failure = failure;
    this.code = code;
    this.problem = problem;
    this.detail = detail;
    this.proxy = proxy;
    this.mayHaveBeenSent =
      failure !== "not-connected" && failure !== "tls" && (sent ?? !(failure === "aborted" && code === "unsent"));
  }
}

/**
 * What a lost connection means where a client certificate was shown and no response ever came. A server that asks for no
 * certificate in the handshake, or one written in Node, refuses a certificate by closing the connection.
 */
export function closedAfterHandshake({ failure, code }: TransportFailure): TransportFailure | undefined {
  if (failure !== "lost" || (code !== "ECONNRESET" && code !== "EPIPE")) return undefined;
  const detail = `the server closed the connection right after the handshake, ${code}`;
  return new TransportFailure("tls", code, { problem: { failure: "wrong-certificate", detail } });
}
