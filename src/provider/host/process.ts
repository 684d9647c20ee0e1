/**
 * What handlers need of the process they run in: whether its engine lives, and notices.
 *
 * The dynamic provider host is started by the engine with the engine's gRPC address as its first argument. If the
 * command line is killed in the middle of a create, the host goes on and finishes it, and nobody records the result
 * (seen). A connection to that address is then refused at once.
 */
import { connect } from "node:net";
import { scrub } from "../../errors";

const PROBE_MS = 2_000;

/** Whether the engine that started this process still listens. Without an address (in-process) it does. */
export function engineAlive(address: string | undefined = process.argv[2]): Promise<boolean> {
  const match = /^(?<host>127\.0\.0\.1|localhost|\[::1\]):(?<port>\d+)$/.exec(address ?? "");
  const { host, port } = match?.groups ?? {};
  if (host === undefined || port === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host: host === "[::1]" ? "::1" : host, port: Number(port) });
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

/** Says something to the person who runs Pulumi: one redacted line on the provider's standard error. */
export function notice(subject: string, message: string): void {
  process.stderr.write(`${scrub(`${subject}: ${message}`).replaceAll("\n", " ")}\n`);
}
