import pLimit from "p-limit";
import { messageOf } from "../../basics/unknown";
import { isProviderType } from "../model/urn";
import { equal } from "../model/values";
import type { PlanMemory, Step } from "../planning/plan-memory";
import { decideDiff } from "../planning/resource-diff";
import { emptyState, type ResourceState } from "../state/resource-state";
import { markSecrets, type StepEvents } from "./executor";

/** What a refresh found of one record. */
export interface Refreshed {
  readonly old: ResourceState;
  /** undefined: the object is gone */
  readonly next: ResourceState | undefined;
  readonly result: "same" | "update" | "delete";
}

/**
 * Reads every object of the state, or the targets, and returns the state as it then stands
 * (deployment_executor.go, refresh and rebuildBaseState).
 */
export async function refreshState(
  memory: PlanMemory,
  events: StepEvents & { refreshed(found: Refreshed): void },
  parallel: number,
): Promise<{ resources: ResourceState[]; failed: boolean }> {
  const targets = memory.options.targets;
  const chosen = memory.base.filter((state) => targets.size === 0 || targets.has(state.urn));
  const outcome = new Map<ResourceState, ResourceState | undefined>();
  let failed = false;
  for (const state of chosen) await memory.providers.ensure(state.provider, memory.base);
  const limit = pLimit(Math.max(1, parallel));
  const refresh = async (old: ResourceState): Promise<void> => {
    const step: Step = { op: "refresh", urn: old.urn, old };
    events.started(step);
    try {
      const found = await refreshOne(memory, old);
      outcome.set(old, found.next);
      events.refreshed(found);
    } catch (error) {
      failed = true;
      events.failedStep(step, messageOf(error));
    }
  };
  await Promise.all(chosen.map((old) => limit(refresh, old)));
  return { resources: rebuild(memory.base, outcome), failed };
}

async function refreshOne(memory: PlanMemory, old: ResourceState): Promise<Refreshed> {
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return { old, next: old, result: "same" };
  const provider = memory.providers.get(old.provider);
  const found = await provider.read(old.urn, old.id, old.inputs, old.outputs);
  if (found.id === "") return { old, next: undefined, result: "delete" };
  const next = emptyState({ ...old, id: found.id, inputs: found.inputs ?? old.inputs, outputs: found.outputs });
  next.initErrors = [];
  markSecrets(next);
  if (!equal(next.inputs, old.inputs) || !equal(next.outputs, old.outputs)) next.modified = new Date().toISOString();
  if (old.external) return { old, next, result: equal(old.outputs, next.outputs) ? "same" : "update" };
  // The diff that an update of the unchanged program would see, the other way round.
  const diff = await decideDiff(provider, {
    urn: next.urn,
    id: next.id,
    oldInputs: next.inputs,
    oldOutputs: next.outputs,
    newInputs: old.inputs,
    ignoreChanges: old.ignoreChanges,
  });
  return { old, next, result: diff.changes ? "update" : "same" };
}

/** Without what is gone; nobody then depends on it any more. Empty lists of dependencies go as well. */
function rebuild(
  base: readonly ResourceState[],
  outcome: ReadonlyMap<ResourceState, ResourceState | undefined>,
): ResourceState[] {
  const kept = base.map((old) => (outcome.has(old) ? outcome.get(old) : old)).filter((state) => state !== undefined);
  const there = new Set(kept.map((state) => state.urn));
  const known = (urns: readonly string[]) => urns.filter((urn) => there.has(urn));
  return kept.map((state) => {
    const properties = Object.entries(state.propertyDependencies).map(([key, urns]) => [key, known(urns)] as const);
    return {
      ...state,
      parent: there.has(state.parent) ? state.parent : "",
      deletedWith: there.has(state.deletedWith) ? state.deletedWith : "",
      dependencies: known(state.dependencies),
      propertyDependencies: Object.fromEntries(properties.filter(([, urns]) => urns.length > 0)),
    };
  });
}
