/** Scenarios of identity on the embedded engine with program and providers in this process: milliseconds a run. */
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider, type RunResult } from "../../src/engine";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import { stackIdentityProvider } from "../../src/provider/stack-identity/apply";
import { realHandlers } from "../e2e/crash/world";
import { repository } from "../e2e/project";
import type { Deployment } from "../e2e/stack";
import { Cut } from "../model/kill";
import { aged } from "./aged";
import { LIBRARY } from "./copies";
import { type Label, ONE, type Place, PROJECT, type RunStep, type Scenario, stacksOf } from "./scenario";
import { configFor, type IdentityStage, NOW, preludeFor, type Ran, type StateCommand } from "./stage";
import { moved, renamed, withoutRecord } from "./state-commands";
import { urnOf } from "./urns";

interface OneStack {
  readonly place: Place;
  readonly stack: EmbeddedStack;
}

/** The request at which a killed run ends: the first after the POST that changes something. */
const AFTER_THE_POST = 1;

export class InProcessStage implements IdentityStage {
  readonly emulator: Emulator;
  readonly #scenario: Scenario;
  readonly #modules: Readonly<Record<string, unknown>>;
  readonly #stacks = new Map<Label, OneStack>();
  readonly #programs = new Map<Label, string>();
  #cut = new Cut(undefined, () => undefined);
  #notices: string[] = [];

  private constructor(emulator: Emulator, scenario: Scenario, modules: Readonly<Record<string, unknown>>) {
    this.emulator = emulator;
    this.#scenario = scenario;
    this.#modules = modules;
  }

  static async open(scenario: Scenario): Promise<InProcessStage> {
    const { variants = [], library } = scenario;
    const emulator = await startEmulator({ seed: 13, rateLimits: "off", now: NOW, variants });
    const own = { "@pulumi/pulumi": pulumi, "pulumi-digicert-one": digicert };
    const stage = new InProcessStage(emulator, scenario, {
      ...own,
      ...(library && { [LIBRARY]: await anotherCopy() }),
    });
    for (const [label, place] of Object.entries(stacksOf(scenario))) await stage.#openStack(label, place);
    return stage;
  }

  async #openStack(label: Label, place: Place): Promise<void> {
    const stack = await EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: place.name,
      workDir: repository,
      stateFile: false,
      passphrase: "correct horse",
      host: "in-process",
      config: configFor(this.emulator, this.#scenario),
      program: () => this.#program(label),
      loadProvider: (text) => this.#load(text),
    });
    this.#stacks.set(label, { place, stack });
  }

  #program(label: Label): unknown {
    const module = { exports: {} };
    const require = (name: string): unknown => {
      if (!(name in this.#modules)) throw new Error(`the program requires "${name}", which this stage does not have`);
      return this.#modules[name];
    };
    const text = `${preludeFor(this.emulator)}${this.#programs.get(label) ?? ""}`;
    new Function("require", "module", text)(require, module);
    return module.exports;
  }

  #load(text: string): ReturnType<LoadProvider> {
    const name = /provider"\)\.(\w+)\(\)$/.exec(text)?.[1] ?? "";
    if (name === "stackIdentity") return stackIdentityProvider() as never;
    const handlers = realHandlers[name];
    if (handlers === undefined) throw new Error(`no handlers of the name ${name}`);
    const deps: HostDeps = {
      env: {},
      now: () => Date.parse(NOW),
      engineAlive: this.#cut.engineAlive,
      notice: (subject, message) => this.#notices.push(`${subject}: ${message}`),
      client: { fetch: this.#cut.fetch, signal: this.#cut.signal },
    };
    return this.#cut.around(dynamicProvider(handlers, deps)) as never;
  }

  #one(label: Label): OneStack {
    const found = this.#stacks.get(label);
    if (found === undefined) throw new Error(`the scenario has no stack "${label}"`);
    return found;
  }

  async run(step: RunStep): Promise<Ran> {
    const label = step.stack ?? ONE;
    const { place, stack } = this.#one(label);
    if (step.program !== undefined) this.#programs.set(label, step.program);
    const stored = await stateOf(stack);
    const urns = (names: readonly string[]) => names.map((each) => urnOf(each, place.name, stored));
    const options = {
      ...(step.target && { target: urns(step.target) }),
      ...(step.replace && { replace: urns(step.replace) }),
      ...(step.refresh && { refresh: true }),
    };
    // What is stored in the moment of the kill is what the next run finds.
    let left: ReturnType<EmbeddedStack["exportStack"]> | undefined;
    const who = step.killed === "the engine" ? "engine" : "provider";
    const kill = step.killed ? ({ who, nth: AFTER_THE_POST, when: "before" } as const) : undefined;
    this.#cut = new Cut(kill, () => {
      left = stack.exportStack();
    });
    this.#notices = [];
    const result = await ended(stack[step.does](options));
    if (step.killed && left === undefined) throw new Error("the run that was to be killed ended by itself");
    if (left !== undefined) await stack.importStack(await left);
    const said = [...result.diagnostics.map(({ message }) => message), ...this.#notices];
    return { ok: result.summary.result === "succeeded", steps: stepsOf(result), said, text: result.stdout };
  }

  async command(step: StateCommand): Promise<void> {
    switch (step.does) {
      case "export and import":
        return put(this.#one(step.to).stack, await stateOf(this.#one(step.from).stack));
      case "age the state":
        return this.#edit(step.stack, aged);
      case "state delete":
        return this.#edit(step.stack, (state) => withoutRecord(state, step.name));
      case "stack rename": {
        const { place, stack } = this.#one(step.stack ?? ONE);
        const state = await stateOf(stack);
        await this.#openStack(step.stack ?? ONE, { ...place, name: step.to });
        return this.#edit(step.stack, () => renamed(state, PROJECT, place.name, step.to));
      }
      case "state move": {
        const [from, to] = [this.#one(step.from), this.#one(step.to)];
        const named = async ({ place, stack }: OneStack) => ({ state: await stateOf(stack), name: place.name });
        const done = moved(await named(from), await named(to), step.names);
        await put(from.stack, done.from);
        await put(to.stack, done.to);
      }
    }
  }

  async #edit(label: Label = ONE, edit: (state: Deployment) => Deployment): Promise<void> {
    const { stack } = this.#one(label);
    await put(stack, edit(await stateOf(stack)));
  }

  async states(): Promise<Record<Label, Deployment>> {
    const rows = [...this.#stacks].map(async ([label, { stack }]) => [label, await stateOf(stack)] as const);
    return Object.fromEntries(await Promise.all(rows));
  }

  close(): Promise<void> {
    return this.emulator.close();
  }
}

/** The package loaded once more, as a library that brings its own copy does. */
async function anotherCopy(): Promise<unknown> {
  vi.resetModules();
  const copy = await vi.importActual<typeof digicert>("../../src");
  if (copy.ServiceUser === digicert.ServiceUser) throw new Error("this is no other copy of the package");
  return copy;
}

const stateOf = async (stack: EmbeddedStack): Promise<Deployment> => (await stack.exportStack()) as Deployment;
const put = (stack: EmbeddedStack, state: Deployment): Promise<void> =>
  stack.importStack(JSON.parse(JSON.stringify(state)));

const stepsOf = ({ steps }: RunResult) => steps.map(({ op, urn, type, name }) => ({ op, urn, type, name, diffs: [] }));

async function ended(run: Promise<RunResult>): Promise<RunResult> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof EngineRunError) return error.result;
    throw error;
  }
}
