/** URNs: `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`. */
export const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_PREFIX = "pulumi:providers:";
/** The package of dynamic resources, whose provider is the SDK's own. */
export const NODE_PACKAGE = "pulumi-nodejs";

export const providerTypeOf = (pkg: string): string => `${PROVIDER_PREFIX}${pkg}`;

/** The package of a resource's type, or of a provider's: of `pulumi:providers:aws` it is `aws`. */
export const packageOf = (type: string): string =>
  (isProviderType(type) ? type.slice(PROVIDER_PREFIX.length) : type.split(":")[0]) ?? "";

export const BUILTIN_PROVIDER_TYPE = `${PROVIDER_PREFIX}pulumi`;

export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent === "" ? "" : qualifiedType(parent);
  const chain = parentType === "" || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function urnType(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

/** A provider reference is the provider's URN and id: `<urn>::<id>`. */
export function parseReference(reference: string): { urn: string; id: string } {
  const cut = reference.lastIndexOf("::");
  return { urn: reference.slice(0, cut), id: reference.slice(cut + 2) };
}

export interface AliasSpec {
  readonly urn?: string;
  readonly name?: string;
  readonly type?: string;
  readonly stack?: string;
  readonly project?: string;
  readonly parent?: string;
  readonly noParent?: boolean;
}

interface Named {
  readonly stack: string;
  readonly project: string;
  readonly name: string;
  readonly type: string;
  readonly parent: string;
}

/** The URNs under which a resource may stand in the old state: its own aliases, and those its parent's alias implies. */
export function aliasUrns(
  resource: Named,
  specs: readonly AliasSpec[],
  aliasOf: (urn: string) => string | undefined,
): string[] {
  const own = specs.map((spec) => collapse(resource, spec, aliasOf));
  const parentAlias = resource.parent === "" ? undefined : aliasOf(resource.parent);
  if (parentAlias === undefined) return [...new Set(own)];
  const inherited = (type: string, name: string) => inheritedAlias(resource, parentAlias, type, name);
  const both = own.flatMap((urn) => [urn, inherited(urnType(urn), urnName(urn))]);
  return [...new Set([...own, inherited(resource.type, resource.name), ...both])];
}

function collapse(resource: Named, spec: AliasSpec, aliasOf: (urn: string) => string | undefined): string {
  if (spec.urn !== undefined && spec.urn !== "") return spec.urn;
  const given = spec.parent === undefined || spec.parent === "" ? undefined : spec.parent;
  const parent = spec.noParent === true ? "" : given === undefined ? resource.parent : (aliasOf(given) ?? given);
  return makeUrn(
    spec.stack || resource.stack,
    spec.project || resource.project,
    parent,
    spec.type || resource.type,
    spec.name || resource.name,
  );
}

/** A child named after its renamed parent was named after the old one. */
function inheritedAlias(resource: Named, parentAlias: string, type: string, name: string): string {
  const parentName = urnName(resource.parent);
  const aliasName = name.startsWith(parentName) ? urnName(parentAlias) + name.slice(parentName.length) : name;
  return makeUrn(resource.stack, resource.project, parentAlias, type, aliasName);
}
