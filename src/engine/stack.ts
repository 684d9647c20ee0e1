import { join, resolve } from "node:path";
import { type EngineEvent, Recorder } from "./display/recorder";
import { EngineRunError, type OutputValue, type RunKind, type RunResult } from "./display/results";
import { asData } from "./model/property-diff";
import { STACK_TYPE } from "./model/urn";
import {
  hasSecret,
  type JsonObject,
  type Properties,
  toProvider,
  UnsupportedError,
  unwrapSecrets,
} from "./model/values";
import { readProject } from "./program/program";
import type { PulumiProgram } from "./program/program-in-process";
import type { LoadProvider } from "./provider/host-in-process";
import { refuseEnvVars, refuseOptions } from "./refused-options";
import { run } from "./run";
import type { RunRequest, StackSettings } from "./run-request";
import { usePlan } from "./saved-plan/file";
import { loadSdk } from "./sdk/sdk";
import { passphraseFor } from "./state/passphrase";
import {
  type Deployment,
  deploymentFromJson,
  deploymentToJson,
  type ExportedStack,
  saltOf,
} from "./state/resource-state";
import { Crypter } from "./state/secrets";
import { manifest } from "./state/snapshot";
import { fileStore, memoryStore, requireState, type StateStore } from "./state/state-file";

/** A setting in the clear, or one to be kept as a secret. */
export type ConfigValue = string | { readonly value: string; readonly secret?: boolean };

/** What a stack keeps from run to run; the program's Pulumi.yaml and the environment are read anew for each. */
type LastingSettings = Omit<StackSettings, "projectFile" | "env">;

/** Which stack, of which program, with which settings. */
export interface EmbeddedStackArgs {
  /** The project's name, as in Pulumi.yaml. */
  readonly projectName: string;
  /** The stack's name, such as `dev`. */
  readonly stackName: string;
  /** The project's folder: Pulumi.yaml if there is one, and the program. */
  readonly workDir: string;
  /** Names without a namespace belong to the project. */
  readonly config?: Readonly<Record<string, ConfigValue>>;
  /**
   * Added to the environment that this process has when a run begins, for the program and for providers. Refused in-process,
   * where both read `process.env`.
   */
  readonly envVars?: Readonly<Record<string, string>>;
  /** Default `<workDir>/.pulumi-embedded/<project>.<stack>.json`; false keeps the state in memory, in this object alone. */
  readonly stateFile?: string | false;
  /**
   * For the secrets in state. Default `PULUMI_CONFIG_PASSPHRASE`, else the text of `PULUMI_CONFIG_PASSPHRASE_FILE`. Without
   * either, a state in memory uses one of this process's own, and a state file is refused.
   */
  readonly passphrase?: string;
  /** A program function instead of the program in `workDir`. */
  readonly program?: PulumiProgram;
  /** `in-process` loads provider code into this process and opens no socket: for thousands of runs. */
  readonly host?: "process" | "in-process";
  /** In-process only: makes the provider for the text of a `__provider` property. Default: evaluates the text. */
  readonly loadProvider?: LoadProvider;
  /**
   * The executables of provider packages, by package: the program and its arguments, behind which comes the engine's address, as
   * Pulumi's own engine starts `pulumi-resource-<package>`. Resources of any other package but Node's dynamic ones are refused.
   */
  readonly plugins?: Readonly<Record<string, readonly [string, ...string[]]>>;
  /** Default `organization`, as in the CLI's own file backend. */
  readonly organization?: string;
}

