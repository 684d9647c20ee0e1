import { emptyState, type ResourceState } from "../state/resource-state";
import { dependentReplacements, dependentsOf } from "./dependents";
import { Bail, type PlanMemory, type Step } from "./plan-memory";
import type { Registration } from "./registration";

/** The resource was deleted earlier in this run, ahead of one it depends on: now it comes back. */
export function planDestroyed(memory: PlanMemory, { urn, old, next }: Registration): Step[] {
  memory.deleted.delete(urn);
  memory.replaced.add(urn);
  memory.operated.add(urn);
  const both = old === undefined ? { urn, next } : { urn, old, next };
  return [
    { op: "replace", ...both },
    { op: "create-replacement", ...both, deletesLater: false },
  ];
}

/** What the program no longer registers, and what was replaced, goes at the end of the run. */
export async function planDeletes(
  memory: PlanMemory,
  destroy: boolean,
): Promise<{ sames: Step[]; deletes: Step[]; refused: boolean }> {
  const allowed = await allowedToDelete(memory);
  const sames: Step[] = [];
  const deletes: Step[] = [];
  for (const state of memory.base) {
    if (allowed !== undefined && !allowed.has(state.urn)) {
      if (!isOperated(memory, state)) sames.push(keep(state));
      continue;
    }
    const step = deleteOf(memory, state);
    if (step === undefined) continue;
    memory.deleted.add(state.urn);
    deletes.push(step);
    await memory.providers.ensure(state.provider, memory.base);
  }
  const refused = (destroy || allowed !== undefined) && refusesUnnamed(memory, deletes);
  return { sames, deletes, refused };
}

function isOperated(memory: PlanMemory, state: ResourceState): boolean {
  return memory.operated.has(memory.aliased.get(state.urn) ?? state.urn);
}

function deleteOf(memory: PlanMemory, state: ResourceState): Step | undefined {
  if (state.delete === true) {
    return memory.condemned.has(state) ? undefined : { op: "delete-replaced", urn: state.urn, old: state };
  }
  if (isOperated(memory, state)) return undefined;
  if (state.pendingReplacement) return { op: "remove-pending-replace", urn: state.urn, old: state };
  // What was only read leaves the state; nothing is deleted.
  return { op: state.external ? "discard" : "delete", urn: state.urn, old: state };
}

function keep(state: ResourceState): Step {
  const copy = emptyState({ ...state });
  return { op: "same", urn: state.urn, old: state, next: copy };
}

/** With targets: they, everything that needs them, and what their going would replace. */
async function allowedToDelete(memory: PlanMemory): Promise<ReadonlySet<string> | undefined> {
  if (memory.options.targets.size === 0) return undefined;
  const reached = new Set(memory.options.targets);
  for (const state of memory.base) {
    if (!memory.options.targets.has(state.urn)) continue;
    for (const dependent of dependentsOf(state, memory.base)) reached.add(dependent.urn);
  }
  const allowed = new Set(reached);
  for (const state of memory.base.filter((state) => reached.has(state.urn))) {
    for (const dependent of await dependentReplacements(memory, state)) allowed.add(dependent.state.urn);
  }
  return allowed;
}

/** A targeted run deletes nothing that was not named; its preview goes on to report everything, and fails in the end. */
function refusesUnnamed(memory: PlanMemory, deletes: readonly Step[]): boolean {
  const { targets, targetDependents } = memory.options;
  if (targets.size === 0 || targetDependents) return false;
  const unnamed = deletes.filter((step) => !targets.has(step.urn));
  for (const { urn } of unnamed) {
    const message =
      `Resource '${urn}' will be destroyed but was not specified in --target list: ` +
      "add it to the targets or pass targetDependents";
    memory.report({ severity: "error", urn, message });
  }
  if (unnamed.length > 0 && !memory.preview) throw new Bail("delete untargeted resource");
  return unnamed.length > 0;
}
