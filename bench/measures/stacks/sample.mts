/** One operation of one variant, measured. */
import { type Call, type Server, startServer } from "../../stage/emulator.mts";
import { type Counts, type Engine, type EngineName, openEngine } from "../../stage/engine.mts";
import { makeProject, type Project } from "../../stage/project.mts";
import { timed } from "../../stage/timing.mts";
import type { Variant } from "../../variants/index.mts";
import type { OperationName } from "../measure.mts";

export interface Sample {
  readonly engine: EngineName;
  readonly size: number;
  readonly round: number;
  readonly turn: number;
  readonly operation: OperationName;
  readonly variant: string;
  readonly ms: number;
  /** Processor time without the emulator's. */
  readonly cpuMs: number | undefined;
  /** The emulator's processor time. */
  readonly emulatorMs: number;
  /** Calls by method and path; `*` stands for an id. */
  readonly calls: Readonly<Record<string, number>>;
  /** Of the deployment after an `up`, as compact JSON. */
  readonly stateBytes?: number;
}

/** A variant's stack of so many objects, with a server of its own. */
export class Stage {
  readonly variant: Variant;
  readonly #size: number;
  readonly #name: EngineName;
  readonly #project: Project;
  readonly #server: Server;
  readonly #engine: Engine;
  #description = "as made";

  private constructor(parts: {
    variant: Variant;
    size: number;
    name: EngineName;
    project: Project;
    server: Server;
    engine: Engine;
  }) {
    this.variant = parts.variant;
    this.#size = parts.size;
    this.#name = parts.name;
    this.#project = parts.project;
    this.#server = parts.server;
    this.#engine = parts.engine;
  }

  static async open(variant: Variant, name: EngineName, size: number): Promise<Stage> {
    const project = await makeProject(variant);
    const server = await startServer({ rateLimits: "off" });
    try {
      return new Stage({ variant, size, name, project, server, engine: await openEngine(name, project) });
    } catch (error) {
      await server.close();
      project.remove();
      throw error;
    }
  }

  /** @param more variables for the processes of the run */
  async measure(
    operation: OperationName,
    round: number,
    turn: number,
    more: Record<string, string> = {},
  ): Promise<Sample> {
    if (operation === "update") this.#description = `changed in round ${round}`;
    const env = {
      BENCH_COUNT: String(this.#size),
      BENCH_DESCRIPTION: this.#description,
      BENCH_ACCOUNT: this.#server.accountId,
      BENCH_ROLE: this.#server.roleId,
      DIGICERT_ONE_BASE_URL: this.#server.url,
      DIGICERT_ONE_API_KEY: this.#server.apiKey,
      DIGICERT_ONE_RATE_LIMITS: "off",
      ...more,
    };
    await this.#server.takeCalls();
    const serverBefore = await this.#server.cpuMs();
    const asked = operation === "update" ? "up" : operation;
    const { result, ms, cpuMs } = await timed(() => this.#engine.run(asked, env));
    const emulatorMs = (await this.#server.cpuMs()) - serverBefore;
    requireDone(operation, result, this.#size);
    const calls = counted(await this.#server.takeCalls());
    const stateBytes = operation === "up" ? Buffer.byteLength(await this.#engine.deployment()) : undefined;
    return {
      ...{ engine: this.#name, size: this.#size, round, turn, operation, variant: this.variant.name },
      ...{ ms, cpuMs, emulatorMs, calls },
      ...(stateBytes !== undefined && { stateBytes }),
    };
  }

  async close(): Promise<void> {
    await this.#server.close();
    this.#project.remove();
  }
}

/** What is fast because it did not do its work is no figure. */
function requireDone(operation: OperationName, counts: Counts, size: number): void {
  const done = {
    up: counts.create,
    preview: counts.same,
    refresh: counts.same,
    update: counts.update,
    destroy: counts.delete,
  };
  const unwanted = operation === "preview" ? counts.create + counts.update + counts.delete : 0;
  if (done[operation] >= size && unwanted === 0) return;
  throw new Error(`${operation} of ${size} objects did something else: ${JSON.stringify(counts)}`);
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

function counted(calls: readonly Call[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of calls) {
    const name = `${method} ${path.replace("/account/api/v1", "").replace(ID, "*")}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
