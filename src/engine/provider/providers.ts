import { randomUUID } from "node:crypto";
import { isProviderType, NODE_PACKAGE, packageOf, parseReference, urnName } from "../model/urn";
import { type Properties, UNKNOWN_TEXT, UnsupportedError } from "../model/values";
import type { ResourceState } from "../state/resource-state";
import type { CheckFailure } from "./client";
import type { Provider } from "./provider";

/** The packages whose resources a run can have. */
export interface Packages {
  /** Whether the package is the SDK's own, of dynamic resources, or has an executable. */
  has(pkg: string): boolean;
  /** Starts the provider of a package. */
  make(pkg: string): Provider;
}

/** The providers of one phase, by reference. */
export class ProviderRegistry {
  readonly #providers = new Map<string, Provider>();
  /** Those that have validated their settings and are still to be configured, by URN. */
  readonly #checked = new Map<string, Provider>();
  readonly #packages: Packages;
  readonly #preview: boolean;

  constructor(packages: Packages, preview: boolean) {
    this.#packages = packages;
    this.#preview = preview;
  }

  /** An id for a provider that is being made: known only once it is. */
  newId(): string {
    return this.#preview ? UNKNOWN_TEXT : randomUUID();
  }

  /** Validates the settings of a provider resource; the SDK's own takes any. */
  async check(
    state: Pick<ResourceState, "urn" | "type">,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    if (!this.#hasExecutable(state.type)) return { inputs: news, failures: [] };
    const provider = this.#packages.make(packageOf(state.type));
    this.#checked.set(state.urn, provider);
    return provider.checkConfig(state.urn, olds, news);
  }

  /** Whether other settings replace a resource: the new provider decides. */
  async replaces(next: ResourceState, oldInputs: Properties): Promise<boolean> {
    if (!this.#hasExecutable(next.type)) return false;
    const provider = this.get(`${next.urn}::${next.id}`);
    return (await provider.diffConfig(next.urn, oldInputs, next.inputs)).replaces.length > 0;
  }

  #hasExecutable(type: string): boolean {
    const pkg = packageOf(type);
    return isProviderType(type) && pkg !== NODE_PACKAGE && this.#packages.has(pkg);
  }

  async register(state: ResourceState): Promise<void> {
    const { urn, type, id, inputs } = state;
    const reference = `${urn}::${id}`;
    const earlier = this.#providers.get(reference);
    const provider = this.#checked.get(urn) ?? this.#packages.make(packageOf(type));
    this.#checked.delete(urn);
    this.#providers.set(reference, provider.begin(inputs, { urn, type, id, name: urnName(urn) }));
    await earlier?.close();
  }

  has(reference: string): boolean {
    return this.#providers.has(reference);
  }

  get(reference: string): Provider {
    const provider = this.#providers.get(reference);
    if (provider === undefined) throw new Error(`unknown provider reference ${reference}`);
    return provider;
  }

  /** Loads a provider that only the old state knows, to delete or refresh what it made. */
  async ensure(reference: string, olds: readonly ResourceState[]): Promise<void> {
    if (reference === "" || this.#providers.has(reference)) return;
    const { urn, id } = parseReference(reference);
    const state = olds.find((old) => old.urn === urn && old.id === id);
    if (state === undefined) throw new Error(`could not find provider ${reference} in the old state`);
    const pkg = packageOf(state.type);
    if (!this.#packages.has(pkg)) throw new UnsupportedError(`resources of the package "${pkg}" (${state.type})`);
    await this.register(state);
  }

  async close(): Promise<void> {
    const all = [...this.#providers.values(), ...this.#checked.values()];
    await Promise.all(all.map((provider) => provider.close()));
  }
}
