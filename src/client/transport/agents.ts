/** The way to a host, straight or through the proxy of the environment. */
import { type Agent, Agent as HttpAgent } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { agentTlsOptions, type TlsMaterial } from "../settings/tls";
import { type EnvProxy, proxyFor } from "./proxy";
import { openTunnel } from "./tunnel";

const MAX_SOCKETS = 50;

/** Connections to one host through a proxy. */
class TunnelAgent extends HttpsAgent {
  readonly proxy: EnvProxy;
  readonly #material: TlsMaterial;
  readonly #limitMs: number;
  readonly #end = new AbortController();

  constructor(proxy: EnvProxy, material: TlsMaterial, limitMs: number, options: AgentOptions) {
    super(options);
    this.proxy = proxy;
    this.#material = material;
    this.#limitMs = limitMs;
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const host = String(options.host).replace(/^\[|\]$/g, "");
    const route = {
      host,
      port: Number(options.port ?? 443),
      trust: agentTlsOptions({ ca: this.#material.ca }),
      // A proxy that never responds must hold neither a socket nor the process.
      stop: AbortSignal.any([this.#end.signal, AbortSignal.timeout(this.#limitMs)]),
    };
    const secured = async (): Promise<Duplex> => {
      const socket = await openTunnel(this.proxy, route);
      return super.createConnection({ ...options, socket } as RequestOptions) as Duplex;
    };
    // Node's types ask for a stream even beside an error.
    const failed = callback as ((error: unknown) => void) | undefined;
    secured().then((stream) => callback?.(null, stream), failed);
    return undefined;
  }

  override destroy(): void {
    this.#end.abort();
    super.destroy();
  }
}

/** @param limitMs how long a proxy may take */
export function createAgent(url: URL, material: TlsMaterial, limitMs: number): Agent {
  // keepAlive for fresh connections too: with "Connection: close" the socket may close before node-fetch has seen
  // the last chunk, which it then reports as a premature close. The agent is destroyed after the response.
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  if (url.protocol === "http:") return new HttpAgent(options);
  const secure = { ...options, ...agentTlsOptions(material) };
  const proxy = proxyFor(url);
  return proxy === undefined ? new HttpsAgent(secure) : new TunnelAgent(proxy, material, limitMs, secure);
}

/** The proxy of an agent's connections, if there is one, as messages name it. */
export function proxyNameOf(agent: Agent): string | undefined {
  return agent instanceof TunnelAgent ? agent.proxy.name : undefined;
}
