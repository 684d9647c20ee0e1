/** Engine, provider and server in this process: a run takes milliseconds, and no time passes while somebody waits. */
import { setImmediate as turn } from "node:timers/promises";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type RunResult } from "../../src/engine";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import { stackIdentityProvider } from "../../src/provider/stack-identity/apply";
import { handlersByName } from "../support/handlers";
import { Cut } from "./kill";
import { declare, PROJECT, type Program, STACK, type Tenant } from "./program";
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

/** Breaks handlers on purpose, so that the test can be seen to fail. */
export type Sabotage = (handler: string, handlers: ResourceHandlers) => ResourceHandlers;

const sound: Sabotage = (_handler, handlers) => handlers;

/** Time that passes only for those who wait. */
class Patience {
  #now = Date.parse(noonOf(FIRST_DAY));
  now = (): number => this.#now;
  sleep = async (ms: number): Promise<void> => {
    this.#now += ms;
    await turn();
  };
}

export const patience = new Patience();

const handlersOf: Readonly<Record<string, ResourceHandlers>> = handlersByName({ sleep: patience.sleep });

/** The handlers that the text of a provider names; undefined for the identity of a stack, which has none. */
export function handlersNamedIn(text: string): { name: string; handlers: ResourceHandlers | undefined } {
  const name = /provider"\)\.(\w+)\(\)$/.exec(text)?.[1] ?? "";
  const handlers = handlersOf[name];
  if (handlers === undefined && name !== "stackIdentity") throw new Error(`no handlers of the name ${name}`);
  return { name, handlers };
}

let shared: Promise<Emulator> | undefined;

/** One emulator for all stories of a worker, as new for each. */
async function freshEmulator(): Promise<Emulator> {
  shared ??= startEmulator({ seed: 5, rateLimits: "off", now: noonOf(FIRST_DAY) });
  const emulator = await shared;
  await emulator.reset();
  return emulator;
}

export class InProcessStage implements Stage {
  readonly engine = "embedded, in-process";
  readonly emulator: Emulator;
  readonly tenant: Tenant;
  readonly #sabotage: Sabotage;
  #program: Program = [];
  #today = FIRST_DAY;
  #cut = new Cut(undefined, () => undefined);
  #notices: string[] = [];
  #stack: EmbeddedStack | undefined;

  private constructor(emulator: Emulator, tenant: Tenant, sabotage: Sabotage) {
    this.emulator = emulator;
    this.tenant = tenant;
    this.#sabotage = sabotage;
  }

  static async open(sabotage: Sabotage = sound): Promise<InProcessStage> {
    const emulator = await freshEmulator();
    return new InProcessStage(emulator, await tenantOf(emulator), sabotage);
  }

  async #open(): Promise<EmbeddedStack> {
    this.#stack ??= await EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: STACK,
      workDir: __dirname,
      stateFile: false,
      passphrase: "correct horse",
      host: "in-process",
      config: {
        "digicert-one:baseUrl": this.emulator.url,
        "digicert-one:apiKey": { value: this.emulator.apiKey, secret: true },
        "digicert-one:rateLimits": "off",
        "digicert-one:maxRetrySeconds": "20",
      },
      program: () => declare(digicert, this.#program, this.tenant),
      loadProvider: (text) => this.#load(text),
    });
    return this.#stack;
  }

  #load(text: string) {
    const { name, handlers } = handlersNamedIn(text);
    if (handlers === undefined) return stackIdentityProvider() as never;
    const deps: HostDeps = {
      env: {},
      now: () => Date.parse(noonOf(this.#today)),
      engineAlive: this.#cut.engineAlive,
      notice: (subject, message) => this.#notices.push(`${subject}: ${message}`),
      client: { ...patience, fetch: this.#cut.fetch, signal: this.#cut.signal, random: () => 0.5 },
    };
    return this.#cut.around(dynamicProvider(this.#sabotage(name, handlers), deps)) as never;
  }

  setProgram(program: Program): void {
    this.#program = program;
  }

  async setToday(day: string): Promise<void> {
    this.#today = day;
    await this.emulator.setClock(noonOf(day));
  }

  async run(operation: Operation, options: RunOptions = {}, kill?: Kill): Promise<Report> {
    const stack = await this.#open();
    let left: ReturnType<EmbeddedStack["exportStack"]> | undefined;
    const cut = new Cut(kill, () => {
      if (kill?.who === "engine") left = stack.exportStack();
    });
    this.#cut = cut;
    this.#notices = [];
    const result = await ended(stack[operation](forEngine(options)));
    if (left !== undefined) await stack.importStack(await left);
    return {
      ok: result.summary.result === "succeeded" && !cut.struck,
      text: [result.stdout, result.stderr, ...this.#notices].join("\n"),
      errors: result.diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
      steps: result.steps,
      struck: cut.struck,
    };
  }

  async state(): Promise<StackState> {
    const stack = await this.#open();
    const stored = await stack.exportStack();
    const rows = (stored.deployment.resources ?? []) as { delete?: boolean }[];
    const resources = (await stack.decryptedState()).map(
      (resource, at): Recorded => ({ ...resource, condemned: rows[at]?.delete === true }),
    );
    return { stored: JSON.stringify(stored), resources };
  }

  requests(): number {
    const { requests } = this.#cut;
    this.#cut.requests = 0;
    return requests;
  }

  async close(): Promise<void> {}
}

const forEngine = ({ refresh, target, replace }: RunOptions) => ({
  ...(refresh !== undefined && { refresh }),
  ...(target !== undefined && { target: [...target] }),
  ...(replace !== undefined && { replace: [...replace] }),
});

/** What a run came to, whether or not it failed. */
export async function ended(run: Promise<RunResult>): Promise<RunResult> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof EngineRunError) return error.result;
    throw error;
  }
}
