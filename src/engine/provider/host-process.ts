import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { GrpcFailure, ProviderGrpcClient, Sdk } from "../sdk/sdk";
import type { Message } from "../sdk/struct";
import { ProviderError, type ProviderMethod, type ProviderTransport, partialFailure } from "./messages";

export interface HostSettings {
  readonly sdk: Sdk;
  /** The program to start, and its arguments before the engine's address. */
  readonly command: readonly [string, ...string[]];
  /** Working directory: `require` in provider text starts here. */
  readonly folder: string;
  /** The engine's address, by which a handler checks whether the engine still lives. */
  readonly engineAddress: string;
  readonly env: NodeJS.ProcessEnv;
  /** Each line the host writes, but for its port. */
  readonly onLine: (line: string) => void;
}

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * A provider's own process, the SDK's of dynamic resources or another. It is an ordinary child: when the engine is killed it
 * goes on, as under the real engine; when the engine ends in order it is ended.
 */
export class ProcessHost implements ProviderTransport {
  readonly #settings: HostSettings;
  #started: Promise<{ child: ChildProcess; client: ProviderGrpcClient }> | undefined;

  constructor(settings: HostSettings) {
    this.#settings = settings;
  }

  async call(method: ProviderMethod, request: Message): Promise<unknown> {
    this.#started ??= this.#start();
    const { client } = await this.#started;
    const invoke = client[method];
    if (typeof invoke !== "function") throw new Error(`the SDK's provider client has no method ${method}`);
    return await new Promise((resolve, reject) => {
      invoke.call(client, request, (error, response) => {
        if (error === null) resolve(response);
        else reject(this.#failure(error));
      });
    });
  }

  #failure(error: GrpcFailure): ProviderError {
    const details = error.metadata?.get("grpc-status-details-bin")[0];
    const partial = partialFailure(
      this.#settings.sdk,
      typeof details === "object" ? new Uint8Array(details) : undefined,
    );
    return new ProviderError(error.details ?? error.message, partial);
  }

  async #start(): Promise<{ child: ChildProcess; client: ProviderGrpcClient }> {
    const { sdk, command, folder, engineAddress, env } = this.#settings;
    const [program, ...args] = command;
    const child = spawn(program, [...args, engineAddress], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await this.#port(child);
    const client = new sdk.ResourceProviderClient(`127.0.0.1:${port}`, sdk.grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    });
    return { child, client };
  }

  /** The host prints its port on the first line. */
  async #port(child: ChildProcess): Promise<number> {
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const errors = createInterface({ input: child.stderr ?? process.stdin });
    errors.on("line", this.#settings.onLine);
    return await new Promise<number>((resolve, reject) => {
      let seen = false;
      lines.on("line", (line) => {
        if (seen) this.#settings.onLine(line);
        else resolve(Number(line));
        seen = true;
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        reject(new Error(`the provider process ended before it was ready (${signal ?? `code ${code}`})`));
      });
    });
  }

  async close(): Promise<void> {
    if (this.#started === undefined) return;
    const started = await this.#started.catch(() => undefined);
    if (started === undefined) return;
    const { child, client } = started;
    client.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    child.kill("SIGTERM");
    await ended;
  }
}
