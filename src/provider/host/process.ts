/**
 * What handlers need to know of the process they run in: which engine started it, and whether that lives.
 *
 * The dynamic provider host is started by the engine with the engine's gRPC address as its first argument. If the
 * command line is killed in the middle of a create, the host goes on and finishes it, and nobody records the result
 * (seen). A connection to that address is then refused at once.
 */
import { connect } from "node:net";

const PROBE_MS = 2_000;

/** Whether the engine that started this process still listens. Without an address (in-process) it does. */
export function engineAlive(address: string | undefined = engineAddress()): Promise<boolean> {
  const engine = loopback(address ?? "");
  if (engine === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect(engine);
    const done = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(PROBE_MS, () => done(true));
    socket.once("connect", () => done(true));
    // Only a refusal proves that nobody listens; anything else is no proof, and a live create must not be undone.
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code !== "ECONNREFUSED"));
  });
}

/** The address of the engine that started this process; undefined in a process that no engine started. */
export function engineAddress(): string | undefined {
  return process.argv[2];
}

/** Reads an address on loopback, as engines give it; undefined for any other text. */
export function loopback(address: string): { host: string; port: number } | undefined {
  const { host, port } = /^(?<host>127\.0\.0\.1|localhost|\[::1\]):(?<port>\d+)$/.exec(address)?.groups ?? {};
  if (host === undefined || port === undefined) return undefined;
  return { host: host === "[::1]" ? "::1" : host, port: Number(port) };
}
