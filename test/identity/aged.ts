/** A state as a version before identities wrote it. */
import type { Deployment, StoredResource } from "../e2e/stack";

const IDENTITY = "pulumi-nodejs:dynamic/digicert-one:StackIdentity";

/** Without the identity, and without what leads to it. */
export function aged(state: Deployment): Deployment {
  const resources = (state.deployment.resources ?? []).filter(({ type }) => type !== IDENTITY).map(withoutIdentity);
  return { ...state, deployment: { ...state.deployment, resources } };
}

function withoutIdentity(resource: StoredResource): StoredResource {
  const { dependencies, propertyDependencies, inputs, outputs, ...rest } = resource;
  const kept = (urns: unknown): string[] => ((urns ?? []) as string[]).filter((urn) => !urn.includes(IDENTITY));
  const byProperty = Object.entries((propertyDependencies ?? {}) as Record<string, unknown>)
    .filter(([key]) => key !== "ownerHash")
    .map(([key, urns]) => [key, kept(urns)] as const);
  return {
    ...rest,
    ...(inputs !== undefined && { inputs: withoutHash(inputs) }),
    ...(outputs !== undefined && { outputs: withoutHash(outputs) }),
    ...(dependencies !== undefined && { dependencies: kept(dependencies) }),
    ...(propertyDependencies !== undefined && { propertyDependencies: Object.fromEntries(byProperty) }),
  } as StoredResource;
}

function withoutHash(properties: unknown): Record<string, unknown> {
  const { ownerHash: _hash, ...rest } = properties as Record<string, unknown>;
  return rest;
}

/** A description with the mark of before: without the hash. */
export const agedMark = (description: string): string => description.replace(/ #[0-9a-f]{12}\.([a-z0-9]+\)$)/, " #$1");
