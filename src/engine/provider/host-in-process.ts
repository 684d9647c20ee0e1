import { createRequire } from "node:module";
import { join } from "node:path";
import { isObject, type Json, type JsonObject, SIGNATURE_KEY, UNKNOWN_TEXT } from "../model/values";
import type { Sdk, Struct } from "../sdk/sdk";
import { type Message, structOf } from "../sdk/struct";
import { ProviderError, type ProviderMethod, type ProviderTransport } from "./messages";

/** Settings as a provider's `configure` is given them; names without a namespace belong to the project. */
export interface ProviderConfig {
  get(key: string): string | undefined;
  require(key: string): string;
}

/** Shows a line of a provider's among the diagnostics of the run. */
export type ProviderLog = (severity: "info" | "warning", message: string) => void;

/** The functions of a dynamic provider, as the SDK's host calls them. */
export interface DynamicProvider {
  /** In this process there is no address of an engine to log to: `log` takes its place. */
  configure?(request: { config: ProviderConfig; log: ProviderLog }): unknown;
  check?(olds: unknown, news: unknown): unknown;
  diff?(id: string, olds: unknown, news: unknown): unknown;
  create(inputs: unknown): unknown;
  read?(id: string, props: unknown): unknown;
  update?(id: string, olds: unknown, news: unknown): unknown;
  delete?(id: string, props: unknown): unknown;
}

/** Turns the text of a `__provider` property into the provider; by default it is evaluated as CommonJS. */
export type LoadProvider = (text: string) => DynamicProvider;

const PROVIDER_KEY = "__provider";

/** Evaluates provider text like the SDK's host: `exports.handler()` makes the provider, `require` starts in `folder`. */
export function evaluateProvider(folder: string): LoadProvider {
  const require = createRequire(join(folder, "provider.js"));
  return (text) => {
    const module: { exports: { handler?: () => DynamicProvider } } = { exports: {} };
    // A function, and no script of `node:vm`: in one of those, an `import()` of the provider's is refused.
    const wrapper = new Function("exports", "require", "module", "__filename", "__dirname", text);
    wrapper.call(module.exports, module.exports, require, module, join(folder, "provider.js"), folder);
    if (module.exports.handler === undefined) throw new Error("the provider's text exports no handler");
    return module.exports.handler();
  };
}

interface InProcessSettings {
  readonly project: string;
  readonly loadProvider: LoadProvider;
  readonly log: ProviderLog;
}

/**
 * The SDK's dynamic provider host (cmd/dynamic-provider) without its process. Requests and responses are real messages,
 * serialized and read back, so what a protobuf Struct refuses is refused here too.
 */
export class InProcessHost implements ProviderTransport {
  readonly #sdk: Sdk;
  readonly #project: string;
  readonly #loadProvider: LoadProvider;
  readonly #providers = new Map<string, Promise<DynamicProvider>>();
  readonly #log: ProviderLog;
  #config: JsonObject = {};

  constructor(sdk: Sdk, settings: InProcessSettings) {
    this.#sdk = sdk;
    this.#project = settings.project;
    this.#loadProvider = settings.loadProvider;
    this.#log = settings.log;
  }

  async call(method: ProviderMethod, request: Message): Promise<unknown> {
    try {
      return await this.#dispatch(method, request.serializeBinary());
    } catch (error) {
      if (error instanceof ProviderError) throw error;
      throw asProviderError(error, this.#sdk);
    }
  }

  async close(): Promise<void> {}

  #dispatch(method: ProviderMethod, bytes: Uint8Array): Promise<unknown> {
    switch (method) {
      case "configure":
        return this.#configure(bytes);
      case "check":
        return this.#check(bytes);
      case "diff":
        return this.#diff(bytes);
      case "create":
        return this.#create(bytes);
      case "read":
        return this.#read(bytes);
      case "update":
        return this.#update(bytes);
      case "delete":
        return this.#delete(bytes);
      case "checkConfig":
      case "diffConfig":
      case "invoke":
      case "construct":
        throw new ProviderError(`a dynamic provider has no ${method}`);
    }
  }

  async #configure(bytes: Uint8Array): Promise<unknown> {
    const args = plain(this.#sdk.provider.ConfigureRequest.deserializeBinary(bytes).getArgs());
    const entries = Object.entries(args).filter(([key]) => key !== PROVIDER_KEY);
    this.#config = Object.fromEntries(entries.map(([key, value]) => [key, unwrap(value)]));
    return new this.#sdk.provider.ConfigureResponse();
  }

