/** Takes an object that exists into the state: read first, then compared as if it had always been there (step.go, ImportStep). */
import { emptyState, type ResourceState } from "../state/resource-state";
import { bail, type PlanMemory } from "./plan-memory";
import type { Registration } from "./registration";

/** The object as its provider reads it, in a preview too. */
export async function readToImport(memory: PlanMemory, registration: Registration): Promise<ResourceState> {
  const { urn, goal, next, provider } = registration;
  if (provider === undefined) throw bail(memory, `there is no provider to import '${urn}' with`, urn);
  const found = await provider.import(urn, goal.importId);
  if (found.id === "") throw bail(memory, `resource '${goal.importId}' does not exist`, urn);
  if (found.inputs === undefined) {
    throw bail(memory, "provider does not support importing resources", urn);
  }
  const now = new Date().toISOString();
  return emptyState({
    ...next,
    id: found.id,
    inputs: found.inputs,
    outputs: found.outputs,
    created: now,
    modified: now,
  });
}
