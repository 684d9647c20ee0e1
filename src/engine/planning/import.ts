/** Takes an object that exists into the state: read first, then compared as if it had always been there (step.go, ImportStep). */
import type { Provider } from "../provider/provider";
import { emptyState, type ResourceState } from "../state/resource-state";
import type { Registration } from "./registration";

/** The object as its provider reads it, in a preview too. What cannot be read is the failure of the step. */
export async function readToImport({ urn, goal, next, provider }: Registration): Promise<ResourceState | Error> {
  if (provider === undefined) return new Error(`there is no provider to import '${urn}' with`);
  try {
    return await readWith({ goal, next, provider });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

type Readable = Pick<Registration, "goal" | "next"> & { readonly provider: Provider };

async function readWith({ goal, next, provider }: Readable): Promise<ResourceState> {
  const read = await provider.import(next.urn, goal.importId);
  if (read.id === "") throw new Error(`resource '${goal.importId}' does not exist`);
  if (read.inputs === undefined) throw new Error("provider does not support importing resources");
  const now = new Date().toISOString();
  return emptyState({
    ...next,
    id: read.id,
    inputs: read.inputs,
    outputs: read.outputs,
    created: now,
    modified: now,
  });
}
