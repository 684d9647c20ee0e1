/**
 * The real engine: Pulumi's command line through its Automation API. Everything it writes lies in the folder given (its
 * own home, a file backend, a passphrase), so that no login of the user's is touched; nothing is ever downloaded.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  type EngineEvent,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  PulumiCommand,
  Stack as PulumiStack,
  type StepEventMetadata,
} from "@pulumi/pulumi/automation";
import { type Deployment, nameOf, type Run, RunFailed, type RunOptions, type Stack, type Step } from "./stack";

export interface CliStackOptions {
  readonly cli: string;
  readonly projectName: string;
  readonly stackName: string;
  readonly workDir: string;
  /** Where the engine keeps its home and its state. */
  readonly homeDir: string;
}

type Operation = "preview" | "up" | "refresh" | "destroy";

/** A workspace that touches no login of the user's and downloads nothing. */
export async function workspaceOptions(
  options: Pick<CliStackOptions, "cli" | "workDir" | "homeDir">,
): Promise<LocalWorkspaceOptions> {
  const backend = join(options.homeDir, "backend");
  mkdirSync(backend, { recursive: true });
  // The Automation API looks for `<root>/bin/pulumi`; a program that lies elsewhere is found on the path.
  const root = dirname(dirname(options.cli));
  const pulumiCommand = await PulumiCommand.get(
    resolve(root, "bin", "pulumi") === options.cli ? { root, skipVersionCheck: true } : { skipVersionCheck: true },
  );
  return {
    workDir: options.workDir,
    pulumiHome: join(options.homeDir, "home"),
    secretsProvider: "passphrase",
    pulumiCommand,
    envVars: {
      // The language plugin starts the first `node` on the path: let it be the one that runs the tests.
      PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_ACCESS_TOKEN: "",
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
}

export class CliStack implements Stack {
  readonly engine = "cli";
  readonly #options: CliStackOptions;
  readonly #stack: PulumiStack;

  private constructor(options: CliStackOptions, stack: PulumiStack) {
    this.#options = options;
    this.#stack = stack;
  }

  static async create(options: CliStackOptions): Promise<CliStack> {
    const workspace = await LocalWorkspace.create(await workspaceOptions(options));
    return new CliStack(options, await PulumiStack.createOrSelect(options.stackName, workspace));
  }

  preview(options?: RunOptions): Promise<Run> {
    return this.#run("preview", options);
  }

  up(options?: RunOptions): Promise<Run> {
    return this.#run("up", options);
  }

  refresh(options?: RunOptions): Promise<Run> {
    return this.#run("refresh", options);
  }

  destroy(options?: RunOptions): Promise<Run> {
    return this.#run("destroy", options);
  }

  async #run(operation: Operation, options: RunOptions = {}): Promise<Run> {
    const events: EngineEvent[] = [];
    let stdout = "";
    const say = (text: string) => {
      stdout += text;
    };
    const common = {
      onEvent: (event: EngineEvent) => void events.push(event),
      onOutput: say,
      onError: say,
      color: "never" as const,
      ...(options.target && { target: [...options.target] }),
      ...(options.targetDependents && { targetDependents: true }),
      ...(options.parallel && { parallel: options.parallel }),
      ...(options.refresh && { refresh: true }),
    };
    const more = {
      ...(options.replace && { replace: [...options.replace] }),
      ...(options.plan && { plan: options.plan }),
    };
    let result: Run["result"] = "succeeded";
    try {
      if (operation === "preview") await this.#stack.preview({ ...common, ...more });
      else if (operation === "up") await this.#stack.up({ ...common, ...more });
      else if (operation === "refresh") await this.#stack.refresh(common);
      else await this.#stack.destroy(common);
    } catch (error) {
      result = "failed";
      if (!stdout) say(error instanceof Error ? error.message : String(error));
    }
    const run = { result, stdout, ...digest(events) };
    if (result === "failed") throw new RunFailed(operation, run);
    return run;
  }

  async outputs(): Promise<Record<string, { value: unknown; secret: boolean }>> {
    const outputs = await this.#stack.outputs();
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { value, secret }]) => [name, { value, secret: Boolean(secret) }]),
    );
  }

  #stateFile(): string {
    const { homeDir, projectName, stackName } = this.#options;
    return join(homeDir, "backend", ".pulumi", "stacks", projectName, `${stackName}.json`);
  }

  async storedState(): Promise<Deployment> {
    const file = this.#stateFile();
    if (!existsSync(file)) return { version: 3, deployment: {} };
    const { version, checkpoint } = JSON.parse(readFileSync(file, "utf8"));
    return { version, deployment: checkpoint.latest ?? {} };
  }

  async exportStack(): Promise<Deployment> {
    return (await this.#stack.exportStack()) as Deployment;
  }

  async importStack(deployment: Deployment): Promise<void> {
    await this.#stack.importStack({ version: deployment.version, deployment: deployment.deployment });
    // The import drops pending operations; a killed run leaves them in the file.
    const pending = deployment.deployment.pending_operations;
    if (!pending) return;
    const file = this.#stateFile();
    const stored = JSON.parse(readFileSync(file, "utf8"));
    stored.checkpoint.latest.pending_operations = pending;
    writeFileSync(file, JSON.stringify(stored));
  }

  /** Starts the command line by itself: a run that is to be killed. */
  spawn(...args: readonly string[]): ChildProcess {
    const { cli, stackName } = this.#options;
    return spawn(cli, [...args, "--stack", stackName, "--non-interactive"], { ...this.#own(), stdio: "ignore" });
  }

  /** A command as it stands, such as `state move`; hands back what it printed, or rejects with it. */
  async command(...args: readonly string[]): Promise<string> {
    const { stdout, stderr } = await promisify(execFile)(
      this.#options.cli,
      [...args, "--non-interactive"],
      this.#own(),
    );
    return stdout + stderr;
  }

  /** The folder and the environment in which commands run. */
  #own() {
    const { workDir, homeDir } = this.#options;
    const { envVars } = this.#stack.workspace;
    return { cwd: workDir, env: { ...process.env, ...envVars, PULUMI_HOME: join(homeDir, "home") } };
  }

  setEnv(name: string, value: string | undefined): void {
    const { envVars } = this.#stack.workspace;
    if (value === undefined) delete envVars[name];
    else envVars[name] = value;
  }

  async setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    await this.#stack.setConfig(key, { value, secret: options.secret ?? false });
  }
}

