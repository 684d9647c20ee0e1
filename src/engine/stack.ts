import { join, resolve } from "node:path";
import { outputValues, stackOutputs } from "./display/outputs";
import { warnOfPending } from "./display/pending";
import { Recorder } from "./display/recorder";
import { EngineRunError, type OutputValue, type RunResult } from "./display/results";
import { type JsonObject, type Properties, toProvider } from "./model/values";
import { readProject } from "./program/program";
import { refuseEnvVars, refuseOptions } from "./refused-options";
import { run } from "./run";
import type { RunRequest } from "./run-request";
import { usePlan } from "./saved-plan/file";
import {
  type EmbeddedStackArgs,
  type LastingSettings,
  lastingSettings,
  type RunOptions,
  requestOf,
} from "./stack-options";
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
    const settings = lastingSettings(args);
    const { envVars = {} } = args;
    const defaultFile = join(settings.workDir, ".pulumi-embedded", `${args.projectName}.${args.stackName}.json`);
    const store = args.stateFile === false ? memoryStore() : fileStore(resolve(args.stateFile ?? defaultFile));
    const env = { ...process.env, ...envVars };
    const passphrase = passphraseFor(args.stateFile === false ? "memory" : "file", args.passphrase, env);
    return new EmbeddedStack(settings, envVars, store, passphrase);
  }

  /** What an update would do. Changes nothing, but for what `refresh` and `.get` read. */
  preview(options: RunOptions = {}): Promise<RunResult> {
    return this.#run({ ...requestOf("preview", options), preview: true }, options);
  }

  up(options: RunOptions = {}): Promise<RunResult> {
    return this.#run(requestOf("update", options), options);
  }

  /** @param options `clearPendingCreates` forgets creates that a kill interrupted */
  refresh(options: RunOptions & { readonly clearPendingCreates?: boolean } = {}): Promise<RunResult> {
    const clearPendingCreates = options.clearPendingCreates ?? false;
    return this.#run({ ...requestOf("refresh", options), refresh: true, clearPendingCreates }, options);
  }

  destroy(options: RunOptions = {}): Promise<RunResult> {
    return this.#run(requestOf("destroy", options), options);
  }

  /** The stack's outputs; secret ones in the clear and marked, as the Automation API returns them. */
  async outputs(): Promise<Record<string, OutputValue>> {
    const { deployment } = await this.#open();
    return outputValues(stackOutputs(deployment.resources));
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
      if (!request.preview && !request.refresh) warnOfPending(deployment.pendingOperations, recorder);
      const before = outputValues(stackOutputs(deployment.resources));
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
