/** One request over one socket. Knows node-fetch, agents and proxies; knows nothing of keys, retries or DigiCert. */

import type { Agent } from "node:http";
import fetch, { type Headers } from "node-fetch";
import { codeOf } from "../../basics/unknown";
import { hasClientCertificate, type TlsMaterial } from "../settings/tls";
import { createAgent, proxyNameOf } from "./agents";
import { classify, timedOut } from "./classify";
import { isLost } from "./lost";
import { follow, type Passage } from "./passage";
import { isWhole, readBody } from "./response-body";
import { TransportFailure } from "./transport-failure";

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

/** Sends requests. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes idle sockets. They keep no process alive either way. */
  close(): void;
}

/** The fetch that is used; a test may pass its own. */
export type Fetch = typeof fetch;

const LARGEST_BODY = 256 * 1024 * 1024;

/** Makes a transport for one host. */
export function createTransport(
  material: TlsMaterial,
  fetchImpl: Fetch = fetch,
  largestBody = LARGEST_BODY,
): Transport {
  const kept = new Map<string, Agent>();

  function agentFor({ url, fresh, timeoutMs }: TransportRequest): Agent {
    if (fresh) return createAgent(url, material, timeoutMs);
    const agent = kept.get(url.origin) ?? createAgent(url, material, timeoutMs);
    kept.set(url.origin, agent);
    return agent;
  }

  async function send(request: TransportRequest): Promise<TransportResponse> {
    const agent = agentFor(request);
    const { agent: followed, passage } = follow(agent);
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
        agent: followed,
        signal: deadline.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      request.onStatus?.(response.headers);
      const encoding = response.headers.get("content-encoding") ?? undefined;
      const body = await readBody(response.body, encoding, largestBody);
      const { status, headers } = response;
      // A request that fails ends its response: node-fetch then shows what came as if it were all, and be it nothing.
      if (passage.error !== undefined && !(isLost(codeOf(passage.error)) && isWhole(body.text))) throw passage.error;
      if (status < 200 || status > 599) throw new TransportFailure("garbled", "", { detail: `the status ${status}` });
      return { status, headers, ...body };
    } catch (error) {
      const facts = { certificateShown: hasClientCertificate(material), proxy: proxyNameOf(agent) };
      if (error instanceof TransportFailure) throw error;
      if (request.signal?.aborted) throw aborted(passage);
      if (deadline.signal.aborted) throw timedOut(passage.stage, facts);
      throw classify(error, passage, facts);
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

/** The caller gave up. Before a connection stands nothing was sent. */
function aborted({ stage }: Passage): TransportFailure {
  return new TransportFailure("aborted", "aborted", { sent: stage === "sent" || stage === "unasked" });
}
