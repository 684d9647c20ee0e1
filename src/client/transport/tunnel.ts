/** A connection to a host through a proxy. Whatever goes wrong before it stands is the proxy's, and nothing was sent. */
import { request } from "node:http";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectSecure, type SecureContextOptions, TLSSocket } from "node:tls";
import { codeOf, messageOf } from "../../basics/unknown";
import { isLost } from "./lost";
import { basicAuth, type EnvProxy } from "./proxy";
import { beyondProxy, called, otherProtocol, ProxyFailure, refused, unreachable } from "./proxy-failure";
import { throughSocks } from "./socks";

/** Where a tunnel leads, and how it is made. */
export interface Route {
  readonly host: string;
  readonly port: number;
  /** For a proxy that itself speaks TLS. Holds no client certificate: that is the host's alone to see. */
  readonly trust: SecureContextOptions & { readonly rejectUnauthorized: true };
  /** Ends the making of the tunnel. */
  readonly stop: AbortSignal;
}

/** Makes a tunnel. Rejects with a {@link ProxyFailure}, or with the reason of `stop`. */
export async function openTunnel(proxy: EnvProxy, route: Route): Promise<Socket> {
  const socket = await reach(proxy, route);
  // From here on the caller listens; an error in between must end no process.
  socket.on("error", () => undefined);
  const onStop = (): void => void socket.destroy();
  route.stop.addEventListener("abort", onStop, { once: true });
  try {
    await (proxy.scheme.startsWith("socks") ? throughSocks : throughHttp)(socket, proxy, route);
    return socket.ref();
  } catch (error) {
    socket.destroy();
    throw route.stop.aborted ? route.stop.reason : error;
  } finally {
    route.stop.removeEventListener("abort", onStop);
  }
}

/** A connection to the proxy itself. It keeps no process alive while it is made. */
function reach(proxy: EnvProxy, route: Route): Promise<Socket> {
  const { host, port } = proxy;
  const isSecure = proxy.scheme === "https";
  route.stop.throwIfAborted();
  const name = isIP(host) === 0 ? { servername: host } : {};
  const socket = isSecure
    ? connectSecure({ host, port, ...name, ...route.trust, ALPNProtocols: ["http/1.1"] })
    : connectPlain({ host, port });
  socket.unref();
  let isConnected = false;
  return new Promise((resolve, reject) => {
    const onStop = (): void => {
      socket.destroy();
      reject(route.stop.reason);
    };
    route.stop.addEventListener("abort", onStop, { once: true });
    socket.once("connect", () => {
      isConnected = true;
    });
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      route.stop.removeEventListener("abort", onStop);
      resolve(socket);
    });
    socket.on("error", (error) => {
      route.stop.removeEventListener("abort", onStop);
      reject(isConnected ? noHandshake(error, socket, proxy, route) : unreached(error, proxy, route));
    });
  });
}

function unreached(error: unknown, proxy: EnvProxy, route: Route): ProxyFailure {
  const code = codeOf(error);
  const what =
    code === "ECONNREFUSED"
      ? `${called(proxy)} refuses connections (${code})`
      : code === "ENOTFOUND" || code === "EAI_AGAIN"
        ? `the name of ${called(proxy)} cannot be resolved (${code})`
        : `${called(proxy)} cannot be reached (${code || "no code"})`;
  return new ProxyFailure(what, { code, remedy: unreachable(proxy, route), mayPass: true, cause: error });
}

function noHandshake(error: unknown, socket: Socket, proxy: EnvProxy, route: Route): ProxyFailure {
  const code = codeOf(error);
  const { variable } = proxy;
  if (socket instanceof TLSSocket && socket.authorizationError) {
    const remedy = `Set caCert to the certificate of the authority that signed it, and check the host in ${variable}.`;
    const detail = `the certificate of ${called(proxy)} is not accepted (${code})`;
    return new ProxyFailure(detail, { code, remedy, mayPass: false, cause: error });
  }
  if (isLost(code)) {
    const detail = `the TLS handshake with ${called(proxy)} was cut (${code})`;
    return new ProxyFailure(detail, {
      code,
      remedy: `${unreachable(proxy, route)} ${otherProtocol(proxy)}`,
      mayPass: true,
    });
  }
  const detail = `${called(proxy)} does not speak the TLS that https:// in ${variable} asks for (${code})`;
  return new ProxyFailure(detail, { code, remedy: otherProtocol(proxy), mayPass: false, cause: error });
}

/** Asks with CONNECT. Node's own parser reads the response, so that whatever is no HTTP is seen as that. */
function throughHttp(socket: Socket, proxy: EnvProxy, route: Route): Promise<void> {
  const target = `${isIP(route.host) === 6 ? `[${route.host}]` : route.host}:${route.port}`;
  const { credentials } = proxy;
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => socket,
      method: "CONNECT",
      path: target,
      headers: {
        host: target,
        connection: "keep-alive",
        "proxy-connection": "keep-alive",
        ...(credentials !== undefined && { "proxy-authorization": `Basic ${basicAuth(credentials)}` }),
      },
    });
    asked.once("connect", ({ statusCode = 0 }, _socket, head) => {
      if (statusCode !== 200) return reject(notGranted(statusCode, proxy, route));
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    asked.on("error", (error) => reject(noResponse(error, proxy, route)));
    asked.end();
  });
}

function notGranted(status: number, proxy: EnvProxy, route: Route): ProxyFailure {
  const detail = `${called(proxy)} answered ${status} to CONNECT`;
  // An overloaded proxy may let the next attempt through; any other refusal is final.
  const mayPass = status >= 500;
  return new ProxyFailure(detail, {
    code: String(status),
    remedy: mayPass ? beyondProxy(route) : refused(proxy),
    mayPass,
  });
}

function noResponse(error: unknown, proxy: EnvProxy, route: Route): ProxyFailure {
  const code = codeOf(error);
  if (!isLost(code)) {
    const detail = `${called(proxy)} answered CONNECT with something that is no HTTP (${code || messageOf(error)})`;
    return new ProxyFailure(detail, { code, remedy: otherProtocol(proxy), mayPass: false, cause: error });
  }
  const detail = `${called(proxy)} closed the connection before it answered CONNECT (${code})`;
  const remedy = `${unreachable(proxy, route)} ${otherProtocol(proxy)}`;
  return new ProxyFailure(detail, { code, remedy, mayPass: true, cause: error });
}
