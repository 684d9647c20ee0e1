/** One request over one socket. Knows node-fetch, agents and proxies; knows nothing of keys, retries or DigiCert. */

import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import fetch, { type Headers } from "node-fetch";
import { codeOf, messageOf } from "../../basics/unknown";
import {
  agentTlsOptions,
  hasClientCertificate,
  type TlsMaterial,
  type TlsProblem,
  tlsProblemOf,
} from "../settings/tls";
import { createProxyAgent, PROXY_REFUSED, proxiesFor } from "./proxy";
import { readBody } from "./response-body";

/** What is sent. */
interface TransportRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** On a connection of its own: for creates, where a stale socket would leave a doubt. */
  readonly fresh: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called when the status has come: the server has counted the call by then, however long the body takes. */
  readonly onStatus?: ((headers: Headers) => void) | undefined;
}

/** What came back, whole. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Why there is no text although something came. */
  readonly damage?: string | undefined;
}

/** Why nothing came back. */
export class TransportFailure extends Error {
  readonly failure: "not-connected" | "lost" | "timeout" | "tls" | "aborted";
  readonly code: string;
  readonly problem: TlsProblem | undefined;

  constructor(
    failure: TransportFailure["failure"],
    code: string,
    options: { cause?: unknown; problem?: TlsProblem | undefined } = {},
  ) {
    super(`${failure} ${code}`.trim(), { cause: options.cause });
    this.failure = failure;
    this.code = code;
    this.problem = options.problem;
  }

  /** Whether the server may have got the request. */
  get mayHaveBeenSent(): boolean {
    return (
      this.failure === "lost" || this.failure === "timeout" || (this.failure === "aborted" && this.code !== "unsent")
    );
  }
}

/** Sends requests. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes idle sockets. They keep no process alive either way. */
  close(): void;
}

type Agent = HttpAgent | HttpsAgent;

/** The fetch that is used; a test may pass its own. */
export type Fetch = typeof fetch;

const MAX_SOCKETS = 50;
const LARGEST_BODY = 256 * 1024 * 1024;

/** The way to a host, straight or through the proxies of the environment. */
export async function createAgent(url: URL, material: TlsMaterial): Promise<Agent> {
  // keepAlive for fresh connections too: with "Connection: close" the socket may close before node-fetch has seen
  // the last chunk, which it then reports as a premature close. The agent is destroyed after the response.
  const tlsOptions = url.protocol === "https:" ? agentTlsOptions(material) : {};
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, ...tlsOptions };
  const proxies = proxiesFor(url);
  if (proxies.length === 0) return url.protocol === "https:" ? new HttpsAgent(options) : new HttpAgent(options);
  return createProxyAgent(proxies, options);
}

/** Makes a transport for one host. */
export function createTransport(
  material: TlsMaterial,
  fetchImpl: Fetch = fetch,
  largestBody = LARGEST_BODY,
): Transport {
  const kept = new Map<string, Agent>();
  const makeAgent = (url: URL): Promise<Agent> => createAgent(url, material);

  async function agentFor(url: URL, fresh: boolean): Promise<Agent> {
    if (fresh) return makeAgent(url);
    const known = kept.get(url.origin);
    if (known !== undefined) return known;
    const made = await makeAgent(url);
    // Two first calls at once: the second agent is not needed.
    const agent = kept.get(url.origin) ?? made;
    kept.set(url.origin, agent);
    return agent;
  }

  async function send(request: TransportRequest): Promise<TransportResponse> {
    const agent = await agentFor(request.url, request.fresh);
    if (request.signal?.aborted) throw new TransportFailure("aborted", "unsent");
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
    const onAbort = (): void => deadline.abort();
    request.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const response = await fetchImpl(request.url.href, {
        method: request.method,
        headers: { ...request.headers },
        redirect: "manual", // a redirect would carry the key to wherever it points
        compress: false,
        agent,
        signal: deadline.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      request.onStatus?.(response.headers);
      const encoding = response.headers.get("content-encoding") ?? undefined;
      const body = await readBody(response.body, encoding, largestBody);
      return { status: response.status, headers: response.headers, ...body };
    } catch (error) {
      if (request.signal?.aborted) throw new TransportFailure("aborted", "aborted");
      if (deadline.signal.aborted) throw new TransportFailure("timeout", "timeout");
      throw classify(error, hasClientCertificate(material));
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", onAbort);
      if (request.fresh) agent.destroy();
    }
  }

  return {
    send,
    close() {
      for (const agent of kept.values()) agent.destroy();
      kept.clear();
    },
  };
}

const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

/** Why a request got no response. */
export function classify(error: unknown, certificateShown: boolean): TransportFailure {
  const code = codeOf(error);
  const message = messageOf(error);
  if (code === PROXY_REFUSED) return refusedByProxy(error, message);
  const problem = tlsProblemOf(code, message, certificateShown);
  if (problem !== undefined) return new TransportFailure("tls", code, { cause: error, problem });
  // Of a proxy: our own address has been parsed before.
  if (code === "ERR_INVALID_URL" || message.includes("Unsupported protocol for proxy URL")) {
    const detail = "the proxy that the environment names has no address that can be used";
    return new TransportFailure("tls", code, { cause: error, problem: { failure: "proxy", detail } });
  }
  const syscall = (error as { erroredSysCall?: unknown } | null)?.erroredSysCall;
  // Node tries all addresses of a name; when each of them times out, the error names no system call.
  const noAddress = code === "ETIMEDOUT" && syscall === undefined;
  const neverConnected = noAddress || NEVER_CONNECTED.has(code) || syscall === "connect" || syscall === "getaddrinfo";
  return new TransportFailure(neverConnected ? "not-connected" : "lost", code, { cause: error });
}

/**
 * What a lost connection means where a client certificate was shown and nothing was ever answered. A server that asks for no
 * certificate in the handshake, or one written in Node, refuses a certificate by closing the connection.
 */
export function closedAfterHandshake({ failure, code }: TransportFailure): TransportFailure | undefined {
  if (failure !== "lost" || (code !== "ECONNRESET" && code !== "EPIPE")) return undefined;
  const detail = `the server closed the connection right after the handshake, ${code}`;
  return new TransportFailure("tls", code, { problem: { failure: "wrong-certificate", detail } });
}

/** An overloaded proxy may let the next attempt through; any other refusal is final. */
function refusedByProxy(error: unknown, message: string): TransportFailure {
  const detail = /the proxy.*answered (?<status>\d+) to CONNECT/.exec(message);
  const problem: TlsProblem = { failure: "proxy", detail: detail?.[0] ?? "the proxy refused the connection" };
  const mayPass = Number(detail?.groups?.status) >= 500;
  return new TransportFailure(mayPass ? "not-connected" : "tls", PROXY_REFUSED, { cause: error, problem });
}
