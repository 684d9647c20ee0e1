/** One request over one socket. Knows node-fetch, agents and proxies; knows nothing of keys, retries or DigiCert. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import fetch, { type Headers } from "node-fetch";
import { registerSecret } from "../errors/index";
import { parseJson } from "./error-body";
import { isLoopback } from "./loopback";
import { agentTlsOptions, hasClientCertificate, type TlsMaterial, type TlsProblem, tlsProblemOf } from "./tls";

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
  readonly onStatus?: (() => void) | undefined;
}

/** What came back, whole. */
export interface TransportAnswer {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly text: string;
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
}

/** Sends requests. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportAnswer>;
  /** Closes idle sockets. They keep no process alive either way. */
  close(): void;
}

type Agent = HttpAgent | HttpsAgent;

/** The fetch that is used; a test may pass its own. */
export type Fetch = typeof fetch;

const MAX_SOCKETS = 50;
const LARGEST_ANSWER = 256 * 1024 * 1024;

/** The proxy variables of an environment, in either case. */
function proxyVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env)
    .filter(([name, value]) => /^(https?|all)_proxy$/i.test(name) && value !== undefined && value !== "")
    .map(([, value]) => value ?? "");
}

/** Makes a transport for one host. */
export function createTransport(material: TlsMaterial, fetchImpl: Fetch = fetch): Transport {
  const tlsOptions = agentTlsOptions(material);
  const kept = new Map<string, Agent>();

  async function makeAgent(url: URL): Promise<Agent> {
    // keepAlive for fresh connections too: with "Connection: close" the socket may close before node-fetch has seen
    // the last chunk, which it then reports as a premature close. The agent is destroyed after the answer.
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS, ...(url.protocol === "https:" ? tlsOptions : {}) };
    const proxies = isLoopback(url.hostname) ? [] : proxyVariables(process.env);
    if (proxies.length === 0) return url.protocol === "https:" ? new HttpsAgent(options) : new HttpAgent(options);
    for (const proxy of proxies) registerProxyPassword(proxy);
    const { ProxyAgent } = await import("proxy-agent"); // slow to load, and most machines need none
    return new ProxyAgent({ ...options, httpsAgent: new HttpsAgent(options), httpAgent: new HttpAgent(options) });
  }

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

  async function send(request: TransportRequest): Promise<TransportAnswer> {
    const agent = await agentFor(request.url, request.fresh);
    if (request.signal?.aborted) throw new TransportFailure("aborted", "aborted");
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
    const giveUp = (): void => deadline.abort();
    request.signal?.addEventListener("abort", giveUp, { once: true });
    try {
      const response = await fetchImpl(request.url.href, {
        method: request.method,
        headers: { ...request.headers },
        redirect: "manual", // a redirect would carry the key to wherever it points
        compress: false,
        size: LARGEST_ANSWER,
        agent,
        signal: deadline.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      request.onStatus?.();
      return { status: response.status, headers: response.headers, text: await readBody(response.body) };
    } catch (error) {
      if (request.signal?.aborted) throw new TransportFailure("aborted", "aborted");
      if (deadline.signal.aborted) throw new TransportFailure("timeout", "timeout");
      throw classify(error, hasClientCertificate(material));
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", giveUp);
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

async function readBody(body: NodeJS.ReadableStream | null): Promise<string> {
  if (body === null) return "";
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
  } catch (error) {
    const text = Buffer.concat(chunks).toString("utf8");
    // node-fetch 3 sometimes misses the last chunk of a chunked answer and reports a premature close. An object or
    // array that parses is whole whatever the socket did; a truncated one never parses.
    if (codeOf(error) === "ERR_STREAM_PREMATURE_CLOSE" && /^\s*[[{]/.test(text) && parseJson(text) !== undefined)
      return text;
    throw error;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function registerProxyPassword(proxy: string): void {
  try {
    const { password, username } = new URL(proxy);
    registerSecret(decodeURIComponent(password));
    registerSecret(password);
    if (password !== "")
      registerSecret(Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64"));
  } catch {
    // no URL: the proxy agent will say so
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}

const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN"]);

function classify(error: unknown, certificateShown: boolean): TransportFailure {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const problem = tlsProblemOf(code, message, certificateShown);
  if (problem !== undefined) return new TransportFailure("tls", code, { cause: error, problem });
  const syscall = (error as { erroredSysCall?: unknown } | null)?.erroredSysCall;
  const neverConnected = NEVER_CONNECTED.has(code) || syscall === "connect" || syscall === "getaddrinfo";
  return new TransportFailure(neverConnected ? "not-connected" : "lost", code, { cause: error });
}
