/** Looks at the network, one layer at a time. Nothing of ours is sent: no key, no request. */
import { execFile } from "node:child_process";
import { lookup } from "node:dns/promises";
import { request } from "node:https";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { ClientSettings } from "../../client";
import { hasClientCertificate } from "../../client/settings/tls";
import { createAgent, proxyNameOf } from "../../client/transport/agents";
import { classify, timedOut as failedInTime } from "../../client/transport/classify";
import { follow } from "../../client/transport/passage";
import type { TransportFailure } from "../../client/transport/transport-failure";

/** What a TLS handshake showed. */
export interface Handshake {
  readonly failure?: TransportFailure;
  /** The connection to the host was there: a proxy had let it through. What failed, failed behind it. */
  readonly isThrough: boolean;
  /** `TLSv1.3` or `TLSv1.2`. */
  readonly protocol?: string;
  /** The names of the server's chain, from the host to its authority. */
  readonly chain?: readonly string[];
  /** When the server's certificate ends, in epoch milliseconds. */
  readonly endsMs?: number;
}

/** How the network is looked at. Tests pass their own where a machine would be needed. */
export interface Probes {
  /** The addresses of a name. Rejects with a code where it has none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Whether something accepts connections. Rejects with a code where nothing does. */
  connect(host: string, port: number): Promise<void>;
  handshake(settings: ClientSettings): Promise<Handshake>;
  /** The output of a program; undefined where it is not on the path or fails. */
  run(program: string, ...args: readonly string[]): Promise<string | undefined>;
}

/** The sockets of this machine; each probe ends within a time. */
export function socketProbes(limitMs: number): Probes {
  return {
    resolve: (host) => resolved(host, limitMs),
    connect: (host, port) => connected(host, port, limitMs),
    handshake: (settings) => handshake(settings, limitMs),
    run: (program, ...args) =>
      new Promise((resolve) => {
        execFile(program, args, { timeout: limitMs, killSignal: "SIGKILL", encoding: "utf8" }, (error, stdout) =>
          resolve(error === null ? stdout.trim() : undefined),
        );
      }),
  };
}

/** A look-up cannot be taken back; what comes of it later is not waited for. */
async function resolved(host: string, limitMs: number): Promise<string[]> {
  const tooLate = new AbortController();
  const late = sleep(limitMs, undefined, { signal: tooLate.signal }).then(() => Promise.reject(timedOut()));
  try {
    return (await Promise.race([lookup(host, { all: true }), late])).map(({ address }) => address);
  } finally {
    tooLate.abort();
    late.catch(() => undefined);
  }
}

function connected(host: string, port: number, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: limitMs });
    socket.once("connect", () => resolve());
    socket.once("timeout", () => socket.destroy(timedOut()));
    socket.once("error", reject);
    socket.once("connect", () => socket.destroy());
  });
}

const timedOut = (): Error => Object.assign(new Error("timed out"), { code: "ETIMEDOUT" });

/** Goes the client's way to the host, its proxy, authorities and client certificate included, and hangs up. */
async function handshake(settings: ClientSettings, limitMs: number): Promise<Handshake> {
  const url = new URL(settings.baseUrl);
  const agent = createAgent(url, settings.tls, limitMs);
  const { agent: followed, passage } = follow(agent);
  const facts = { certificateShown: hasClientCertificate(settings.tls), proxy: proxyNameOf(agent) };
  const isThrough = (): boolean => passage.stage !== "unasked" && passage.stage !== "waiting";
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Handshake>((resolve) => {
      const asked = request(url, { agent: followed, method: "HEAD" });
      // A timer of our own: while a proxy is silent the request has no socket yet whose time could be watched.
      timer = setTimeout(() => {
        resolve({ failure: failedInTime(passage.stage, facts), isThrough: isThrough() });
        asked.destroy();
      }, limitMs);
      asked.once("socket", (socket) => {
        // The agent hands over a TLS socket before its handshake; the request is not sent before that is done.
        socket.once("secureConnect", () => {
          resolve(seen(socket as TLSSocket));
          asked.destroy();
        });
      });
      asked.on("error", (error) => resolve({ failure: classify(error, passage, facts), isThrough: isThrough() }));
    });
  } finally {
    clearTimeout(timer);
    agent.destroy();
  }
}

function seen(socket: TLSSocket): Handshake {
  const chain: string[] = [];
  // The detailed form ends with the authority of this machine that the chain hangs on, although no server sends it.
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  const endsMs = Date.parse(certificate.valid_to);
  const known = new Set<DetailedPeerCertificate>();
  while (certificate !== undefined && !known.has(certificate)) {
    known.add(certificate);
    chain.push(String(certificate.subject.CN ?? certificate.subject.O));
    certificate = certificate.issuerCertificate as DetailedPeerCertificate | undefined;
  }
  return {
    isThrough: true,
    protocol: socket.getProtocol() ?? "unknown",
    chain,
    ...(!Number.isNaN(endsMs) && { endsMs }),
  };
}
