/** The engine that started this process: it takes lines for its log, and when it is gone this process ends. */
import { AsyncLocalStorage } from "node:async_hooks";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Severity } from "../provider/host/engine-log";
import { notice } from "../provider/host/notice";
import { engineAlive } from "../provider/host/process";
import { credentials, Metadata } from "./protocol/grpc";

/** An engine that is gone refuses at once; one on a busy machine took more than two seconds, and a line was lost. */
const LOG_MS = 10_000;
/** How often this process looks whether its engine lives. */
const LOOK_MS = 1_000;

/** The subject of what is said of the API or the settings, and of no one resource. */
const OF_ALL = "DigiCert ONE";

/** An engine, by the address of its gRPC service. */
export class Engine {
  #address: string | undefined;
  #client: EngineClient | undefined;
  /** The resource that a call is about: handlers do not know it. */
  readonly #resource = new AsyncLocalStorage<string>();

  constructor(address: string | undefined) {
    this.#address = address;
  }

  /** Another engine takes over (a debugger started this process before it). */
  attach(address: string): void {
    this.#address = address;
    this.#client = undefined;
  }

  get address(): string | undefined {
    return this.#address;
  }

  /** Whether it listens. */
  alive(): Promise<boolean> {
    return engineAlive(this.#address ?? "");
  }

  /** Runs a call: what is said meanwhile stands at its resource. */
  at<T>(urn: string, run: () => T): T {
    return this.#resource.run(urn, run);
  }

  /** Says a line, redacted. An engine hides what its plugins write to standard error. */
  readonly notice = (subject: string, message: string, severity: Severity): Promise<void> => {
    const urn = subject === OF_ALL ? "" : (this.#resource.getStore() ?? "");
    const log = this.#address === undefined ? undefined : (each: Severity, line: string) => this.#log(each, line, urn);
    return notice(subject, message, severity, log);
  };

  #log(severity: Severity, line: string, urn: string): Promise<void> {
    this.#client ??= new EngineClient(this.#address ?? "", credentials.createInsecure());
    const client = this.#client;
    const request = new LogRequest();
    request.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
    request.setMessage(line);
    request.setUrn(urn);
    return new Promise((resolve, reject) => {
      const by = { deadline: Date.now() + LOG_MS };
      client.log(request, new Metadata(), by, (error: unknown) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Ends with the engine: a command line that is killed sends its plugins nothing. What is under way is finished first, so that
   * a creation that nobody would record is undone.
   */
  endWith(isBusy: () => boolean, end: () => void): void {
    const look = async (): Promise<void> => {
      if (!isBusy() && !(await this.alive()) && !isBusy()) end();
      else setTimeout(look, LOOK_MS).unref();
    };
    setTimeout(look, LOOK_MS).unref();
  }
}
