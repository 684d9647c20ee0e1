import { createHash } from "node:crypto";
import {
  type Deployment,
  deploymentToJson,
  emptyState,
  type PendingOperation,
  type ResourceState,
  withNewUrns,
} from "./resource-state";
import type { Crypter } from "./secrets";
import type { StateStore } from "./state-file";

const ENGINE_VERSION = "v3.0.0-embedded";

/**
 * What a run has made of the old state so far. What is done comes first, in the order done; what the run has not
 * reached keeps its old record (pkg/backend/snapshot.go).
 */
export class Snapshot {
  base: ResourceState[];
  readonly #news: ResourceState[] = [];
  readonly #done = new Set<ResourceState>();
  readonly #pending = new Set<PendingOperation>();
  #carried: readonly PendingOperation[];
  readonly #store: StateStore | undefined;
  readonly #crypter: Crypter;

  /** @param store where to write; none in a preview */
  constructor(deployment: Deployment, crypter: Crypter, store: StateStore | undefined) {
    this.base = deployment.resources;
    this.#crypter = crypter;
    this.#store = store;
    // An interrupted create may have made something nobody knows of: kept until a refresh clears it.
    this.#carried = deployment.pendingOperations.filter((operation) => operation.type === "creating");
  }

  resources(): ResourceState[] {
    return [...this.#news, ...this.base.filter((state) => !this.#done.has(state))];
  }

  clearPendingCreates(): void {
    this.#carried = [];
  }

  /** Recorded before the provider is called, so that a kill in between leaves a trace. */
  begin(type: PendingOperation["type"], resource: ResourceState): () => void {
    const operation: PendingOperation = { type, resource: emptyState({ ...resource }) };
    this.#pending.add(operation);
    this.write();
    return () => {
      this.#pending.delete(operation);
    };
  }

  /** `next` takes the place of `old`. */
  record(old: ResourceState | undefined, next: ResourceState): void {
    if (old !== undefined) this.remove(old);
    this.#news.push(next);
  }

  remove(old: ResourceState): void {
    this.#done.add(old);
    const at = this.#news.indexOf(old);
    if (at >= 0) this.#news.splice(at, 1);
  }

  write(): void {
    if (this.#store === undefined) return;
    const pendingOperations = [...this.#carried, ...this.#pending];
    const deployment = { resources: withNewUrns(this.resources()), pendingOperations };
    this.#store.write(deploymentToJson(deployment, this.#crypter, manifest()));
  }
}

export function manifest(): { time: string; magic: string; version: string } {
  const magic = createHash("sha256").update(ENGINE_VERSION).digest("hex");
  return { time: new Date().toISOString(), magic, version: ENGINE_VERSION };
}
