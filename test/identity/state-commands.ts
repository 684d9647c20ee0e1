/**
 * `pulumi state move`, `stack rename` and `state delete` on the text of a state, as the command line carries them out. The
 * embedded engine has no such commands; the recordings of the real ones hold these to what they do.
 */
import type { Deployment, StoredResource } from "../e2e/stack";
import { nameOf } from "../e2e/stack";

const STACK_TYPE = "pulumi:pulumi:Stack";

const resourcesOf = ({ deployment }: Deployment): readonly StoredResource[] => deployment.resources ?? [];

const withResources = (state: Deployment, resources: readonly StoredResource[]): Deployment => ({
  ...state,
  deployment: { ...state.deployment, resources },
});

/** Every URN of one stack becomes one of another. */
function renamedUrns<T>(value: T, from: string, to: string): T {
  return JSON.parse(JSON.stringify(value).replaceAll(`urn:pulumi:${from}::`, `urn:pulumi:${to}::`)) as T;
}

/** As `pulumi stack rename`: the URNs, and the name of the stack's own resource. */
export function renamed(state: Deployment, project: string, from: string, to: string): Deployment {
  const text = JSON.stringify(renamedUrns(state, from, to));
  return JSON.parse(text.replaceAll(`::${project}-${from}"`, `::${project}-${to}"`)) as Deployment;
}

/** As `pulumi state delete`: the record goes, the object stays. */
export function withoutRecord(state: Deployment, name: string): Deployment {
  const [gone, kept] = parted(state, [name]);
  const urns = new Set(gone.map(({ urn }) => urn));
  const isNeeded = kept.some(({ dependencies }) => ((dependencies ?? []) as string[]).some((urn) => urns.has(urn)));
  if (isNeeded) throw new Error(`"${name}" cannot be deleted from state: others depend on it`);
  return withResources(state, kept);
}

/**
 * As `pulumi state move`: the records go to the other stack, beneath its root, on its provider of the same name (or one
 * that is copied with them); what they depended on and did not bring along is forgotten.
 */
export function moved(
  from: { readonly state: Deployment; readonly name: string },
  to: { readonly state: Deployment; readonly name: string },
  names: readonly string[],
): { from: Deployment; to: Deployment } {
  const [going, staying] = parted(from.state, names);
  const target = resourcesOf(to.state);
  const root = target.find(({ type }) => type === STACK_TYPE)?.urn;
  if (root === undefined) throw new Error("the target of a move has no resources yet: this is not played here");
  const movedUrns = new Set(going.map(({ urn }) => urn));
  const arrived = going.map((resource) => arrival(resource, movedUrns, root, target, [from.name, to.name]));
  return { from: withResources(from.state, staying), to: withResources(to.state, [...target, ...arrived]) };
}

function parted(state: Deployment, names: readonly string[]): [StoredResource[], StoredResource[]] {
  const isNamed = ({ urn }: StoredResource) => names.includes(nameOf(urn));
  const resources = resourcesOf(state);
  const found = resources.filter(isNamed);
  if (found.length !== names.length) throw new Error(`of ${names.join(", ")} the state holds ${found.length}`);
  return [found, resources.filter((resource) => !isNamed(resource))];
}

function arrival(
  resource: StoredResource,
  movedUrns: ReadonlySet<string>,
  root: string,
  target: readonly StoredResource[],
  [from, to]: readonly [string, string],
): StoredResource {
  const kept = (urns: unknown): string[] => ((urns ?? []) as string[]).filter((urn) => movedUrns.has(urn));
  const byProperty = Object.entries((resource.propertyDependencies ?? {}) as Record<string, unknown>);
  const there: StoredResource = renamedUrns<StoredResource>(
    {
      ...resource,
      parent: movedUrns.has(String(resource.parent)) ? resource.parent : root,
      dependencies: kept(resource.dependencies),
      propertyDependencies: Object.fromEntries(byProperty.map(([key, urns]) => [key, kept(urns)])),
    },
    from,
    to,
  );
  const providerUrn = String(there.provider).replace(/::[^:]*$/, "");
  const provider = target.find(({ urn }) => urn === providerUrn);
  if (provider === undefined) throw new Error(`the target of a move lacks ${providerUrn}: this is not played here`);
  return { ...there, provider: `${providerUrn}::${String(provider.id)}` };
}