/** What one run is to do. Whatever else Pulumi knows is refused by name. */
export interface RunOptions {
  /** Only these URNs. */
  readonly target?: readonly string[];
  /** Also everything that depends on the targets. */
  readonly targetDependents?: boolean;
  /** Replaces these URNs. */
  readonly replace?: readonly string[];
  /** Reads every object first. */
  readonly refresh?: boolean;
  /** Resource operations at a time; default 4 per processor. */
  readonly parallel?: number;
  /** A file. A preview saves its plan there; an update does what that plan says, and nothing else. */
  readonly plan?: string;
  /** Environment variables of this run alone, over those of the stack: `{ DIGICERT_ONE_AS_OF: "2027-03-02" }` is its day. */
  readonly envVars?: Readonly<Record<string, string>>;
  /** Receives each line of the display, secrets masked. */
  readonly onOutput?: (line: string) => void;
  /** Receives each step and diagnostic as it happens. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/**
 * A stack that runs without the Pulumi CLI, in the shape of the Automation API's `Stack`. For tests, dry runs and
 * demonstrations; production runs on Pulumi.
 *
 * @example
 * const stack = await EmbeddedStack.createOrSelect({ projectName: "demo", stackName: "dev", workDir: "./program", stateFile: false });
 * await stack.up({ onOutput: console.log });
 */
export class EmbeddedStack {
  readonly name: string;
  readonly #settings: LastingSettings;
  readonly #envVars: Readonly<Record<string, string>>;
  readonly #store: StateStore;
  readonly #passphrase: string;

  private constructor(
    settings: LastingSettings,
    envVars: Readonly<Record<string, string>>,
    store: StateStore,
    passphrase: string,
  ) {
    this.name = settings.stack;
    this.#settings = settings;
    this.#envVars = envVars;
    this.#store = store;
    this.#passphrase = passphrase;
  }

  /** Opens the stack; a state is made by its first run. */
  static async createOrSelect(args: EmbeddedStackArgs): Promise<EmbeddedStack> {
    const plugins = new Map(Object.entries(args.plugins ?? {}));
    if (args.host === "in-process" && plugins.size > 0) throw new UnsupportedError("plugins in process");
    const workDir = resolve(args.workDir);
    const sdk = loadSdk(workDir);
    const { host = "process", envVars = {} } = args;
    refuseEnvVars(host, envVars);
    const config = new Map(
      Object.entries(args.config ?? {}).map(([key, given]) => [
        key.includes(":") ? key : `${args.projectName}:${key}`,
        typeof given === "string"
          ? { value: given, secret: false }
          : { value: given.value, secret: given.secret ?? false },
      ]),
    );
    const settings: LastingSettings = {
      sdk,
      project: args.projectName,
      stack: args.stackName,
      organization: args.organization ?? "organization",
      workDir,
      config,
      program: args.program,
      host,
      loadProvider: args.loadProvider,
      plugins,
    };
    const defaultFile = join(workDir, ".pulumi-embedded", `${args.projectName}.${args.stackName}.json`);
    const store = args.stateFile === false ? memoryStore() : fileStore(resolve(args.stateFile ?? defaultFile));
    const env = { ...process.env, ...envVars };
    const passphrase = passphraseFor(args.stateFile === false ? "memory" : "file", args.passphrase, env);
    return new EmbeddedStack(settings, envVars, store, passphrase);
  }

  /** What an update would do. Changes nothing, but for what `refresh` and `.get` read. */
  preview(options: RunOptions = {}): Promise<RunResult> {
    return this.#run({ ...request("preview", options), preview: true }, options);
  }

  up(options: RunOptions = {}): Promise<RunResult> {
    return this.#run(request("update", options), options);
  }

  /** @param options `clearPendingCreates` forgets creates that a kill interrupted */
  refresh(options: RunOptions & { readonly clearPendingCreates?: boolean } = {}): Promise<RunResult> {
    const clearPendingCreates = options.clearPendingCreates ?? false;
    return this.#run({ ...request("refresh", options), refresh: true, clearPendingCreates }, options);
  }

  destroy(options: RunOptions = {}): Promise<RunResult> {
    return this.#run(request("destroy", options), options);
  }

  /** The stack's outputs; secret ones in the clear and marked, as the Automation API returns them. */
  async outputs(): Promise<Record<string, OutputValue>> {
    const { deployment } = await this.#open();
    return outputValues(stackOutputs(deployment));
  }

  /** The state as `pulumi stack export` prints it, secrets encrypted. */
  async exportStack(): Promise<ExportedStack> {
    const stored = this.#store.read();
    if (stored !== undefined) return stored;
    const { crypter } = await this.#open();
    return deploymentToJson({ resources: [], pendingOperations: [] }, crypter, manifest());
  }

