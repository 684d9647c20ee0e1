import type { JsonObject } from "../model/values";
import type { Sdk } from "../sdk/sdk";
import { jsonOf, type Message, structOf } from "../sdk/struct";
import type { ProviderTransport } from "./messages";

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  readonly inputs: JsonObject;
  readonly failures: readonly CheckFailure[];
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

/** What a provider says of itself when it is configured. */
export interface Abilities {
  readonly acceptsSecrets: boolean;
  /** Whether it returns what a creation or an update would come to, without making it. */
  readonly previews: boolean;
}

/** A provider resource as it is configured. */
export interface ProviderIdentity {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly id: string;
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

  async configure(args: JsonObject, identity: ProviderIdentity): Promise<Abilities> {
    const request = new this.#sdk.provider.ConfigureRequest();
    request.setArgs(structOf(this.#sdk, args));
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    // SDKs of before do not know that a provider may learn who it is.
    if ("setId" in request) {
      request.setUrn(identity.urn);
      request.setName(identity.name);
      request.setType(identity.type);
      request.setId(identity.id);
    }
    const response = expect(this.#sdk.provider.ConfigureResponse, await this.#transport.call("configure", request));
    return { acceptsSecrets: response.getAcceptsecrets(), previews: response.getSupportspreview() };
  }

  checkConfig(urn: string, olds: JsonObject, news: JsonObject): Promise<CheckResult> {
    return this.#check("checkConfig", urn, olds, news);
  }

  check(urn: string, olds: JsonObject, news: JsonObject): Promise<CheckResult> {
    return this.#check("check", urn, olds, news);
  }

  async #check(method: "checkConfig" | "check", urn: string, olds: JsonObject, news: JsonObject): Promise<CheckResult> {
    const request = new this.#sdk.provider.CheckRequest();
    request.setUrn(urn);
    request.setOlds(structOf(this.#sdk, olds));
    request.setNews(structOf(this.#sdk, news));
    const response = expect(this.#sdk.provider.CheckResponse, await this.#transport.call(method, request));
    const failures = response.getFailuresList().map((failure) => ({
      property: failure.getProperty(),
      reason: failure.getReason(),
    }));
    return { inputs: jsonOf(response.getInputs()) ?? {}, failures };
  }

  diffConfig(change: ProviderChange): Promise<ProviderDiff> {
    return this.#diff("diffConfig", change);
  }

  diff(change: ProviderChange): Promise<ProviderDiff> {
    return this.#diff("diff", change);
  }

  /** A detailed diff says by path what differs; what replaces stands in the list beside it too. */
  async #diff(method: "diffConfig" | "diff", change: ProviderChange): Promise<ProviderDiff> {
    const request = this.#filled(new this.#sdk.provider.DiffRequest(), change);
    const response = expect(this.#sdk.provider.DiffResponse, await this.#transport.call(method, request));
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

  async create(urn: string, properties: JsonObject, preview: boolean): Promise<{ id: string; properties: JsonObject }> {
    const request = new this.#sdk.provider.CreateRequest();
    request.setUrn(urn);
    request.setProperties(structOf(this.#sdk, properties));
    request.setPreview(preview);
    const response = expect(this.#sdk.provider.CreateResponse, await this.#transport.call("create", request));
    return { id: response.getId(), properties: jsonOf(response.getProperties()) ?? {} };
  }

  /** Without properties and inputs it is an import. */
  async read(
    urn: string,
    id: string,
    state?: { readonly properties: JsonObject; readonly inputs: JsonObject },
  ): Promise<{ id: string; properties: JsonObject; inputs?: JsonObject }> {
    const request = new this.#sdk.provider.ReadRequest();
    request.setUrn(urn);
    request.setId(id);
    if (state !== undefined) {
      request.setProperties(structOf(this.#sdk, state.properties));
      request.setInputs(structOf(this.#sdk, state.inputs));
    }
    const response = expect(this.#sdk.provider.ReadResponse, await this.#transport.call("read", request));
    const read = jsonOf(response.getInputs());
    const found = { id: response.getId(), properties: jsonOf(response.getProperties()) ?? {} };
    return read === undefined ? found : { ...found, inputs: read };
  }

  async update(change: ProviderChange, preview: boolean): Promise<JsonObject> {
    const request = this.#filled(new this.#sdk.provider.UpdateRequest(), change);
    request.setPreview(preview);
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

  async invoke(token: string, args: JsonObject): Promise<{ result: JsonObject; failures: readonly CheckFailure[] }> {
    const request = new this.#sdk.provider.InvokeRequest();
    request.setTok(token);
    request.setArgs(structOf(this.#sdk, args));
    const response = expect(this.#sdk.provider.InvokeResponse, await this.#transport.call("invoke", request));
    const failures = response.getFailuresList().map((failure) => ({
      property: failure.getProperty(),
      reason: failure.getReason(),
    }));
    return { result: jsonOf(response.getReturn()) ?? {}, failures };
  }

  /** A component that the provider makes: messages as they came from the program, and go to it. */
  async construct(request: Message): Promise<InstanceType<Sdk["provider"]["ConstructResponse"]>> {
    return expect(this.#sdk.provider.ConstructResponse, await this.#transport.call("construct", request));
  }
}

/** All transports hand over the SDK's own message classes; anything else is a bug of the engine. */
function expect<T>(type: abstract new (...args: never[]) => T, response: unknown): T {
  if (response instanceof type) return response;
  throw new Error("the provider answered with a message of another type");
}
