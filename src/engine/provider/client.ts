import { type JsonObject, UnsupportedError } from "../model/values";
import type { Sdk } from "../sdk/sdk";
import { jsonOf, structOf } from "../sdk/struct";
import type { ProviderTransport } from "./messages";

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface ProviderDiff {
  readonly changes: "unknown" | "none" | "some";
  readonly replaces: readonly string[];
  readonly diffs: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** A resource as it is and as it is to be, for diff and update. */
export interface ProviderChange {
  readonly urn: string;
  readonly id: string;
  readonly olds: JsonObject;
  readonly oldInputs: JsonObject;
  readonly news: JsonObject;
  readonly ignoreChanges: readonly string[];
}

type ChangeRequest = InstanceType<Sdk["provider"]["DiffRequest"] | Sdk["provider"]["UpdateRequest"]>;

/** The provider protocol in plain JSON; each call builds the SDK's own messages. */
export class ProviderClient {
  readonly #sdk: Sdk;
  readonly #transport: ProviderTransport;

  constructor(sdk: Sdk, transport: ProviderTransport) {
    this.#sdk = sdk;
    this.#transport = transport;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async configure(args: JsonObject): Promise<void> {
    const request = new this.#sdk.provider.ConfigureRequest();
    request.setArgs(structOf(this.#sdk, args));
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    await this.#transport.call("configure", request);
  }

  async check(
    urn: string,
    olds: JsonObject,
    news: JsonObject,
  ): Promise<{ inputs: JsonObject; failures: readonly CheckFailure[] }> {
    const request = new this.#sdk.provider.CheckRequest();
    request.setUrn(urn);
    request.setOlds(structOf(this.#sdk, olds));
    request.setNews(structOf(this.#sdk, news));
    const response = expect(this.#sdk.provider.CheckResponse, await this.#transport.call("check", request));
    const failures = response.getFailuresList().map((failure) => ({
      property: failure.getProperty(),
      reason: failure.getReason(),
    }));
    return { inputs: jsonOf(response.getInputs()) ?? {}, failures };
  }

  async diff(change: ProviderChange): Promise<ProviderDiff> {
    const request = this.#filled(new this.#sdk.provider.DiffRequest(), change);
    const response = expect(this.#sdk.provider.DiffResponse, await this.#transport.call("diff", request));
    if (response.getHasdetaileddiff()) throw new UnsupportedError("detailed diffs from a provider");
    const kinds = ["unknown", "none", "some"] as const;
    return {
      changes: kinds[response.getChanges()] ?? "unknown",
      replaces: response.getReplacesList(),
      diffs: response.getDiffsList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  #filled<R extends ChangeRequest>(request: R, change: ProviderChange): R {
    request.setUrn(change.urn);
    request.setId(change.id);
    request.setOlds(structOf(this.#sdk, change.olds));
    request.setOldInputs(structOf(this.#sdk, change.oldInputs));
    request.setNews(structOf(this.#sdk, change.news));
    request.setIgnorechangesList([...change.ignoreChanges]);
    return request;
  }

  async create(urn: string, properties: JsonObject): Promise<{ id: string; properties: JsonObject }> {
    const request = new this.#sdk.provider.CreateRequest();
    request.setUrn(urn);
    request.setProperties(structOf(this.#sdk, properties));
    const response = expect(this.#sdk.provider.CreateResponse, await this.#transport.call("create", request));
    return { id: response.getId(), properties: jsonOf(response.getProperties()) ?? {} };
  }

  async read(
    urn: string,
    id: string,
    properties: JsonObject,
    inputs: JsonObject,
  ): Promise<{ id: string; properties: JsonObject; inputs?: JsonObject }> {
    const request = new this.#sdk.provider.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(structOf(this.#sdk, properties));
    request.setInputs(structOf(this.#sdk, inputs));
    const response = expect(this.#sdk.provider.ReadResponse, await this.#transport.call("read", request));
    const read = jsonOf(response.getInputs());
    const found = { id: response.getId(), properties: jsonOf(response.getProperties()) ?? {} };
    return read === undefined ? found : { ...found, inputs: read };
  }

  async update(change: ProviderChange): Promise<JsonObject> {
    const request = this.#filled(new this.#sdk.provider.UpdateRequest(), change);
    const response = expect(this.#sdk.provider.UpdateResponse, await this.#transport.call("update", request));
    return jsonOf(response.getProperties()) ?? {};
  }

  async delete(urn: string, id: string, properties: JsonObject): Promise<void> {
    const request = new this.#sdk.provider.DeleteRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setProperties(structOf(this.#sdk, properties));
    await this.#transport.call("delete", request);
  }
}

/** Both transports hand over the SDK's own message classes; anything else is a bug of the engine. */
function expect<T>(type: abstract new (...args: never[]) => T, response: unknown): T {
  if (response instanceof type) return response;
  throw new Error("the provider answered with a message of another type");
}
