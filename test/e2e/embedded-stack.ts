/** The embedded engine behind the words of a scenario. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { EmbeddedStack, type EmbeddedStackArgs, EngineRunError, type RunResult } from "../../src/engine";
import { type Deployment, type Run, RunFailed, type RunOptions, type Stack } from "./stack";

export interface EmbeddedOptions {
  readonly projectName: string;
  readonly stackName: string;
  readonly workDir: string;
  /** Where the state is kept. */
  readonly homeDir: string;
  /** `in-process` runs program and providers in this process: one stack at a time, for the environment is shared. */
  readonly host?: "process" | "in-process";
  /** Executables of provider packages. */
  readonly plugins?: NonNullable<EmbeddedStackArgs["plugins"]>;
}

type Operation = "preview" | "up" | "refresh" | "destroy";

const SECRET_MARK = "4dabf18193072939515e22adb298388d";

export class EmbeddedEngineStack implements Stack {
  readonly engine = "embedded";
  readonly #options: EmbeddedOptions;
  readonly #env: Record<string, string> = {};
  readonly #config: Record<string, { value: string; secret: boolean }> = {};

  constructor(options: EmbeddedOptions) {
    this.#options = options;
  }

  /** Opened anew for each operation, as the command line is started anew. */
  #open(): Promise<EmbeddedStack> {
    const { projectName, stackName, workDir, homeDir, host, plugins = {} } = this.#options;
    return EmbeddedStack.createOrSelect({
      projectName,
      stackName,
      workDir,
      config: this.#config,
      passphrase: "correct horse",
      plugins,
      stateFile: join(homeDir, "state.json"),
      ...(host === "in-process" ? { host, program: () => programIn(workDir) } : { envVars: this.#env }),
    });
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
    const stack = await this.#open();
    const restore = this.#options.host === "in-process" ? borrowEnvironment(this.#env) : () => undefined;
    try {
      return runOf(await stack[operation](options));
    } catch (error) {
      if (error instanceof EngineRunError) throw new RunFailed(operation, runOf(error.result));
      throw error;
    } finally {
      restore();
    }
  }

  async outputs(): Promise<Record<string, { value: unknown; secret: boolean }>> {
    return (await this.#open()).outputs();
  }

  async storedState(): Promise<Deployment> {
    return (await (await this.#open()).exportStack()) as Deployment;
  }

  async exportStack(): Promise<Deployment> {
    const stack = await this.#open();
    const stored = (await stack.exportStack()) as Deployment;
    const plain = await stack.decryptedState();
    const resources = (stored.deployment.resources ?? []).map((resource, at) => ({
      ...resource,
      ...(resource.inputs !== undefined && { inputs: opened(resource.inputs, plain[at]?.inputs) }),
      ...(resource.outputs !== undefined && { outputs: opened(resource.outputs, plain[at]?.outputs) }),
    }));
    return { ...stored, deployment: { ...stored.deployment, resources } };
  }

  async importStack(deployment: Deployment): Promise<void> {
    await (await this.#open()).importStack(JSON.parse(JSON.stringify(deployment)));
  }

  setEnv(name: string, value: string | undefined): void {
    if (value === undefined) delete this.#env[name];
    else this.#env[name] = value;
  }

  async setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    this.#config[key] = { value, secret: options.secret ?? false };
  }
}

/** Runs the program's file anew; its exports are the stack's outputs. */
function programIn(workDir: string): unknown {
  const require = createRequire(join(workDir, "index.js"));
  const file = require.resolve("./index.js");
  delete require.cache[file];
  return require(file);
}

/** Sets the variables for this process; the answer puts back what was there. */
function borrowEnvironment(env: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

function runOf({ summary, stdout, stderr, steps, diagnostics }: RunResult): Run {
  return {
    result: summary.result,
    stdout: `${stdout}${stderr}`,
    resourceChanges: { ...summary.resourceChanges },
    steps: steps.map(({ op, urn, type, name, diff, replaceKeys }) => ({
      op,
      urn,
      type,
      name,
      diffs: [...new Set([...diff.map(({ path }) => String(path)), ...replaceKeys])].sort(),
    })),
    diagnostics: diagnostics.map((each) => ({ ...each })),
  };
}

/** The stored value with each ciphertext replaced by its plain text, in the form of `export --show-secrets`. */
function opened(stored: unknown, plain: unknown): unknown {
  if (typeof stored !== "object" || stored === null) return stored;
  if (SECRET_MARK in stored) return { [SECRET_MARK]: stored[SECRET_MARK], plaintext: JSON.stringify(plain) };
  if (Array.isArray(stored))
    return stored.map((each, at) => opened(each, Array.isArray(plain) ? plain[at] : undefined));
  const values = (plain ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(stored).map(([key, each]) => [key, opened(each, values[key])]));
}
