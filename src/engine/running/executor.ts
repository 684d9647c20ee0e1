import pLimit, { type LimitFunction } from "p-limit";
import { messageOf } from "../../basics/unknown";
import { isProviderType } from "../model/urn";
import { asSecret, equal, type Properties, Secret, UNKNOWN_TEXT } from "../model/values";
import type { PlanMemory, Step } from "../planning/plan-memory";
import { ProviderError } from "../provider/messages";
import type { Provider } from "../provider/provider";
import type { ResourceState } from "../state/resource-state";
import type { Snapshot } from "../state/snapshot";

export interface StepEvents {
  started(step: Step): void;
  done(step: Step): void;
  failedStep(step: Step, message: string): void;
}

/** Carries out steps: calls providers, keeps the state file true before and after each (step.go, step_executor.go). */
export class Executor {
  readonly #memory: PlanMemory;
  readonly #snapshot: Snapshot;
  readonly #events: StepEvents;
  /** How many chains of steps run at a time. */
  readonly #limit: LimitFunction;
  /** Set by the first failure: running steps finish, no new one begins. */
  cancelled = false;
  readonly #onCancel: (() => void)[] = [];

  constructor(memory: PlanMemory, snapshot: Snapshot, events: StepEvents, parallel: number) {
    this.#memory = memory;
    this.#snapshot = snapshot;
    this.#events = events;
    this.#limit = pLimit(Math.max(1, parallel));
  }

  onCancel(listener: () => void): void {
    this.#onCancel.push(listener);
  }

  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    for (const listener of this.#onCancel) listener();
  }

  /** Runs the steps one after the other. @returns false when a step failed or the run is over */
  chain(steps: readonly Step[]): Promise<boolean> {
    return this.#limit(async () => {
      for (const step of steps) {
        if (this.cancelled || !(await this.#run(step))) return false;
      }
      return true;
    });
  }

