/** Who may be reached: the emulator, and what stands in its place where an address or a key is wrong. */
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { type Emulator, startEmulator } from "../../src/emulator";
import { authority, issue } from "../client/support/certificates";

export interface World {
  readonly emulator: Emulator;
  /** A server that is stopped. */
  readonly stopped: string;
  /** A server of somebody else's, which answers each call with a page. */
  readonly elsewhere: string;
  /** A server whose certificate nobody trusts. */
  readonly untrusted: string;
  /** A proxy behind which DigiCert's own hosts are a server that accepts no key, with an authority to be trusted. */
  readonly proxy: string;
  readonly caCert: string;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const emulator = await startEmulator({ seed: 7, rateLimits: "off" });
  const ca = authority("Test authority");
  const { cert, key } = issue(ca, "one.digicert.com", { hosts: ["one.digicert.com", "demo.one.digicert.com"] });
  const elsewhere = createServer((_request, response) => {
    response.writeHead(404, { "content-type": "text/html" });
    response.end("<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>");
  });
  const production = createSecureServer({ cert, key }, (_request, response) => {
    response.writeHead(401, { "content-type": "application/json" });
    response.end('{"error":{"code":"invalid_api_key","message":"The API key is not valid."}}');
  });
  const proxy = createServer().on("connect", (_request, socket) => {
    const onwards = connect(portOf(production), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onwards.pipe(socket).pipe(onwards);
    });
    for (const each of [socket, onwards]) each.on("error", () => undefined);
  });
  const servers = [elsewhere, production, proxy];
  await Promise.all(servers.map(listening));
  const stopped = await listening(createServer());
  const port = portOf(stopped);
  await closed(stopped);
  return {
    emulator,
    stopped: `http://127.0.0.1:${port}`,
    elsewhere: `http://127.0.0.1:${portOf(elsewhere)}`,
    untrusted: `https://127.0.0.1:${portOf(production)}`,
    proxy: `http://127.0.0.1:${portOf(proxy)}`,
    caCert: ca.cert,
    close: async () => {
      await Promise.all([emulator.close(), ...servers.map(closed)]);
    },
  };
}

const listening = <S extends Server>(server: S): Promise<S> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
