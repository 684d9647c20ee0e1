import { randomUUID } from "node:crypto";
import { parseReference } from "../model/urn";
import {
  carrySecrets,
  hasUnknown,
  type JsonObject,
  type Properties,
  propertiesFromWire,
  toProvider,
  UNKNOWN_TEXT,
  UnsupportedError,
} from "../model/values";
import type { Sdk } from "../sdk/sdk";
import type { ResourceState } from "../state/resource-state";
import { type CheckFailure, type ProviderChange, ProviderClient, type ProviderDiff } from "./client";
import type { ProviderTransport } from "./messages";

/** Of `pulumi:providers:aws` it is `aws`. */
const packageOf = (type: string) => type.split(":").at(-1);

/** The one package whose provider this engine runs: the SDK's own, of dynamic resources. */
const DYNAMIC_PROVIDER = "pulumi:providers:pulumi-nodejs";

/** The provider's settings are not all known in this preview, so neither check nor diff can be asked. */
export class DiffUnavailableError extends Error {
  override readonly name = "DiffUnavailableError";
  constructor() {
    super(
      "The provider for this resource has inputs that are not known during preview.\n" +
        "This preview may not correctly represent the changes that will be applied during an update.",
    );
  }
}

/** A resource as it is and as it is to be. */
export interface ResourceChange {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly newInputs: Properties;
  readonly ignoreChanges: readonly string[];
}

function changeToWire({ oldInputs, oldOutputs, newInputs, ...rest }: ResourceChange): ProviderChange {
  return { ...rest, olds: wire(oldOutputs), oldInputs: wire(oldInputs), news: wire(newInputs) };
}

/** One configured provider resource and the host that runs its code; started with its first call. */
export class Provider {
  readonly configKnown: boolean;
  readonly #client: ProviderClient;
  readonly #inputs: Properties;
  #configured: Promise<void> | undefined;

  constructor(sdk: Sdk, transport: ProviderTransport, inputs: Properties) {
    this.#client = new ProviderClient(sdk, transport);
    this.#inputs = inputs;
    this.configKnown = !hasUnknown(inputs);
  }

  async #ready(): Promise<ProviderClient> {
    this.#configured ??= this.#client.configure(wire(this.#inputs));
    await this.#configured;
    return this.#client;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    if (!this.configKnown) return { inputs: news, failures: [] };
    const response = await (await this.#ready()).check(urn, wire(olds), wire(news));
    return { inputs: carrySecrets(propertiesFromWire(response.inputs), news), failures: response.failures };
  }

  async diff(change: ResourceChange): Promise<ProviderDiff> {
    if (!this.configKnown) throw new DiffUnavailableError();
    return await (await this.#ready()).diff(changeToWire(change));
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const made = await (await this.#ready()).create(urn, wire(inputs));
    return { id: made.id, outputs: carrySecrets(propertiesFromWire(made.properties), inputs) };
  }

  async update(change: ResourceChange): Promise<Properties> {
    const properties = await (await this.#ready()).update(changeToWire(change));
    return carrySecrets(propertiesFromWire(properties), change.newInputs);
  }

  /** An empty id means that the object is gone. */
  async read(
    urn: string,
    id: string,
    inputs: Properties,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    if (!this.configKnown) return { id, outputs: {}, inputs: {} };
    const found = await (await this.#ready()).read(urn, id, wire(outputs), wire(inputs));
    return {
      id: found.id,
      outputs: carrySecrets(propertiesFromWire(found.properties), outputs),
      inputs: found.inputs === undefined ? undefined : carrySecrets(propertiesFromWire(found.inputs), inputs),
    };
  }

  /** What a partly failed call left, with the secrets of its inputs. */
  adopt(properties: JsonObject, inputs: Properties): Properties {
    return carrySecrets(propertiesFromWire(properties), inputs);
  }

  async delete(urn: string, id: string, outputs: Properties): Promise<void> {
    await (await this.#ready()).delete(urn, id, wire(outputs));
  }
}

function wire(properties: Properties): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(properties)) result[key] = toProvider(value);
  return result;
}

/** The providers of one phase, by reference. */
export class ProviderRegistry {
  readonly #providers = new Map<string, Provider>();
  readonly #make: (inputs: Properties) => Provider;
  readonly #preview: boolean;

  constructor(make: (inputs: Properties) => Provider, preview: boolean) {
    this.#make = make;
    this.#preview = preview;
  }

  /** An id for a provider that is being made: known only once it is. */
  newId(): string {
    return this.#preview ? UNKNOWN_TEXT : randomUUID();
  }

  async register(state: ResourceState): Promise<void> {
    const reference = `${state.urn}::${state.id}`;
    const earlier = this.#providers.get(reference);
    this.#providers.set(reference, this.#make(state.inputs));
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
    if (state.type !== DYNAMIC_PROVIDER) {
      throw new UnsupportedError(`resources of the package "${packageOf(state.type)}" (${state.type})`);
    }
    await this.register(state);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#providers.values()].map((provider) => provider.close()));
  }
}