  async #run(step: Step): Promise<boolean> {
    this.#events.started(step);
    try {
      await this.#apply(step);
    } catch (error) {
      const message = messageOf(error);
      this.#snapshot.write();
      this.#events.failedStep(step, message);
      this.cancel();
      return false;
    }
    if (step.op !== "same") this.#snapshot.write();
    this.#events.done(step);
    return true;
  }

  async #apply(step: Step): Promise<void> {
    switch (step.op) {
      case "same":
        return await this.#same(step);
      case "create":
      case "create-replacement":
        return await this.#create(step);
      case "update":
        return await this.#update(step);
      case "import":
        return this.#import(step);
      case "read":
      case "read-replacement":
        return await this.#read(step);
      case "delete":
      case "discard":
      case "delete-replaced":
        return await this.#delete(step);
      case "remove-pending-replace":
        return this.#snapshot.remove(required(step.old));
      case "replace":
      case "refresh":
        return;
    }
  }

  #import({ next, failure }: Step): void {
    if (failure !== undefined) throw failure;
    const state = required(next);
    markSecrets(state);
    this.#snapshot.record(undefined, state);
  }

  async #same({ old, next, skipped }: Step): Promise<void> {
    const state = required(next);
    if (skipped || old === undefined) return;
    state.id = old.id;
    state.outputs = old.outputs;
    markSecrets(state);
    this.#snapshot.record(old, state);
    if (!isProviderType(state.type) || this.#memory.providers.has(`${state.urn}::${state.id}`)) return;
    await this.#memory.providers.register({ ...state, inputs: old.inputs });
  }

  async #create({ old, next, deletesLater }: Step): Promise<void> {
    const state = required(next);
    if (isProviderType(state.type)) await this.#createProvider(state);
    else if (state.custom) await this.#createCustom(state, () => this.#replaced(old, state, deletesLater));
    state.created = state.modified = new Date().toISOString();
    markSecrets(state);
    this.#replaced(old, state, deletesLater);
  }

  async #createProvider(state: ResourceState): Promise<void> {
    state.id = this.#memory.providers.newId();
    state.outputs = state.inputs;
    await this.#memory.providers.register(state);
  }

  async #createCustom(state: ResourceState, recordPartial: () => void): Promise<void> {
    const create = async (provider: Provider) => {
      const made = await provider.create(state.urn, state.inputs);
      if (made.id === "") throw new Error(`plugin returned empty resource.ID from create '${state.urn}'`);
      state.id = made.id;
      state.outputs = made.outputs;
    };
    const preview = (provider: Provider) => provider.previewCreate(state.urn, state.inputs);
    await this.#callProvider("creating", state, { work: create, preview }, (error) => {
      this.#keepPartial(state, error);
      state.created = state.modified = new Date().toISOString();
      recordPartial();
    });
  }

  /** Calls a provider to make or change an object; `keep` records what a failure left half done. A preview writes nothing. */
  async #callProvider(
    operation: "creating" | "updating",
    state: ResourceState,
    {
      work,
      preview,
    }: { work: (provider: Provider) => Promise<void>; preview: (provider: Provider) => Promise<Properties> },
    keep: (error: ProviderError) => void,
  ): Promise<void> {
    const provider = this.#memory.providers.get(state.provider);
    if (this.#memory.preview) {
      state.outputs = await preview(provider);
      return;
    }
    const end = this.#snapshot.begin(operation, state);
    try {
      await work(provider);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.partial === undefined) throw error;
      keep(error);
      throw new Error(reasonsText(state.initErrors));
    } finally {
      end();
    }
  }

  /** The old object stays on record, marked for deletion, until the end of the run; or it is gone already. */
  #replaced(old: ResourceState | undefined, state: ResourceState, deletesLater: boolean | undefined): void {
    if (old !== undefined && deletesLater) {
      old.delete = true;
      this.#snapshot.record(undefined, state);
    } else {
      this.#snapshot.record(old, state);
    }
  }

  #keepPartial(state: ResourceState, error: ProviderError): void {
    const partial = required(error.partial);
    if (state.id === "") state.id = partial.id;
    state.outputs = this.#memory.providers.get(state.provider).adopt(partial.properties, state.inputs);
    state.initErrors = partial.reasons;
    markSecrets(state);
  }

  async #update(step: Step): Promise<void> {
    const old = required(step.old);
    const state = required(step.next);
    state.id = old.id;
    if (isProviderType(state.type)) {
      state.outputs = state.inputs;
      await this.#memory.providers.register(state);
    } else if (state.custom) {
      await this.#updateCustom(old, state);
    }
    state.modified = new Date().toISOString();
    markSecrets(state);
    this.#snapshot.record(old, state);
  }

  async #updateCustom(old: ResourceState, state: ResourceState): Promise<void> {
    const { urn, id, inputs: newInputs, ignoreChanges } = state;
    const { inputs: oldInputs, outputs: oldOutputs } = old;
    const change = { urn, id, oldInputs, oldOutputs, newInputs, ignoreChanges };
    const update = async (provider: Provider) => {
      state.outputs = await provider.update(change);
    };
    const preview = (provider: Provider) => provider.previewUpdate(change);
    await this.#callProvider("updating", state, { work: update, preview }, (error) => {
      // An unfinished update keeps the old inputs, so that the next check starts from them (traced).
      state.inputs = old.inputs;
      this.#keepPartial(state, error);
      this.#snapshot.record(old, state);
    });
  }

  /** `.get`: reads in previews too, unless the id is not known yet. */
  async #read({ op, old, next }: Step): Promise<void> {
    const state = required(next);
    if (state.id !== UNKNOWN_TEXT) {
      const provider = this.#memory.providers.get(state.provider);
      const found = await provider.read(state.urn, state.id, state.inputs, state.inputs);
      // The SDK's host always responds with properties, so "gone" (no id) is no error here: the provider must throw.
      state.outputs = found.outputs;
      if (found.id !== "") state.id = found.id;
    }
    markSecrets(state);
    const unchanged = old !== undefined && equal(old.inputs, state.inputs) && equal(old.outputs, state.outputs);
    if (old?.created !== undefined) state.created = old.created;
    const modified = unchanged ? old?.modified : old === undefined ? undefined : new Date().toISOString();
    if (modified !== undefined) state.modified = modified;
    this.#replaced(old, state, op === "read-replacement");
  }

  async #delete(step: Step): Promise<void> {
    const old = required(step.old);
    if (step.op !== "delete-replaced" && old.protect) {
      throw new Error(
        `resource "${old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, remove the ` +
          "`protect` flag from the resource in your Pulumi program and run `pulumi up`",
      );
    }
    const kept =
      old.external || old.retainOnDelete || (old.deletedWith !== "" && this.#memory.deleted.has(old.deletedWith));
    if (!this.#memory.preview && !kept && old.custom && !isProviderType(old.type)) await this.#deleteCustom(old);
    if (step.awaitsReplacement) old.pendingReplacement = true;
    else this.#snapshot.remove(old);
  }

  async #deleteCustom(old: ResourceState): Promise<void> {
    const end = this.#snapshot.begin("deleting", old);
    try {
      await this.#memory.providers.get(old.provider).delete(old.urn, old.id, old.outputs);
    } finally {
      end();
    }
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step lacks the state it works on");
  return value;
}

/** As the CLI lists several errors. */
function reasonsText(reasons: readonly string[]): string {
  const count = reasons.length === 1 ? "1 error occurred" : `${reasons.length} errors occurred`;
  return `${count}:\n${reasons.map((reason) => `\t* ${reason}`).join("\n")}\n`;
}

/** `additionalSecretOutputs`, and outputs under the name of a secret input, are secret. */
export function markSecrets(state: ResourceState): void {
  const outputs = { ...state.outputs };
  for (const key of state.additionalSecretOutputs) {
    const value = outputs[key];
    if (value !== undefined && key !== "id") outputs[key] = asSecret(value);
  }
  for (const [key, value] of Object.entries(outputs)) {
    if (state.inputs[key] instanceof Secret) outputs[key] = asSecret(value);
  }
  state.outputs = outputs;
}
