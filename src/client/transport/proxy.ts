/** Agents for hosts behind a proxy. What a proxy answers to CONNECT is the proxy's word, never the API's. */

import { type ClientRequest, Agent as HttpAgent } from "node:http";
import type { Agent, AgentOptions } from "node:https";
import { Agent as HttpsAgent } from "node:https";
import { isLoopback } from "../../basics/loopback";
import { registerSecret } from "../../errors/index";

/** The code of an error for a CONNECT that a proxy did not grant. */
export const PROXY_REFUSED = "PROXY_REFUSED";

/** A proxy answered CONNECT with something else than 200: no connection to the host was made, and nothing was sent to it. */
class ProxyRefusal extends Error {
  readonly code = PROXY_REFUSED;

  constructor(proxy: string, status: number) {
    super(`the proxy${proxy === "" ? "" : ` ${proxy}`} answered ${status} to CONNECT`);
  }
}

/** The proxies that stand in the environment, of which one may be meant for this address; none for this machine. */
export function proxiesFor(url: URL): string[] {
  return isLoopback(url.hostname) ? [] : proxyVariables(process.env);
}

/** The address of the proxy that calls to this address go through, as the environment names it; undefined for none. */
export async function proxyOf(url: URL): Promise<string | undefined> {
  const proxies = proxiesFor(url);
  if (proxies.length === 0) return undefined;
  for (const proxy of proxies) registerProxyPassword(proxy);
  const { ProxyAgent } = await import("proxy-agent");
  const agent = new ProxyAgent();
  // The environment alone decides, and no request is under way yet.
  const proxy: unknown = await Reflect.apply(agent.getProxyForUrl, agent, [url.href]);
  return typeof proxy === "string" && proxy !== "" ? proxy : undefined;
}

/** The proxy variables of an environment, in either case. */
function proxyVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env)
    .filter(([name, value]) => /^(https?|all)_proxy$/i.test(name) && value !== undefined && value !== "")
    .map(([, value]) => value ?? "");
}

/** An agent that goes through the proxies of the environment. */
export async function createProxyAgent(proxies: readonly string[], options: AgentOptions): Promise<Agent> {
  for (const proxy of proxies) registerProxyPassword(proxy);
  const { ProxyAgent } = await import("proxy-agent"); // slow to load, and most machines need none

  // The library replays a refusal as if the host had answered. Its event comes before, and the request ends with it.
  class HonestProxyAgent extends ProxyAgent {
    override async connect(...[request, target]: Parameters<InstanceType<typeof ProxyAgent>["connect"]>) {
      const agent = await super.connect(request, target);
      const { proxy } = agent as { proxy?: URL };
      request.once("proxyConnect", ({ statusCode }: { statusCode: number }) => {
        if (statusCode !== 200) refuse(request, proxy?.host ?? "", statusCode);
      });
      return agent;
    }
  }
  return new HonestProxyAgent({
    ...options,
    httpsAgent: new HttpsAgent(options),
    httpAgent: new HttpAgent(options),
  });
}

function refuse(request: ClientRequest, proxy: string, status: number): void {
  request.destroy(new ProxyRefusal(proxy, status));
}

function registerProxyPassword(proxy: string): void {
  try {
    const { password, username } = new URL(proxy);
    registerSecret(decodeURIComponent(password));
    registerSecret(password);
    if (password !== "")
      registerSecret(Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64"));
  } catch {
    // no URL: the proxy agent reports it
  }
}