/** What the engine's events say about a run. */
function digest(events: readonly EngineEvent[]): Pick<Run, "resourceChanges" | "steps" | "diagnostics"> {
  const steps = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [stepOf(resourcePreEvent.metadata)] : []));
  // A refresh announces each resource as `refresh`; what it found stands in the event of its outputs.
  const refreshed = events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent && steps.some((step) => step.op === "refresh" && step.urn === resOutputsEvent.metadata.urn)
      ? [stepOf(resOutputsEvent.metadata)]
      : [],
  );
  // The first such event of a resource: an update that refreshes tells later what it then did to it.
  const found = new Map([...refreshed].reverse().map((step) => [step.urn, step]));
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  const diagnostics = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent && !diagnosticEvent.ephemeral
      ? [
          {
            severity: diagnosticEvent.severity,
            ...(diagnosticEvent.urn && { urn: diagnosticEvent.urn }),
            message: diagnosticEvent.message.replaceAll(/<\{%.*?%\}>/g, "").trimEnd(),
          },
        ]
      : [],
  );
  return {
    resourceChanges: { ...summary?.resourceChanges },
    steps: steps.map((step) => (step.op === "refresh" ? (found.get(step.urn) ?? step) : step)),
    diagnostics,
  };
}

function stepOf({ op, urn, type, diffs, detailedDiff }: StepEventMetadata): Step {
  const names = new Set([...(diffs ?? []), ...Object.keys(detailedDiff ?? {})]);
  return { op, urn, type, name: nameOf(urn), diffs: [...names].sort() };
}
