import { shownText } from "../../basics/unknown";
import { fromState, isObject, type Json, type JsonObject, type Properties, toState } from "../model/values";
import { featuresOf, requireKnownFeatures } from "./features";
import type { Crypter } from "./secrets";

/** One resource as the engine holds it; the fields are those of Pulumi's `ResourceV3`. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  delete?: boolean;
  id: string;
  inputs: Properties;
  outputs: Properties;
  readonly parent: string;
  readonly protect: boolean;
  readonly external: boolean;
  readonly dependencies: readonly string[];
  initErrors: readonly string[];
  readonly provider: string;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  pendingReplacement?: boolean;
  /** `pulumi state taint`: the next update replaces it. */
  taint?: boolean;
  readonly additionalSecretOutputs: readonly string[];
  /** The URN it was found under in this run; not written: whoever refers to it is rewritten instead. */
  readonly aliases: readonly string[];
  readonly customTimeouts: JsonObject;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  /** The id by which the program had it imported. */
  readonly importID: string;
  created?: string;
  modified?: string;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** What a record of Pulumi's holds beside these, as it stands there: newer fields, and those of other packages' resources. */
  readonly others: JsonObject;
}

/** An operation that was under way when the state was written. */
export interface PendingOperation {
  readonly resource: ResourceState;
  readonly type: "creating" | "updating" | "deleting" | "reading";
}

export interface Deployment {
  readonly resources: ResourceState[];
  readonly pendingOperations: PendingOperation[];
}

/** Pulumi's version of a deployment without features, and with some. */
const PLAIN_VERSION = 3;
const FEATURES_VERSION = 4;

/** `pulumi stack export` as JSON: `{ version, deployment }`. */
export interface ExportedStack {
  readonly version: number;
  /** What a reader of version 4 has to know, for example `hooks`. */
  readonly features?: readonly string[];
  readonly deployment: JsonObject;
}

/** Every URN a resource needs to exist: parent, dependencies, property dependencies, deletedWith. */
export function neededUrns(state: ResourceState): string[] {
  const fromProperties = Object.values(state.propertyDependencies).flat();
  const all = [state.parent, state.deletedWith, ...state.dependencies, ...fromProperties];
  return [...new Set(all.filter((urn) => urn !== ""))];
}

/** Refers to resources by their new URNs (apitype/core.go, NormalizeURNReferences). */
export function withNewUrns(states: readonly ResourceState[]): ResourceState[] {
  const renamed = new Map(states.flatMap((state) => state.aliases.map((alias) => [alias, state.urn] as const)));
  if (renamed.size === 0) return [...states];
  const now = (urn: string) => renamed.get(urn) ?? urn;
  const provider = (reference: string) => {
    const cut = reference.lastIndexOf("::");
    return cut < 0 ? reference : `${now(reference.slice(0, cut))}${reference.slice(cut)}`;
  };
  return states.map((state) => ({
    ...state,
    parent: now(state.parent),
    provider: provider(state.provider),
    deletedWith: now(state.deletedWith),
    dependencies: state.dependencies.map(now),
    propertyDependencies: Object.fromEntries(
      Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(now)]),
    ),
  }));
}

export function emptyState(
  basis: Pick<ResourceState, "urn" | "type" | "custom"> & Partial<ResourceState>,
): ResourceState {
  return {
    id: "",
    inputs: {},
    outputs: {},
    parent: "",
    protect: false,
    external: false,
    dependencies: [],
    initErrors: [],
    provider: "",
    propertyDependencies: {},
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    retainOnDelete: false,
    deletedWith: "",
    importID: "",
    ignoreChanges: [],
    replaceOnChanges: [],
    others: {},
    ...basis,
  };
}

/** Written in the order and with the omissions of Pulumi's own files. */
function stateToJson(state: ResourceState, crypter: Crypter): JsonObject {
  const bag = (properties: Properties): Json | undefined =>
    Object.keys(properties).length === 0
      ? undefined
      : toState(properties, (secret, plaintext) => crypter.encrypt(secret, plaintext));
  const some = (list: readonly string[]): Json | undefined => (list.length === 0 ? undefined : [...list]);
  const text = (value: string | undefined): Json | undefined =>
    value === undefined || value === "" ? undefined : value;
  const dependencies = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, [...urns]]);
  const fields: Record<string, Json | undefined> = {
    urn: state.urn,
    custom: state.custom,
    delete: state.delete || undefined,
    id: text(state.id),
    type: state.type,
    inputs: bag(state.inputs),
    outputs: bag(state.outputs),
    parent: text(state.parent),
    protect: state.protect || undefined,
    taint: state.taint || undefined,
    external: state.external || undefined,
    dependencies: some(state.dependencies),
    initErrors: some(state.initErrors),
    provider: text(state.provider),
    propertyDependencies: dependencies.length === 0 ? undefined : Object.fromEntries(dependencies),
    pendingReplacement: state.pendingReplacement || undefined,
    additionalSecretOutputs: some(state.additionalSecretOutputs),
    customTimeouts: Object.keys(state.customTimeouts).length === 0 ? undefined : state.customTimeouts,
    importID: text(state.importID),
    retainOnDelete: state.retainOnDelete || undefined,
    deletedWith: text(state.deletedWith),
    created: text(state.created),
    modified: text(state.modified),
    ignoreChanges: some(state.ignoreChanges),
    replaceOnChanges: some(state.replaceOnChanges),
  };
  return { ...definedOnly(fields), ...state.others };
}

