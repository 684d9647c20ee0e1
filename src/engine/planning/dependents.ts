import { isProviderType, parseReference } from "../model/urn";
import { type Properties, unknown } from "../model/values";
import { neededUrns, type ResourceState } from "../state/resource-state";
import type { PlanMemory, Step } from "./plan-memory";
import { decideDiff, withReplaceOnChanges } from "./resource-diff";

export interface DependentReplacement {
  readonly state: ResourceState;
  readonly keys: readonly string[];
}

/** Records that need `root`, directly or not, in the order of the state; a provider's resources need it, children their parent. */
export function dependentsOf(
  root: ResourceState,
  base: readonly ResourceState[],
  ignore: ReadonlySet<string> = new Set(),
): ResourceState[] {
  const from = base.indexOf(root);
  const reached = new Set([root.urn]);
  const found: ResourceState[] = [];
  for (const state of base.slice(from + 1)) {
    if (ignore.has(state.urn)) continue;
    const provider = state.provider === "" ? "" : parseReference(state.provider).urn;
    const needs = provider === "" ? neededUrns(state) : [...neededUrns(state), provider];
    if (!needs.some((urn) => reached.has(urn))) continue;
    reached.add(state.urn);
    found.push(state);
  }
  return found;
}

/**
 * Which dependents must go before `root` can go: those that would be replaced if what they take from it became
 * unknown, as their provider's diff says (step_generator.go, calculateDependentReplacements).
 */
export async function dependentReplacements(memory: PlanMemory, root: ResourceState): Promise<DependentReplacement[]> {
  const replaced = new Set([root.urn]);
  const result: DependentReplacement[] = [];
  const seen = new Set([...memory.operated, ...memory.created, ...memory.deleted]);
  for (const state of dependentsOf(root, memory.base, seen)) {
    const keys = await replacementKeys(memory, state, replaced);
    if (keys === undefined) continue;
    replaced.add(state.urn);
    result.push({ state, keys });
  }
  return result;
}

async function replacementKeys(
  memory: PlanMemory,
  state: ResourceState,
  replaced: ReadonlySet<string>,
): Promise<readonly string[] | undefined> {
  if (!state.custom || state.external) return undefined;
  if (state.provider !== "" && replaced.has(parseReference(state.provider).urn)) return [];
  if (state.deletedWith !== "" && replaced.has(state.deletedWith)) return [];
  const inputs: Properties = {};
  let affected = false;
  for (const [key, value] of Object.entries(state.inputs)) {
    const changes = (state.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
    affected ||= changes;
    inputs[key] = changes ? unknown : value;
  }
  if (!affected || isProviderType(state.type)) return undefined;
  await memory.providers.ensure(state.provider, memory.base);
  const provider = memory.providers.get(state.provider);
  const asked = await decideDiff(provider, {
    ...state,
    oldInputs: state.inputs,
    oldOutputs: state.outputs,
    newInputs: inputs,
  });
  const diff = withReplaceOnChanges(asked, state.replaceOnChanges, false);
  return diff.replaces.length > 0 ? diff.replaces : undefined;
}

/**
 * Deletes in rounds: whatever nothing else that is to go still needs goes next, and a round begins when the one before
 * has ended (step_generator.go, ScheduleDeletes).
 */
export function deletionRounds(steps: readonly Step[]): Step[][] {
  const waiting = new Map<ResourceState, Step>();
  for (const step of steps) if (step.old !== undefined) waiting.set(step.old, step);
  const rounds: Step[][] = [];
  while (waiting.size > 0) {
    const needed = new Set([...waiting.keys()].flatMap(neededWithProvider));
    const free = [...waiting].filter(([state]) => !needed.has(state.urn));
    const round = free.length > 0 ? free : [...waiting];
    rounds.push(round.map(([, step]) => step));
    for (const [state] of round) waiting.delete(state);
  }
  return rounds;
}

function neededWithProvider(state: ResourceState): string[] {
  return state.provider === "" ? neededUrns(state) : [...neededUrns(state), parseReference(state.provider).urn];
}
