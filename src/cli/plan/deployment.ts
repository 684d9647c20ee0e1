import { isRecord } from "../../basics/unknown";
import { ConfigurationError } from "../../errors";
import { partsOfUrn } from "../../fields/urn";
import type { StateResource } from "../../plan";

const EXPORT = "the output of `pulumi stack export`";

/**
 * Reads an exported stack, or a state file of a self-managed backend. Errors quote nothing of the
 * content, because a state may hold secrets in the clear.
 */
export function readDeployment(text: string, source: string): StateResource[] {
  return readCheckpoint(text, source).resources.flatMap((resource) =>
    isRecord(resource) && resource.delete !== true ? stateResource(resource) : [],
  );
}

/**
 * The resources of each of several states. Two exports of one stack hold the same objects under the same URNs: taken together, each of
 * them would count twice, and nothing says which export is the newer one.
 */
export function readDeployments(
  states: readonly { readonly text: string; readonly source: string }[],
): StateResource[][] {
  const sources = new Map<string, string>();
  return states.map(({ text, source }) => {
    const resources = readDeployment(text, source);
    for (const { urn, id, type, stack, project } of resources) {
      if (id === "" || !type.includes("digicert-one:")) continue;
      const object = JSON.stringify([urn, id]);
      const before = sources.get(object);
      if (before !== undefined && before !== source)
        throw new ConfigurationError(`${before} and ${source} are two exports of one stack, ${project}/${stack}.`, {
          property: "STATE",
          remedy: "Give the newer one alone.",
        });
      sources.set(object, source);
    }
    return resources;
  });
}

/** What a state holds, as it stands there: resources (also those that wait for their deletion) and operations under way. */
export interface Checkpoint {
  readonly resources: readonly unknown[];
  readonly pendingOperations: readonly unknown[];
}

/** Reads an exported stack without interpreting its resources. */
export function readCheckpoint(text: string, source: string): Checkpoint {
  const { resources, pending_operations: pending } = deploymentOf(parseJson(text, source), source);
  // An empty stack has no list.
  if (resources !== undefined && resources !== null && !Array.isArray(resources)) {
    throw unreadable(source, "has no list of resources");
  }
  return { resources: resources ?? [], pendingOperations: Array.isArray(pending) ? pending : [] };
}

function parseJson(text: string, source: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") throw unreadable(source, "is empty");
  try {
    return JSON.parse(trimmed);
  } catch {
    // The parser's own message quotes the text.
    if (/^-----BEGIN |^age-encryption\.org|^Salted__/.test(trimmed) || looksBinary(trimmed)) {
      throw unreadable(source, "is encrypted or compressed", "Decrypt it first.");
    }
    if (!trimmed.startsWith("{")) throw unreadable(source, "is not JSON");
    throw unreadable(
      source,
      `is truncated or damaged: its ${Buffer.byteLength(text)} bytes begin like JSON but do not end like it`,
    );
  }
}

function looksBinary(text: string): boolean {
  return [...text.slice(0, 512)].some(
    (character) => character === "\uFFFD" || (character < " " && !/\s/.test(character)),
  );
}

function deploymentOf(json: unknown, source: string): Readonly<Record<string, unknown>> {
  if (!isRecord(json)) throw unreadable(source, "is JSON, but no exported stack");
  if (isRecord(json.sops)) throw unreadable(source, "is encrypted by sops", "Decrypt it first.");
  const checkpoint = isRecord(json.checkpoint) ? json.checkpoint.latest : undefined;
  const deployment = json.deployment ?? checkpoint;
  // A checkpoint of a stack that was never deployed has no latest deployment.
  if (isRecord(json.checkpoint) && deployment === undefined) return {};
  if (!isRecord(deployment)) throw unreadable(source, "is JSON, but no exported stack");
  if (json.version !== 3 && json.version !== 4) {
    throw unreadable(source, `has version ${JSON.stringify(json.version) ?? "none"}, and this command reads 3 and 4`);
  }
  return deployment;
}

function stateResource(resource: Readonly<Record<string, unknown>>): StateResource[] {
  const { urn, type } = resource;
  if (typeof urn !== "string" || typeof type !== "string") return [];
  const outputs = { ...fields(resource.inputs), ...fields(resource.outputs) };
  const id = typeof resource.id === "string" ? resource.id : "";
  const parent = typeof resource.parent === "string" ? resource.parent : undefined;
  const { protect, retainOnDelete } = resource;
  const options = { protect: protect === true, retainOnDelete: retainOnDelete === true };
  return [{ ...partsOfUrn(urn), urn, type, id, parent, outputs, ...options }];
}

const fields = (value: unknown) => (isRecord(value) ? value : {});

function unreadable(source: string, what: string, remedy = `Give ${EXPORT}.`): ConfigurationError {
  return new ConfigurationError(`${source} ${what}.`, { property: "STATE", remedy });
}
