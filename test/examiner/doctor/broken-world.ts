/** What stands round doctor: servers, certificates and proxies on loopback, whole or broken. Import it in a test file: it clears up. */
import { createServer as createHttp, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { afterEach, beforeAll, vi } from "vitest";
import { type Probes, socketProbes } from "../../../src/examiner/doctor/probes";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../src/testing";
import { authority, issue } from "../../client/support/certificates";

export const ca = authority("Doctor's authority");
export const otherCa = authority("Other authority");
export const ofServer = issue(ca, "server", { hosts: ["localhost"] });
export const client = issue(ca, "client", { toDays: 90 });
export const PASSWORD = "canary-pfx-password";

export interface Broken {
  readonly env: Record<string, string>;
  readonly nowMs?: number;
  readonly probes?: Partial<Probes>;
}

/** What is broken, the check that must fail first, and what its remedy must say. */
export interface Row {
  readonly title: string;
  readonly broken: () => Promise<Broken>;
  readonly cause: string;
  readonly found: RegExp;
  readonly remedy: RegExp;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closers.splice(0)) await close();
});
beforeAll(() => {
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"]) {
    delete process.env[name];
    delete process.env[name.toLowerCase()];
  }
});

export async function emulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const started = await startEmulator({ rateLimits: "off", seed: 3, ...options });
  closers.push(() => started.close());
  return started;
}

export const settingsOf = (server: Pick<Emulator, "url" | "apiKey">, more: Record<string, string> = {}) => ({
  DIGICERT_ONE_BASE_URL: server.url,
  DIGICERT_ONE_API_KEY: server.apiKey,
  ...more,
});

/** An emulator that speaks TLS, and settings that trust it. */
export async function secure(
  more: Record<string, string>,
  options: { clientCa?: string; server?: typeof ofServer } = {},
) {
  const { server = ofServer, clientCa } = options;
  const tls = { cert: server.cert, key: server.key, ...(clientCa !== undefined && { clientCa }) };
  return { env: settingsOf(await emulator({ tls }), { DIGICERT_ONE_CA_CERT: ca.cert, ...more }) };
}
export const mutual = (more: Record<string, string>) => secure(more, { clientCa: ca.cert });
export const pem = ({ cert, key }: { cert: string; key: string }) => ({
  DIGICERT_ONE_CLIENT_CERT: cert,
  DIGICERT_ONE_CLIENT_KEY: key,
});

export async function faulty(
  fault: Parameters<Emulator["addFault"]>[0],
  more: Record<string, string> = {},
): Promise<Broken> {
  const server = await emulator();
  await server.addFault(fault);
  return { env: settingsOf(server, more) };
}

/** A key whose user has one role, or none. */
export async function keyWith(role?: string): Promise<Broken> {
  const server = await emulator();
  const { roles } = await server.state();
  const ids = roles.filter(({ name }) => name === role).map(({ id }) => id);
  const { apiKey = "" } = await server.addUser({ user_type: "service", friendly_name: "ci", roles: ids, apiKey: true });
  return { env: settingsOf({ url: server.url, apiKey }) };
}

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** Something that accepts connections, and speaks as it likes; by default it says nothing. */
export const speaks = (say: (socket: Socket) => void = () => undefined): Promise<number> => listen(createTcp(say));

/** A server of somebody else's. */
export async function foreign(listener: RequestListener, host = "127.0.0.1"): Promise<Broken> {
  const port = await listen(createHttp(listener), host);
  return { env: { ...KEY, DIGICERT_ONE_BASE_URL: `http://${host.includes(":") ? `[${host}]` : host}:${port}` } };
}

/** The same, for every path. */
export const answers = (status: number, type: string, body: string, headers: Record<string, string> = {}) =>
  foreign((_request, response) => {
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(body);
  });

/** A proxy on this port stands before DigiCert ONE. No time is lost with one that is silent. */
export function behindProxy(port: number): Broken {
  vi.stubEnv("HTTPS_PROXY", `http://user:canary-proxy-password@127.0.0.1:${port}`);
  return { env: { ...KEY, DIGICERT_ONE_REGION: "nl" }, probes: IMPATIENT };
}

/** A proxy that answers CONNECT in its own way. */
export const proxySays = async (text: string, end = true): Promise<Broken> =>
  behindProxy(await speaks((socket) => socket.once("data", () => (end ? socket.end(text) : socket.write(text)))));

/** A proxy that grants no connection, or one that is not there. */
export const proxied = async (status: number | undefined): Promise<Broken> =>
  status === undefined
    ? behindProxy(await closedPort())
    : proxySays(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);

/** A port on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function clockApart(hours: number): Promise<Broken> {
  const server = await emulator();
  return { env: settingsOf(server), nowMs: Date.now() - hours * 3_600_000 };
}

export const unresolved: Partial<Probes> = {
  resolve: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })),
};
const { resolve, connect, handshake } = socketProbes(300);
/** Probes that wait for nobody. */
export const IMPATIENT: Partial<Probes> = { resolve, connect, handshake };

export const KEY = { DIGICERT_ONE_API_KEY: "canary-key-0123456789" };