  /** Loaded and configured once per text, as in a host process. */
  #provider(props: JsonObject): Promise<DynamicProvider> {
    const text = String(props[PROVIDER_KEY]);
    let provider = this.#providers.get(text);
    if (provider === undefined) {
      provider = this.#start(text);
      this.#providers.set(text, provider);
    }
    return provider;
  }

  async #start(text: string): Promise<DynamicProvider> {
    const provider = this.#loadProvider(text);
    const config = this.#config;
    const project = this.#project;
    // Settings of the stack are texts; whatever else an explicit provider was given is handed on as it is.
    const get = (key: string) => config[key.includes(":") ? key : `${project}:${key}`] as string | undefined;
    const require = (key: string): string => {
      const value = get(key);
      if (value === undefined) throw new Error(`Missing required configuration key: ${key}`);
      return value;
    };
    await provider.configure?.({ config: { get, require }, log: this.#log });
    return provider;
  }

  async #check(bytes: Uint8Array): Promise<unknown> {
    const request = this.#sdk.provider.CheckRequest.deserializeBinary(bytes);
    const olds = plain(request.getOlds());
    const news = plain(request.getNews());
    const provider = await this.#provider(news[PROVIDER_KEY] === UNKNOWN_TEXT ? olds : news);
    const result = provider.check === undefined ? {} : record(await provider.check(olds, news));
    const response = new this.#sdk.provider.CheckResponse();
    const inputs = record(result.inputs ?? news);
    inputs[PROVIDER_KEY] = news[PROVIDER_KEY];
    response.setInputs(this.#struct(inputs));
    const failures = Array.isArray(result.failures) ? result.failures : [];
    response.setFailuresList(
      failures.map((failure) => {
        const item = new this.#sdk.provider.CheckFailure();
        item.setProperty(failure.property);
        item.setReason(failure.reason);
        return item;
      }),
    );
    return this.#sdk.provider.CheckResponse.deserializeBinary(response.serializeBinary());
  }

  async #diff(bytes: Uint8Array): Promise<unknown> {
    const request = this.#sdk.provider.DiffRequest.deserializeBinary(bytes);
    const olds = plain(request.getOlds());
    const news = plain(request.getNews());
    const provider = await this.#provider(news[PROVIDER_KEY] === UNKNOWN_TEXT ? olds : news);
    const { DiffResponse } = this.#sdk.provider;
    const response = new DiffResponse();
    if (provider.diff !== undefined) {
      const result = record(await provider.diff(request.getId(), olds, news));
      const { DIFF_NONE, DIFF_SOME, DIFF_UNKNOWN } = DiffResponse.DiffChanges;
      response.setChanges(result.changes === true ? DIFF_SOME : result.changes === false ? DIFF_NONE : DIFF_UNKNOWN);
      if (Array.isArray(result.replaces)) response.setReplacesList(result.replaces);
      if (result.deleteBeforeReplace === true) response.setDeletebeforereplace(true);
    }
    return DiffResponse.deserializeBinary(response.serializeBinary());
  }

  async #create(bytes: Uint8Array): Promise<unknown> {
    const props = plain(this.#sdk.provider.CreateRequest.deserializeBinary(bytes).getProperties());
    const provider = await this.#provider(props);
    const result = record(await provider.create(props));
    const response = new this.#sdk.provider.CreateResponse();
    // A protobuf string field turns a number into "" here; the engine then reports the missing id.
    response.setId(typeof result.id === "string" ? result.id : "");
    response.setProperties(this.#struct(withProvider(result.outs, props)));
    return this.#sdk.provider.CreateResponse.deserializeBinary(response.serializeBinary());
  }

  async #read(bytes: Uint8Array): Promise<unknown> {
    const request = this.#sdk.provider.ReadRequest.deserializeBinary(bytes);
    const given = plain(request.getProperties());
    const props = Object.keys(given).length === 0 ? plain(request.getInputs()) : given;
    const provider = await this.#provider(props);
    const response = new this.#sdk.provider.ReadResponse();
    if (provider.read === undefined) {
      response.setId(request.getId());
      response.setProperties(this.#struct(props));
    } else {
      const result = record(await provider.read(request.getId(), props));
      response.setId(typeof result.id === "string" ? result.id : "");
      response.setProperties(this.#struct(withProvider(result.props, props)));
      if (result.inputs !== undefined) response.setInputs(this.#struct(withProvider(result.inputs, props)));
    }
    return this.#sdk.provider.ReadResponse.deserializeBinary(response.serializeBinary());
  }

  async #update(bytes: Uint8Array): Promise<unknown> {
    const request = this.#sdk.provider.UpdateRequest.deserializeBinary(bytes);
    const news = plain(request.getNews());
    const provider = await this.#provider(news);
    const result = record((await provider.update?.(request.getId(), plain(request.getOlds()), news)) ?? {});
    const response = new this.#sdk.provider.UpdateResponse();
    response.setProperties(this.#struct(withProvider(result.outs, news)));
    return this.#sdk.provider.UpdateResponse.deserializeBinary(response.serializeBinary());
  }

  async #delete(bytes: Uint8Array): Promise<unknown> {
    const request = this.#sdk.provider.DeleteRequest.deserializeBinary(bytes);
    const props = plain(request.getProperties());
    const provider = await this.#provider(props);
    await provider.delete?.(request.getId(), props);
    return undefined;
  }

  #struct(value: Record<string, unknown>): Struct {
    // Checked by the SDK's own Struct, which throws "Unexpected struct type." on undefined, functions and the like.
    return this.#sdk.Struct.fromJavaScript(value as { [key: string]: Json });
  }
}

function withProvider(result: unknown, props: JsonObject): Record<string, unknown> {
  return { ...record(result ?? {}), [PROVIDER_KEY]: props[PROVIDER_KEY] };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`a provider answered ${String(value)}`);
  return value as Record<string, unknown>;
}

function plain(struct: Struct | undefined): JsonObject {
  const json: unknown = struct?.toJavaScript();
  return isObject(json) ? json : {};
}

function unwrap(value: Json): Json {
  return isObject(value) && value[SIGNATURE_KEY] !== undefined ? (value.value ?? null) : value;
}

/** An error with an `id` made the object and then failed (cmd/dynamic-provider, grpcResponseFromError). */
function asProviderError(error: unknown, sdk: Sdk): ProviderError {
  if (typeof error !== "object" || error === null) {
    return new ProviderError(
      `the provider threw ${JSON.stringify(error)}: throw Error objects, the host hangs on others`,
    );
  }
  const { message, id, properties, reasons } = error as Record<string, unknown>;
  if (typeof id !== "string" || id === "") return new ProviderError(String(message));
  const sent = structOf(sdk, isObject(properties) ? properties : {}).toJavaScript();
  return new ProviderError(String(message), {
    id,
    properties: isObject(sent) ? sent : {},
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
  });
}