/** The names of the fields that this engine reads; `satisfies` below keeps them whole. */
const READ: ReadonlySet<string> = new Set(
  Object.keys({
    ...{ urn: 1, type: 1, custom: 1, delete: 1, id: 1, inputs: 1, outputs: 1, parent: 1, protect: 1, external: 1 },
    ...{ dependencies: 1, initErrors: 1, provider: 1, propertyDependencies: 1, pendingReplacement: 1, taint: 1 },
    ...{ additionalSecretOutputs: 1, customTimeouts: 1, retainOnDelete: 1, deletedWith: 1, created: 1, modified: 1 },
    ...{ ignoreChanges: 1, replaceOnChanges: 1, importID: 1 },
  } satisfies Record<Exclude<keyof ResourceState, "aliases" | "others">, 1>),
);

function definedOnly(fields: Record<string, Json | undefined>): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) result[key] = value;
  return result;
}

function stateFromJson(json: Json, crypter: Crypter): ResourceState {
  if (!isObject(json)) throw new Error("a resource of the state is not an object");
  const bag = (value: Json | undefined): Properties => {
    if (value === undefined || value === null) return {};
    if (!isObject(value)) throw new Error(`the properties of ${shownText(json.urn)} are not an object`);
    // As entries: a property may be called __proto__.
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fromState(item, (sealed) => crypter.decrypt(sealed))]),
    );
  };
  const dependencies = isObject(json.propertyDependencies) ? Object.entries(json.propertyDependencies) : [];
  const state = emptyState({
    urn: text(json.urn),
    type: text(json.type),
    custom: json.custom === true,
    id: text(json.id),
    inputs: bag(json.inputs),
    outputs: bag(json.outputs),
    parent: text(json.parent),
    protect: json.protect === true,
    external: json.external === true,
    dependencies: texts(json.dependencies),
    initErrors: texts(json.initErrors),
    provider: text(json.provider),
    propertyDependencies: Object.fromEntries(dependencies.map(([key, urns]) => [key, texts(urns)])),
    additionalSecretOutputs: texts(json.additionalSecretOutputs),
    customTimeouts: isObject(json.customTimeouts) ? json.customTimeouts : {},
    retainOnDelete: json.retainOnDelete === true,
    deletedWith: text(json.deletedWith),
    importID: text(json.importID),
    ignoreChanges: texts(json.ignoreChanges),
    replaceOnChanges: texts(json.replaceOnChanges),
    others: Object.fromEntries(Object.entries(json).filter(([name]) => !READ.has(name))),
  });
  if (json.delete === true) state.delete = true;
  if (json.pendingReplacement === true) state.pendingReplacement = true;
  if (json.taint === true) state.taint = true;
  if (json.created !== undefined) state.created = text(json.created);
  if (json.modified !== undefined) state.modified = text(json.modified);
  return state;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(shownText) : [];
}

/** The text of the engine's name in a manifest; Pulumi's integrity mark is the SHA-256 of that text. */
export function deploymentToJson(deployment: Deployment, crypter: Crypter, manifest: JsonObject): ExportedStack {
  const resources = deployment.resources.map((state) => stateToJson(state, crypter));
  const json: JsonObject = {
    manifest,
    secrets_providers: { type: "passphrase", state: { salt: crypter.salt } },
    resources,
  };
  if (deployment.pendingOperations.length > 0) {
    json.pending_operations = deployment.pendingOperations.map((operation) => ({
      resource: stateToJson(operation.resource, crypter),
      type: operation.type,
    }));
  }
  json.metadata = {};
  const features = featuresOf(resources);
  if (features.length === 0) return { version: PLAIN_VERSION, deployment: json };
  return { version: FEATURES_VERSION, features, deployment: json };
}

export function deploymentFromJson(exported: ExportedStack, crypter: Crypter): Deployment {
  if (exported.version !== PLAIN_VERSION && exported.version !== FEATURES_VERSION) {
    throw new Error(
      `the state has deployment version ${exported.version}; this engine reads versions ${PLAIN_VERSION} and ${FEATURES_VERSION}`,
    );
  }
  requireKnownFeatures(exported.features ?? []);
  const { resources, pending_operations: pending } = exported.deployment;
  // What cannot be read is no empty stack: the next write would forget all that it holds.
  if (resources !== undefined && resources !== null && !Array.isArray(resources))
    throw new Error("the state has no list of resources: export the stack again");
  return {
    resources: Array.isArray(resources) ? resources.map((json) => stateFromJson(json, crypter)) : [],
    pendingOperations: Array.isArray(pending) ? pending.flatMap((json) => pendingFromJson(json, crypter)) : [],
  };
}

function pendingFromJson(json: Json, crypter: Crypter): PendingOperation[] {
  if (!isObject(json) || json.resource === undefined) return [];
  const type = json.type;
  if (type !== "creating" && type !== "updating" && type !== "deleting" && type !== "reading") return [];
  return [{ resource: stateFromJson(json.resource, crypter), type }];
}

/** The salt under which an exported stack's secrets are encrypted, if it has any. */
export function saltOf(exported: ExportedStack): string | undefined {
  const providers = exported.deployment.secrets_providers;
  if (!isObject(providers)) return undefined;
  if (providers.type !== "passphrase" && providers.type !== "") {
    throw new Error(
      `the state's secrets are held by "${shownText(providers.type)}"; this engine opens passphrase secrets only`,
    );
  }
  return isObject(providers.state) && typeof providers.state.salt === "string" ? providers.state.salt : undefined;
}
