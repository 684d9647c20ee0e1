import {
  carrySecrets,
  hasUnknown,
  type JsonObject,
  type Properties,
  propertiesFromWire,
  toPlugin,
  toProvider,
} from "../model/values";
import type { Sdk } from "../sdk/sdk";
import { jsonOf, type Message } from "../sdk/struct";
import {
  type Abilities,
  type CheckFailure,
  type ProviderChange,
  ProviderClient,
  type ProviderDiff,
  type ProviderIdentity,
} from "./client";
import type { ProviderTransport } from "./messages";

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

/** What a configured provider is given and says of itself. */
interface Ready extends Abilities {
  readonly client: ProviderClient;
}

/** One provider resource and the host that runs its code: started with its first call, configured before the first on a resource. */
export class Provider {
  readonly #client: ProviderClient;
  #inputs: Properties = {};
  #identity: ProviderIdentity = { urn: "", name: "", type: "", id: "" };
  #configured: Promise<Ready> | undefined;

  constructor(sdk: Sdk, transport: ProviderTransport) {
    this.#client = new ProviderClient(sdk, transport);
  }

  /** What it will be configured with. */
  begin(inputs: Properties, identity: ProviderIdentity): this {
    this.#inputs = inputs;
    this.#identity = identity;
    return this;
  }

  get configKnown(): boolean {
    return !hasUnknown(this.#inputs);
  }

  /** Settings go with their secrets marked; the engine itself sends none to a dynamic provider that would care. */
  #ready(): Promise<Ready> {
    this.#configured ??= this.#client
      .configure(wire(this.#inputs, false), this.#identity)
      .then((abilities) => ({ ...abilities, client: this.#client }));
    return this.#configured;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Its own settings, which are validated before it is configured. An engine sends no marks of secrets here. */
  async checkConfig(urn: string, olds: Properties, news: Properties) {
    const response = await this.#client.checkConfig(urn, wire(olds, false), wire(news, false));
    return { inputs: carrySecrets(propertiesFromWire(response.inputs), news), failures: response.failures };
  }

  async diffConfig(urn: string, oldInputs: Properties, newInputs: Properties): Promise<ProviderDiff> {
    const change = { urn, id: "", olds: {}, oldInputs: wire(oldInputs, false), news: wire(newInputs, false) };
    return this.#client.diffConfig({ ...change, ignoreChanges: [] });
  }

  async check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: readonly CheckFailure[] }> {
    if (!this.configKnown) return { inputs: news, failures: [] };
    const { client, acceptsSecrets } = await this.#ready();
    const response = await client.check(urn, wire(olds, acceptsSecrets), wire(news, acceptsSecrets));
    return { inputs: read(response.inputs, news, acceptsSecrets), failures: response.failures };
  }

  async diff(change: ResourceChange): Promise<ProviderDiff> {
    if (!this.configKnown) throw new DiffUnavailableError();
    const { client, acceptsSecrets } = await this.#ready();
    return await client.diff(changeToWire(change, acceptsSecrets));
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { client, acceptsSecrets } = await this.#ready();
    const made = await client.create(urn, wire(inputs, acceptsSecrets), false);
    return { id: made.id, outputs: read(made.properties, inputs, acceptsSecrets) };
  }

  /** What a creation would come to; a provider that cannot preview it makes its inputs its outputs. */
  async previewCreate(urn: string, inputs: Properties): Promise<Properties> {
    if (!this.configKnown) return {};
    const { client, acceptsSecrets, previews } = await this.#ready();
    if (!previews) return inputs;
    const made = await client.create(urn, wire(inputs, acceptsSecrets), true);
    return read(made.properties, inputs, acceptsSecrets);
  }

  async update(change: ResourceChange): Promise<Properties> {
    const { client, acceptsSecrets } = await this.#ready();
    const properties = await client.update(changeToWire(change, acceptsSecrets), false);
    return read(properties, change.newInputs, acceptsSecrets);
  }

  async previewUpdate(change: ResourceChange): Promise<Properties> {
    if (!this.configKnown) return {};
    const { client, acceptsSecrets, previews } = await this.#ready();
    if (!previews) return change.newInputs;
    const properties = await client.update(changeToWire(change, acceptsSecrets), true);
    return read(properties, change.newInputs, acceptsSecrets);
  }

  /** An empty id means that the object is gone. */
  async read(
    urn: string,
    id: string,
    inputs: Properties,
    outputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    if (!this.configKnown) return { id, outputs: {}, inputs: {} };
    const { client, acceptsSecrets } = await this.#ready();
    const state = { properties: wire(outputs, acceptsSecrets), inputs: wire(inputs, acceptsSecrets) };
    const found = await client.read(urn, id, state);
    return {
      id: found.id,
      outputs: read(found.properties, outputs, acceptsSecrets),
      inputs: found.inputs === undefined ? undefined : read(found.inputs, inputs, acceptsSecrets),
    };
  }

  /** Reads what no state knows yet. */
  async import(urn: string, id: string): Promise<{ id: string; outputs: Properties; inputs: Properties | undefined }> {
    const { client } = await this.#ready();
    const found = await client.read(urn, id);
    const inputs = found.inputs && propertiesFromWire(found.inputs);
    return { id: found.id, outputs: propertiesFromWire(found.properties), inputs };
  }

  /** What a partly failed call left, with the secrets of its inputs. */
  adopt(properties: JsonObject, inputs: Properties): Properties {
    return carrySecrets(propertiesFromWire(properties), inputs);
  }

  async delete(urn: string, id: string, outputs: Properties): Promise<void> {
    const { client, acceptsSecrets } = await this.#ready();
    await client.delete(urn, id, wire(outputs, acceptsSecrets));
  }

  async invoke(token: string, args: Properties) {
    const { client } = await this.#ready();
    const { result, failures } = await client.invoke(token, wire(args, false));
    return { result: propertiesFromWire(result), failures };
  }

  /** Makes a component; the message is the provider protocol's. */
  async construct(request: Message) {
    const { client } = await this.#ready();
    const response = await client.construct(request);
    return { urn: response.getUrn(), state: jsonOf(response.getState()) ?? {}, response };
  }
}

function changeToWire(change: ResourceChange, marked: boolean): ProviderChange {
  const { oldInputs, oldOutputs, newInputs, ...rest } = change;
  return { ...rest, olds: wire(oldOutputs, marked), oldInputs: wire(oldInputs, marked), news: wire(newInputs, marked) };
}

function wire(properties: Properties, marked: boolean): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(properties)) result[key] = marked ? toPlugin(value) : toProvider(value);
  return result;
}

/** A provider that takes secrets says itself what is one. */
function read(json: JsonObject, like: Properties, marked: boolean): Properties {
  const properties = propertiesFromWire(json);
  return marked ? properties : carrySecrets(properties, like);
}
