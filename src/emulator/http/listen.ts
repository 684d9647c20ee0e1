import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { foreign } from "../core/errors";
import { isForeign } from "./origin";

/** PEM texts for an emulator that speaks TLS. With `clientCa`, every client must present a certificate. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

/** Timeouts and limits of the servers. The defaults suit everybody but tests of the limits themselves. */
export interface ServerBounds {
  /** A request head must be complete within this time. */
  readonly headersTimeoutMs: number;
  /** A whole request must be complete within this time. */
  readonly requestTimeoutMs: number;
  readonly maxConnections: number;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Responds to what was not even HTTP, in the documented envelope, and hangs up. Slow requests end here too (Node's
 * ERR_HTTP_REQUEST_TIMEOUT).
 */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const slow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const message = slow ? "The request took too long to arrive." : "The request is not well-formed HTTP.";
  const body = JSON.stringify({ error: { code: "invalid_request", message } });
  socket.end(
    `HTTP/1.1 ${slow ? "408 Request Timeout" : "400 Bad Request"}\r\nConnection: close\r\n` +
      `Content-Type: application/json;charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/**
 * A client certificate that is past its end is let through, to get a 401 as the troubleshooting table says
 * ("401: missing or invalid key, or expired certificate"); any other doubt ends the connection.
 */
function validateCertificate(socket: TLSSocket): void {
  if (!socket.authorized && String(socket.authorizationError) !== "CERT_HAS_EXPIRED") socket.destroy();
}

function createEither(tls: TlsMaterial | undefined, handler: Handler, bounds: ServerBounds): Server {
  const options = {
    headersTimeout: bounds.headersTimeoutMs,
    requestTimeout: bounds.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, bounds.headersTimeoutMs),
    keepAliveTimeout: 60_000,
    maxHeaderSize: 16_384,
  };
  if (tls === undefined) return createServer(options, handler);
  const mutual = tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer(
    { ...options, cert: tls.cert, key: tls.key, minVersion: "TLSv1.2", ...mutual },
    handler,
  );
  if (tls.clientCa !== undefined) server.on("secureConnection", validateCertificate);
  return server;
}

/** Refuses what comes from elsewhere before anything looks at it: no fault is spent, and nothing stands in the journal. */
function nearby(handler: Handler): Handler {
  return (request, response) => {
    if (!isForeign(request)) return handler(request, response);
    const { status, code, message, headers } = foreign();
    request.resume();
    response.writeHead(status, { "content-type": "application/json;charset=utf-8", ...headers });
    response.end(JSON.stringify({ error: { code, message } }));
  };
}

/** Listens on 127.0.0.1 only. Closing hangs up on everybody at once. */
export async function listen(
  handler: Handler,
  port: number,
  bounds: ServerBounds,
  tls?: TlsMaterial,
): Promise<Listening> {
  const server = createEither(tls, nearby(handler), bounds);
  server.maxConnections = bounds.maxConnections;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("clientError", refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: (address satisfies AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
