/** Scenarios of identity on engines with processes of their own: the embedded one, and Pulumi's command line. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findCli } from "../../scripts/find-cli.mts";
import { type Emulator, startEmulator } from "../../src/emulator";
import { CliStack } from "../e2e/cli-stack";
import { EmbeddedEngineStack } from "../e2e/embedded-stack";
import { makeProject, type Project, repository } from "../e2e/project";
import { type Deployment, type Run, RunFailed, type RunOptions } from "../e2e/stack";
import { descendantsOf, end } from "../support/processes";
import { aged } from "./aged";
import { addLibrary } from "./copies";
import { type Label, ONE, type Place, PROJECT, type RunStep, type Scenario, stacksOf } from "./scenario";
import { configFor, type IdentityStage, NOW, preludeFor, type Ran, type StateCommand } from "./stage";
import { moved, renamed, withoutRecord } from "./state-commands";
import { urnOf } from "./urns";

export type Engine = "embedded" | "cli";
type AnyStack = CliStack | EmbeddedEngineStack;

const PASSPHRASE = "correct horse";
/** How long the server holds back the answer during which an engine is killed. */
const HELD_MS = 1_500;

/** The embedded engine, as a program that only runs `up`. */
const RUNNER = `
const { EmbeddedStack } = require(${JSON.stringify(join(repository, "dist", "engine"))});
EmbeddedStack.createOrSelect(JSON.parse(process.argv[2])).then((stack) => stack.up())
  .then(() => process.exit(0), () => process.exit(1));
`;

export class ProcessStage implements IdentityStage {
  readonly emulator: Emulator;
  readonly #scenario: Scenario;
  readonly #engine: Engine;
  readonly #projects = new Map<string, Project>();
  readonly #places: Map<Label, Place>;
  readonly #stacks = new Map<Label, AnyStack>();
  readonly #programs = new Map<Label, string>();

  private constructor(engine: Engine, emulator: Emulator, scenario: Scenario) {
    this.#engine = engine;
    this.emulator = emulator;
    this.#scenario = scenario;
    this.#places = new Map(Object.entries(stacksOf(scenario)));
  }

  static async open(engine: Engine, scenario: Scenario): Promise<ProcessStage> {
    const { variants = [] } = scenario;
    const emulator = await startEmulator({ seed: 13, rateLimits: "off", now: NOW, variants });
    const stage = new ProcessStage(engine, emulator, scenario);
    for (const label of stage.#places.keys()) await stage.#openStack(label);
    return stage;
  }

  #place(label: Label): Place {
    const place = this.#places.get(label);
    if (place === undefined) throw new Error(`the scenario has no stack "${label}"`);
    return place;
  }

  #project(home: string): Project {
    const known = this.#projects.get(home);
    if (known !== undefined) return known;
    const made = makeProject({ name: PROJECT, program: "" });
    if (this.#scenario.library) addLibrary(made.folder);
    this.#projects.set(home, made);
    return made;
  }

  async #openStack(label: Label): Promise<void> {
    const { home, name } = this.#place(label);
    const { folder, scratch } = this.#project(home);
    const common = { projectName: PROJECT, stackName: name, workDir: folder };
    // The command line keeps all stacks of a backend in one home.
    const homeDir = this.#engine === "cli" ? scratch : join(scratch, name);
    mkdirSync(homeDir, { recursive: true });
    const stack =
      this.#engine === "cli"
        ? await CliStack.create({ ...common, homeDir, cli: findCli() ?? "pulumi" })
        : new EmbeddedEngineStack({ ...common, homeDir });
    stack.setEnv("DIGICERT_ONE_AS_OF", NOW.slice(0, 10));
    for (const [key, { value, secret }] of Object.entries(configFor(this.emulator, this.#scenario))) {
      await stack.setConfig(key, value, { secret });
    }
    this.#stacks.set(label, stack);
  }

  #stack(label: Label): AnyStack {
    const stack = this.#stacks.get(label);
    if (stack === undefined) throw new Error(`the scenario has no stack "${label}"`);
    return stack;
  }

