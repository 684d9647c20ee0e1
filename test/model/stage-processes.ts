/** Engines with processes of their own: real time, real kills. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCli } from "../../scripts/find-cli.mts";
import { type Emulator, startEmulator } from "../../src/emulator";
import { cliStack, embeddedStack } from "../e2e/engines";
import { makeProject, type Project } from "../e2e/project";
import { errorsOf, type Run, RunFailed, type Stack } from "../e2e/stack";
import { Doomed } from "./doomed";
import { declare, PROJECT, type Program, type Tenant } from "./program";
import {
  FIRST_DAY,
  type Kill,
  noonOf,
  type Operation,
  type Recorded,
  type Report,
  type RunOptions,
  type StackState,
  type Stage,
} from "./stage";
import { tenantOf } from "./tenant";

export type Engine = "embedded" | "cli";

/** The settings of every run: little patience, for here it takes time. */
const SETTINGS = { rateLimits: "off", maxRetrySeconds: "2", timeoutSeconds: "20" };
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

const programText = (): string =>
  `const read = (name) => JSON.parse(require("node:fs").readFileSync(require("node:path").join(__dirname, name), "utf8"));
${declare.toString()}
module.exports = declare(require("pulumi-digicert-one"), read("declared.json"), read("tenant.json"));
`;

export class ProcessStage implements Stage {
  readonly engine: string;
  readonly emulator: Emulator;
  readonly tenant: Tenant;
  readonly #project: Project;
  readonly #stack: Stack;
  readonly #doomed: Doomed;

  private constructor(emulator: Emulator, tenant: Tenant, project: Project, stack: Stack, doomed: Doomed) {
    this.engine = stack.engine;
    this.emulator = emulator;
    this.tenant = tenant;
    this.#project = project;
    this.#stack = stack;
    this.#doomed = doomed;
  }

  static async open(engine: Engine): Promise<ProcessStage> {
    const emulator = await startEmulator({ seed: 5, rateLimits: "off", now: noonOf(FIRST_DAY) });
    const tenant = await tenantOf(emulator);
    const files = { "declared.json": "[]", "tenant.json": JSON.stringify(tenant) };
    const project = makeProject({ name: PROJECT, program: programText(), files });
    const stack = await (engine === "cli" ? cliStack : embeddedStack)(project);
    const config: Record<string, { value: string; secret: boolean }> = {
      "digicert-one:baseUrl": { value: emulator.url, secret: false },
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    };
    for (const [name, value] of Object.entries(SETTINGS)) config[`digicert-one:${name}`] = { value, secret: false };
    for (const [key, { value, secret }] of Object.entries(config)) await stack.setConfig(key, value, { secret });
    const cli = engine === "cli" ? findCli() : undefined;
    const doomed = new Doomed({ cli, emulator, folder: project.folder, home: project.scratch, config });
    const stage = new ProcessStage(emulator, tenant, project, stack, doomed);
    await stage.setToday(FIRST_DAY);
    return stage;
  }

  setProgram(program: Program): void {
    writeFileSync(join(this.#project.folder, "declared.json"), JSON.stringify(program));
  }

  async setToday(day: string): Promise<void> {
    this.#stack.setEnv("DIGICERT_ONE_AS_OF", day);
    this.#doomed.env.DIGICERT_ONE_AS_OF = day;
    await this.emulator.setClock(noonOf(day));
  }

  async run(operation: Operation, options: RunOptions = {}, kill?: Kill): Promise<Report> {
    if (kill !== undefined) return this.#doomed.up(options, kill);
    const run = await ended(this.#stack[operation](options));
    const errors = errorsOf(run);
    return {
      ok: run.result === "succeeded",
      // What the SDK says for debugging alone is not shown to anybody.
      text: [run.stdout, ...run.diagnostics.flatMap((each) => (each.severity === "debug" ? [] : [each.message]))].join(
        "\n",
      ),
      errors: errors === "" ? (run.result === "succeeded" ? [] : [run.stdout]) : [errors],
      steps: run.steps,
      struck: false,
    };
  }

  async state(): Promise<StackState> {
    const stored = JSON.stringify(await this.#stack.storedState());
    const { resources = [] } = (await this.#stack.exportStack()).deployment;
    return {
      stored,
      resources: resources.map(
        ({ urn, type, id, inputs, outputs, delete: condemned }): Recorded => ({
          urn,
          type,
          id: String(id ?? ""),
          inputs: opened(inputs),
          outputs: opened(outputs),
          condemned: condemned === true,
        }),
      ),
    };
  }

  /** Requests are another process's: the server's journal tells of them. */
  requests(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.#project.remove();
    await this.emulator.close();
  }
}

async function ended(run: Promise<Run>): Promise<Run> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof RunFailed) return error.run;
    throw error;
  }
}

/** Properties with their secrets in the clear. */
function opened(properties: unknown): Record<string, unknown> {
  const plain = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    if (SECRET_MARK in value) return JSON.parse(String((value as { plaintext?: string }).plaintext ?? "null"));
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  };
  return (plain(properties ?? {}) ?? {}) as Record<string, unknown>;
}