  /** Takes over a state, `pulumi stack export`'s too, if its secrets open with this stack's passphrase. */
  async importStack(given: ExportedStack): Promise<void> {
    const state = requireState(given, "what is to be imported");
    const release = this.#store.lock();
    try {
      const crypter = await Crypter.open(this.#passphrase, saltOf(state));
      const deployment = deploymentFromJson(state, crypter);
      this.#store.write(deploymentToJson(deployment, crypter, manifest()));
    } finally {
      release();
    }
  }

  /** The resources with every secret in the clear: for tests. */
  async decryptedState(): Promise<
    { urn: string; id: string; type: string; inputs: JsonObject; outputs: JsonObject }[]
  > {
    const { deployment } = await this.#open();
    const plain = (properties: Properties): JsonObject =>
      Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, toProvider(value)]));
    return deployment.resources.map(({ urn, id, type, inputs, outputs }) => ({
      urn,
      id,
      type,
      inputs: plain(inputs),
      outputs: plain(outputs),
    }));
  }

  /** Forgets the stack: removes its state, not its objects. */
  async removeStack(): Promise<void> {
    const release = this.#store.lock();
    try {
      this.#store.remove();
    } finally {
      release();
    }
  }

  async #open(): Promise<{ deployment: Deployment; crypter: Crypter }> {
    const stored = this.#store.read();
    const crypter = await Crypter.open(this.#passphrase, stored === undefined ? undefined : saltOf(stored));
    const empty: Deployment = { resources: [], pendingOperations: [] };
    return { deployment: stored === undefined ? empty : deploymentFromJson(stored, crypter), crypter };
  }

  async #run(request: RunRequest, options: RunOptions): Promise<RunResult> {
    refuseOptions(request.kind, { ...options });
    refuseEnvVars(this.#settings.host, options.envVars ?? {});
    // A preview writes nothing, so it may look on beside another run.
    const release = request.preview ? () => undefined : this.#store.lock();
    try {
      const { deployment, crypter } = await this.#open();
      const recorder = new Recorder(request.kind, this.name, options);
      warnOfPending(deployment, request, recorder);
      const before = outputValues(stackOutputs(deployment));
      const plan = await usePlan(request.kind, options.plan, { passphrase: this.#passphrase, crypter });
      const projectFile = readProject(this.#settings.sdk, this.#settings.workDir);
      const env = { ...process.env, ...this.#envVars, ...options.envVars };
      const settings = { ...this.#settings, projectFile, env };
      const state = { deployment, crypter, store: this.#store };
      const { ok, outputs } = await run(settings, { ...request, watch: plan?.watch }, state, recorder);
      if (ok) plan?.succeeded();
      const after = request.kind === "refresh" ? before : outputValues(outputs);
      const result = recorder.finish(after, before, ok ? "succeeded" : "failed");
      if (!ok) throw new EngineRunError(result);
      return result;
    } finally {
      release();
    }
  }
}

function request(kind: RunKind, options: RunOptions): RunRequest {
  return {
    kind,
    preview: false,
    refresh: options.refresh ?? false,
    clearPendingCreates: false,
    targets: options.target ?? [],
    replaces: options.replace ?? [],
    targetDependents: options.targetDependents ?? false,
    parallel: options.parallel,
  };
}

/** As the CLI warns (deployment_executor.go, printPendingOperationsWarning). */
function warnOfPending(deployment: Deployment, request: RunRequest, recorder: Recorder): void {
  const pending = deployment.pendingOperations;
  if (pending.length === 0 || request.preview || request.refresh) return;
  const rows = pending.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}`);
  recorder.report({
    severity: "warning",
    message: [
      `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.`,
      ...rows,
      "These resources are in an unknown state because an earlier run was interrupted while waiting for changes to " +
        "these resources to complete. Refresh the stack to clear what can be cleared; look for what an interrupted " +
        "create may have left, then refresh with clearPendingCreates.",
    ].join("\n"),
  });
}

function stackOutputs(deployment: Deployment): Properties {
  return deployment.resources.find((resource) => resource.type === STACK_TYPE)?.outputs ?? {};
}

function outputValues(outputs: Properties): Record<string, OutputValue> {
  const entries = Object.entries(outputs).map(([name, value]) => {
    // A secret anywhere inside makes the whole output one, so that no display shows part of it.
    return [name, { value: asData(unwrapSecrets(value)), secret: hasSecret(value) }] as const;
  });
  return Object.fromEntries(entries);
}
