/** Asks a SOCKS proxy for a connection, on a socket to it. */
import { lookup } from "node:dns/promises";
import type { Socket } from "node:net";
import { codeOf, messageOf } from "../../basics/unknown";
import type { EnvProxy } from "./proxy";
import { called, otherProtocol, ProxyFailure, refused, unreachable } from "./proxy-failure";

interface Target {
  readonly host: string;
  readonly port: number;
}

/** The deadline of the attempt counts; the library's own 30 s limit would call a slow proxy one that does not speak SOCKS. */
const NO_LIMIT_MS = 3_600_000;

/** Rejects with a {@link ProxyFailure}. */
export async function throughSocks(socket: Socket, proxy: EnvProxy, target: Target): Promise<void> {
  const { host, port, scheme, credentials } = proxy;
  const destination = { host: await destinationOf(proxy, target), port: target.port };
  const type = scheme.startsWith("socks4") ? 4 : 5;
  const login = credentials === undefined ? {} : { userId: credentials.user, password: credentials.password };
  const { SocksClient } = await import("socks"); // few machines need it
  try {
    const how = { command: "connect", existing_socket: socket, destination, timeout: NO_LIMIT_MS } as const;
    await SocksClient.createConnection({ ...how, proxy: { host, port, type, ...login } });
  } catch (error) {
    throw notGranted(error, proxy, target);
  }
}

/** What the proxy is to connect to: an address where the scheme says that names are resolved here. */
async function destinationOf(proxy: EnvProxy, { host }: Target): Promise<string> {
  const { scheme, variable } = proxy;
  if (scheme !== "socks4" && scheme !== "socks5") return host;
  try {
    return (await lookup(host, { family: scheme === "socks4" ? 4 : 0 })).address;
  } catch (error) {
    const code = codeOf(error);
    const detail = `the name ${host} cannot be resolved here (${code}), which ${scheme}:// in ${variable} asks for`;
    const better = scheme === "socks4" ? "socks4a" : "socks5h";
    const remedy = `Write ${better}:// in ${variable}, so that the proxy resolves it, or check region, environment or baseUrl.`;
    throw new ProxyFailure(detail, { code, remedy, mayPass: true, cause: error });
  }
}

/** The library has no codes, but words of its own that stay the same. */
function notGranted(error: unknown, proxy: EnvProxy, target: Target): ProxyFailure {
  const words = messageOf(error);
  const init = { code: "SOCKS", cause: error };
  if (/closed|ECONN|EPIPE/i.test(words)) {
    const remedy = `${unreachable(proxy, target)} ${otherProtocol(proxy)}`;
    return new ProxyFailure(`${called(proxy)} closed the connection before it answered`, {
      ...init,
      remedy,
      mayPass: true,
    });
  }
  if (/authentication|rejected/i.test(words)) {
    // A proxy that does not reach the host now may reach it later; one that refuses us will not.
    const mayPass = /Failure|Unreachable|ConnectionRefused|TTLExpired/.test(words);
    return new ProxyFailure(`${called(proxy)} refused: ${words}`, { ...init, remedy: refused(proxy), mayPass });
  }
  const detail = `${called(proxy)} does not speak SOCKS: ${words}`;
  return new ProxyFailure(detail, { ...init, remedy: otherProtocol(proxy), mayPass: false });
}
