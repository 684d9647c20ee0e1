/** Starts a provider process as an engine does, and reads the port that it prints. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** What a process said until it printed a port or ended. */
export interface Started {
  readonly port: number | undefined;
  readonly milliseconds: number;
  readonly code: number | null;
  readonly stderr: string;
  stop(): Promise<void>;
}

/** Something listens at the address of the engine, so that the process sees it alive. */
export async function engineAddress(): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return { address: `127.0.0.1:${bound.port}`, close: () => server.close() };
}

/** What a call of a provider that listens at a port is answered with. */
export async function ask<Response>(
  port: number | undefined,
  call: (client: ResourceProviderClient, done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      call(client, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  } finally {
    client.close();
  }
}

/** The version that a plugin says it has. */
export async function versionAt(port: number | undefined): Promise<string> {
  type Info = { getVersion(): string };
  return (await ask<Info>(port, (client, done) => client.getPluginInfo(new Empty(), done))).getVersion();
}

export async function start(
  command: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Started> {
  const [file = "", ...args] = command;
  const began = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = endOf(child);
  const printed = new Promise<number>((resolve) => {
    child.stdout.once("data", (data: Buffer) => resolve(Number(data.toString().trim())));
  });
  const port = await Promise.race([printed, ended.then(() => undefined)]);
  return {
    port,
    milliseconds: performance.now() - began,
    code: child.exitCode,
    stderr,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const endOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once("close", () => resolve());
  });
