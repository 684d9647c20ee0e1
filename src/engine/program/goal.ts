import { type AliasSpec, isProviderType, NODE_PACKAGE, packageOf } from "../model/urn";
import { type JsonObject, propertiesFromWire, UnsupportedError } from "../model/values";
import type { Goal } from "../planning/plan-memory";
import type { Packages } from "../provider/providers";
import type { Sdk } from "../sdk/sdk";
import { jsonOf } from "../sdk/struct";

type RegisterResourceRequest = InstanceType<Sdk["resource"]["RegisterResourceRequest"]>;
type ReadResourceRequest = InstanceType<Sdk["resource"]["ReadResourceRequest"]>;

/** Requests of older SDKs lack the newer fields. */
type Loose = { readonly [method: string]: unknown };

function listOf(request: Loose, getter: string): readonly unknown[] {
  const read = request[getter];
  const value: unknown = typeof read === "function" ? read.call(request) : [];
  return Array.isArray(value) ? value : [];
}

function fieldOf(request: Loose, getter: string): unknown {
  const read = request[getter];
  return typeof read === "function" ? read.call(request) : undefined;
}

/** Everything of a registration that only Pulumi's own engine does is refused by name. */
export function refuseUnsupported(request: RegisterResourceRequest, packages: Packages): void {
  const loose = request as unknown as Loose;
  const type = request.getType();
  if (request.getCustom()) requirePackage(type, packages);
  // Nobody could say by which code: a dynamic resource names it in an input, and an import has none.
  if (request.getImportid() !== "" && packageOf(type) === NODE_PACKAGE) throw new UnsupportedError("the import option");
  const isMade = packages.has(packageOf(type)) && packageOf(type) !== NODE_PACKAGE;
  if (request.getRemote() && !isMade) throw new UnsupportedError(`remote components (construct): ${type}`);
  if (request.getPlugindownloadurl() !== "") throw new UnsupportedError("the pluginDownloadURL option");
  const lists: readonly [string, string][] = [
    ["getTransformsList", "the transforms option"],
    ["getReplaceWithList", "the replaceWith option"],
    ["getHidediffsList", "the hideDiffs option"],
    ["getStateMigrationsList", "state migrations"],
  ];
  for (const [getter, what] of lists) if (listOf(loose, getter).length > 0) throw new UnsupportedError(what);
  if (fieldOf(loose, "getReplacementTrigger") !== undefined)
    throw new UnsupportedError("the replacementTrigger option");
  const mappings = fieldOf(loose, "getEnvvarmappingsMap");
  if (hasLength(mappings)) throw new UnsupportedError("the envVarMappings option");
  const packageRef = fieldOf(loose, "getPackageref");
  if (typeof packageRef === "string" && packageRef !== "") throw new UnsupportedError("parameterized packages");
  refuseHooks(fieldOf(loose, "getHooks"));
}

function hasLength(map: unknown): boolean {
  if (typeof map !== "object" || map === null || !("getLength" in map) || typeof map.getLength !== "function")
    return false;
  return map.getLength() > 0;
}

function refuseHooks(hooks: unknown): void {
  if (typeof hooks !== "object" || hooks === null || !("toObject" in hooks) || typeof hooks.toObject !== "function")
    return;
  const bound: unknown = hooks.toObject();
  const any = Object.values(bound ?? {}).some((list) => Array.isArray(list) && list.length > 0);
  if (any) throw new UnsupportedError("resource hooks");
}

function requirePackage(type: string, packages: Packages): void {
  const name = packageOf(type);
  if (packages.has(name)) return;
  if (isProviderType(type)) throw new UnsupportedError(`the provider ${type}`);
  throw new UnsupportedError(`resources of the package "${name}" (${type})`);
}

/** Reads a registration. */
export function goalOf(request: RegisterResourceRequest): Goal {
  const loose = request as unknown as Loose;
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    inputs: propertiesFromWire(jsonOf(request.getObject())),
    parent: request.getParent(),
    protect: optional(loose, "Protect", request.getProtect()),
    dependencies: [...new Set(request.getDependenciesList())],
    provider: request.getProvider(),
    propertyDependencies: propertyDependencies(request),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: aliasesOf(request),
    customTimeouts: timeoutsOf(request),
    replaceOnChanges: request.getReplaceonchangesList(),
    retainOnDelete: optional(loose, "Retainondelete", request.getRetainondelete()),
    deletedWith: request.getDeletedwith(),
    importId: request.getImportid(),
    version: request.getVersion(),
  };
}

/** `protect` and `retainOnDelete` became optional fields in later SDKs; before, false meant not given. */
function optional(request: Loose, field: string, value: boolean | undefined): boolean | undefined {
  const has = request[`has${field}`];
  const given = typeof has === "function" ? has.call(request) === true : value;
  return given ? value : undefined;
}

function propertyDependencies(request: RegisterResourceRequest): Record<string, readonly string[]> {
  const result: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    result[key] = dependencies.getUrnsList();
  });
  return result;
}

function aliasesOf(request: RegisterResourceRequest): AliasSpec[] {
  const specs = request.getAliasesList().map((alias): AliasSpec => {
    const spec = alias.getSpec();
    if (spec === undefined) return { urn: alias.getUrn() };
    return {
      name: spec.getName(),
      type: spec.getType(),
      stack: spec.getStack(),
      project: spec.getProject(),
      parent: spec.getParenturn(),
      noParent: spec.getNoparent(),
    };
  });
  return [...specs, ...request.getAliasurnsList().map((urn) => ({ urn }))];
}

function timeoutsOf(request: RegisterResourceRequest): JsonObject {
  const timeouts = request.getCustomtimeouts();
  if (timeouts === undefined) return {};
  const texts = { create: timeouts.getCreate(), update: timeouts.getUpdate(), delete: timeouts.getDelete() };
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const seconds = durationSeconds(text);
      return seconds === undefined ? [] : [[key, seconds]];
    }),
  );
}

/** `1h30m`, `5m`, `30s` in seconds, as a deployment file holds it. */
function durationSeconds(text: string): number | undefined {
  if (text === "") return undefined;
  const units = { h: 3600, m: 60, s: 1 } as const;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(h|m|s)/g)) {
    if (unit === "h" || unit === "m" || unit === "s") seconds += Number(amount) * units[unit];
  }
  return seconds;
}

/** A `.get`, as the goal of a read. */
export function readGoalOf(request: ReadResourceRequest, packages: Packages): Goal & { readonly id: string } {
  requirePackage(request.getType(), packages);
  if (request.getPlugindownloadurl() !== "") throw new UnsupportedError("the pluginDownloadURL option");
  return {
    id: request.getId(),
    type: request.getType(),
    name: request.getName(),
    custom: true,
    inputs: propertiesFromWire(jsonOf(request.getProperties())),
    parent: request.getParent(),
    protect: undefined,
    dependencies: [...new Set(request.getDependenciesList())],
    provider: request.getProvider(),
    propertyDependencies: {},
    deleteBeforeReplace: undefined,
    ignoreChanges: [],
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [],
    customTimeouts: {},
    replaceOnChanges: [],
    retainOnDelete: undefined,
    deletedWith: "",
    importId: "",
    version: request.getVersion(),
  };
}