  async run(step: RunStep): Promise<Ran> {
    const label = step.stack ?? ONE;
    const { home, name } = this.#place(label);
    if (step.program !== undefined) this.#programs.set(label, step.program);
    this.#project(home).setProgram(`${preludeFor(this.emulator)}${this.#programs.get(label) ?? ""}`);
    if (step.killed) return this.#killed(step.killed, label);
    const stack = this.#stack(label);
    const stored = await stack.storedState();
    const urns = (names: readonly string[]) => names.map((each) => urnOf(each, name, stored));
    const options: RunOptions = {
      ...(step.target && { target: urns(step.target) }),
      ...(step.replace && { replace: urns(step.replace) }),
      ...(step.refresh && { refresh: true }),
    };
    const run = await ended(stack[step.does](options));
    const said = run.diagnostics.filter(({ severity }) => severity !== "debug").map(({ message }) => message);
    // What a provider process writes is a diagnostic on the command line, and a line of its own here.
    if (this.#engine === "embedded")
      said.push(...run.stdout.split("\n").filter((line) => line.startsWith("service user ")));
    return { ok: run.result === "succeeded", steps: run.steps, said, text: run.stdout };
  }

  /** Kills an `up` while the server holds back the answer to the first thing that follows the POST of a user. */
  async #killed(who: NonNullable<RunStep["killed"]>, label: Label): Promise<Ran> {
    const { emulator } = this;
    const kind = who === "everything" ? "stall" : "delay";
    await emulator.addFault({
      match: { method: "DELETE", nth: 1 },
      kind,
      ...(kind === "delay" && { delayMs: HELD_MS }),
    });
    const child = this.#start(label);
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const isFrozen = async () => (await emulator.journal()).some(({ fault }) => fault === kind);
    while (child.exitCode === null && !(await isFrozen())) await pause(15);
    if (child.exitCode !== null) throw new Error("the run that was to be killed ended by itself");
    const family = descendantsOf(child.pid ?? 0);
    child.kill("SIGKILL");
    if (who === "everything") for (const { pid } of family) end(pid);
    await exited;
    await emulator.clearFaults();
    await this.#quiet();
    for (const { pid } of family) end(pid);
    // What a person does whose run was killed: the lock is still there.
    const stack = this.#stack(label);
    if (stack instanceof CliStack) await stack.command("cancel", "--yes", "--stack", this.#place(label).name);
    return { ok: false, steps: [], said: [], text: "" };
  }

  #start(label: Label): ChildProcess {
    const stack = this.#stack(label);
    if (stack instanceof CliStack) return stack.spawn("up", "--yes", "--skip-preview");
    const { home, name } = this.#place(label);
    const { folder, scratch } = this.#project(home);
    const runner = join(scratch, "runner.cjs");
    writeFileSync(runner, RUNNER);
    const args = {
      projectName: PROJECT,
      stackName: name,
      workDir: folder,
      config: configFor(this.emulator, this.#scenario),
      envVars: { DIGICERT_ONE_AS_OF: NOW.slice(0, 10) },
      passphrase: PASSPHRASE,
      stateFile: join(scratch, name, "state.json"),
    };
    return spawn(process.execPath, [runner, JSON.stringify(args)], { stdio: "ignore" });
  }

  /** Waits until nobody calls the server any more: a provider process goes on without its engine. */
  async #quiet(): Promise<void> {
    for (let seen = -1, now = 0; seen !== now; ) {
      seen = now;
      await pause(HELD_MS + 500);
      now = (await this.emulator.journal()).length;
    }
  }

  async command(step: StateCommand): Promise<void> {
    if (step.does === "export and import") {
      await this.#stack(step.to).importStack(await this.#stack(step.from).exportStack());
    } else if (step.does === "age the state") {
      const stack = this.#stack(step.stack ?? ONE);
      await stack.importStack(aged(await stack.exportStack()));
    } else if (this.#engine === "cli") {
      await this.#onCommandLine(step);
    } else {
      await this.#onText(step);
    }
  }

  async #onCommandLine(step: Exclude<StateCommand, { does: "export and import" | "age the state" }>): Promise<void> {
    const label = step.does === "state move" ? step.from : (step.stack ?? ONE);
    const stack = this.#stack(label) as CliStack;
    const { name, home } = this.#place(label);
    if (step.does === "stack rename") {
      await stack.command("stack", "rename", step.to, "--stack", name);
      this.#places.set(label, { home, name: step.to });
      await this.#openStack(label);
      return;
    }
    const names = step.does === "state move" ? step.names : [step.name];
    const stored = await stack.storedState();
    const urns = names.map((each) => urnOf(each, name, stored));
    if (step.does === "state delete") await stack.command("state", "delete", ...urns, "--yes", "--stack", name);
    else {
      const dest = this.#place(step.to).name;
      await stack.command("state", "move", ...urns, "--yes", "--source", name, "--dest", dest);
    }
  }

  async #onText(step: Exclude<StateCommand, { does: "export and import" | "age the state" }>): Promise<void> {
    if (step.does === "state move") {
      const [from, to] = [step.from, step.to].map((label) => ({ label, stack: this.#stack(label) }));
      if (from === undefined || to === undefined) return;
      const [left, right] = await Promise.all([from, to].map(({ stack }) => stack.storedState()));
      if (left === undefined || right === undefined) return;
      const done = moved(
        { state: await from.stack.exportStack(), name: this.#place(from.label).name },
        { state: await to.stack.exportStack(), name: this.#place(to.label).name },
        step.names,
      );
      await from.stack.importStack(done.from);
      await to.stack.importStack(done.to);
      return;
    }
    const label = step.stack ?? ONE;
    const state = await this.#stack(label).exportStack();
    if (step.does === "state delete") {
      await this.#stack(label).importStack(withoutRecord(state, step.name));
      return;
    }
    const { home, name } = this.#place(label);
    this.#places.set(label, { home, name: step.to });
    await this.#openStack(label);
    await this.#stack(label).importStack(renamed(state, PROJECT, name, step.to));
  }

  async states(): Promise<Record<Label, Deployment>> {
    const labels = [...this.#places.keys()];
    const states = await Promise.all(labels.map((label) => this.#stack(label).exportStack()));
    return Object.fromEntries(labels.map((label, at) => [label, states[at] as Deployment]));
  }

  async close(): Promise<void> {
    for (const project of this.#projects.values()) project.remove();
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
