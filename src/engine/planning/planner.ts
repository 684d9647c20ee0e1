import { aliasUrns, isProviderType, makeUrn, parseReference, STACK_TYPE } from "../model/urn";
import { equal, type Properties } from "../model/values";
import { DiffUnavailableError } from "../provider/provider";
import { emptyState, neededUrns, type ResourceState } from "../state/resource-state";
import { planDestroyed } from "./deletion";
import { readToImport } from "./import";
import { bail, type Goal, type PlanMemory, type Step, targeted } from "./plan-memory";
import { check, type Existing, isTargetedReplace, type Registration } from "./registration";
import { planReplacement } from "./replacement";
import {
  applyIgnoreChanges,
  decideDiff,
  NO_CHANGE,
  type ResourceDiff,
  replaceBecause,
  withReplaceOnChanges,
} from "./resource-diff";

/**
 * Decides what a registration means: check, then diff, then same, update or replace, else create. One at a time, in
 * the order in which the program registers (step_generator.go).
 */
export async function planRegistration(memory: PlanMemory, given: Goal): Promise<Step[]> {
  const goal = inheritFromParent(memory, given);
  const urn = claimUrn(memory, goal);
  const old = findOld(memory, urn, goal);
  memory.goals.set(urn, goal);
  const next = newState(memory, urn, goal, old);
  if (isProviderType(goal.type)) memory.providerStates.set(urn, next);
  const provider = goal.custom && !isProviderType(goal.type) ? memory.providers.get(goal.provider) : undefined;
  const registration: Registration = { urn, goal, old, next, provider };

  const implicit = isProviderType(goal.type) || goal.type === STACK_TYPE;
  if (!implicit && !isTargetedForUpdate(memory, next)) return planUntargeted(memory, registration);
  const steps = await planTargeted(memory, registration);
  requireMadeDependencies(memory, next);
  return steps;
}

async function planTargeted(memory: PlanMemory, registration: Registration): Promise<Step[]> {
  const { urn, goal, old, next } = registration;
  if (goal.importId !== "" && old === undefined) return await planImport(memory, registration);
  const recreating = memory.deleted.has(urn) && old !== undefined;
  const fresh = old === undefined || recreating || old.external || isTargetedReplace(memory, urn);
  next.inputs = await checkedInputs(memory, registration, fresh);
  memory.watch?.registered({ urn, goal, olds: old?.inputs, news: next.inputs, fresh });

  if (recreating) return planDestroyed(memory, registration);
  if (old?.external) {
    memory.created.add(urn);
    memory.operated.add(urn);
    return [
      { op: "create-replacement", urn, old, next, deletesLater: true },
      { op: "replace", urn, old, next },
    ];
  }
  if (old === undefined) {
    memory.created.add(urn);
    return [{ op: "create", urn, next }];
  }
  return await planAgainstOld(memory, { ...registration, old });
}

/**
 * An object that no state knows is read first; what the program says otherwise is an update of it. Where it says nothing else the
 * record stays as it was read: there is no step `same` (step_generator.go).
 */
async function planImport(memory: PlanMemory, registration: Registration): Promise<Step[]> {
  const { urn, goal, next } = registration;
  const old = await readToImport(registration);
  if (old instanceof Error) return [{ op: "import", urn, next, failure: old }];
  const imported: Existing = { ...registration, old };
  const step: Step = { op: "import", urn, next: old };
  next.inputs = await checkedInputs(memory, imported, false);
  memory.watch?.registered({ urn, goal, olds: old.inputs, news: next.inputs, fresh: false });
  const steps = await planAgainstOld(memory, imported);
  return steps.every(({ op }) => op === "same") ? [step] : [step, ...steps];
}

function inheritFromParent(memory: PlanMemory, goal: Goal): Goal {
  const parent = goal.parent === "" ? undefined : memory.goals.get(goal.parent);
  if (parent === undefined) return goal;
  return {
    ...goal,
    protect: goal.protect ?? parent.protect,
    retainOnDelete: goal.retainOnDelete ?? parent.retainOnDelete,
    deletedWith: goal.deletedWith === "" ? parent.deletedWith : goal.deletedWith,
  };
}

function claimUrn(memory: PlanMemory, goal: Goal): string {
  if (goal.parent !== "" && !memory.urns.has(goal.parent)) {
    throw bail(memory, `could not find parent resource ${goal.parent}`);
  }
  const urn = makeUrn(memory.stack, memory.project, goal.parent, goal.type, goal.name);
  if (memory.urns.has(urn)) throw bail(memory, `Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
  memory.urns.add(urn);
  return urn;
}

/** The old record, under this URN or else under an alias. */
function findOld(memory: PlanMemory, urn: string, goal: Goal): ResourceState | undefined {
  const direct = memory.olds.get(urn);
  const taken = memory.aliased.get(urn);
  if (taken !== undefined) {
    throw bail(memory, `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${taken}'`, urn);
  }
  if (direct !== undefined) return direct;
  const named = { stack: memory.stack, project: memory.project, name: goal.name, type: goal.type, parent: goal.parent };
  for (const alias of aliasUrns(named, goal.aliases, (of) => memory.aliasOf.get(of))) {
    const old = memory.olds.get(alias);
    if (old === undefined || alias === urn) continue;
    if (memory.urns.has(alias) || memory.aliased.has(alias)) {
      throw bail(memory, `Duplicate resource alias '${alias}' applied to resource with URN '${urn}'`, urn);
    }
    memory.aliased.set(alias, urn);
    memory.aliasOf.set(urn, alias);
    return old;
  }
  return undefined;
}

function newState(memory: PlanMemory, urn: string, goal: Goal, old: ResourceState | undefined): ResourceState {
  const alias = memory.aliasOf.get(urn);
  const state = emptyState({
    urn,
    type: goal.type,
    custom: goal.custom,
    inputs: goal.inputs,
    parent: goal.parent,
    protect: goal.protect ?? false,
    dependencies: goal.dependencies,
    provider: goal.provider,
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: alias === undefined ? [] : [alias],
    customTimeouts: goal.customTimeouts,
    retainOnDelete: goal.retainOnDelete ?? false,
    deletedWith: goal.deletedWith,
    importID: goal.importId,
    ignoreChanges: goal.ignoreChanges,
    replaceOnChanges: goal.replaceOnChanges,
  });
  if (old?.created !== undefined) state.created = old.created;
  if (old?.modified !== undefined) state.modified = old.modified;
  return state;
}

function isTargetedForUpdate(memory: PlanMemory, next: ResourceState): boolean {
  if (targeted(memory, next.urn)) return true;
  if (!memory.options.targetDependents) return false;
  const provider = next.provider === "" ? [] : [parseReference(next.provider).urn];
  const dependsOnTarget = [...neededUrns(next), ...provider].some((urn) => memory.options.targets.has(urn));
  if (dependsOnTarget && memory.options.targets instanceof Set) memory.options.targets.add(next.urn);
  return dependsOnTarget;
}

/** Outside the targets nothing is checked or changed; what would be made is not. */
function planUntargeted(memory: PlanMemory, { urn, old, next }: Registration): Step[] {
  if (old === undefined) {
    memory.skippedCreates.add(urn);
    memory.operated.add(urn);
    return [{ op: "same", urn, next, skipped: true }];
  }
  memory.operated.add(urn);
  memory.operated.add(old.urn);
  const copy = emptyState({ ...old });
  delete copy.delete;
  return [{ op: "same", urn: old.urn, old, next: copy }];
}

/** A target cannot be made of something that is not. */
function requireMadeDependencies(memory: PlanMemory, next: ResourceState): void {
  const provider = next.provider === "" ? [] : [parseReference(next.provider).urn];
  for (const urn of [...neededUrns(next), ...provider]) {
    if (!memory.skippedCreates.has(urn)) continue;
    const message =
      `Resource '${next.urn}' depends on '${urn}' which was not specified in --target list: ` +
      "add it to the targets, it must be created first";
    const failure = bail(memory, message, next.urn);
    if (!memory.preview) throw failure;
    memory.sawError = true;
    memory.skippedCreates.delete(urn); // reported once
  }
}

async function checkedInputs(memory: PlanMemory, registration: Registration, fresh: boolean): Promise<Properties> {
  const { urn, goal, old, provider } = registration;
  if (old === undefined || fresh) {
    const olds = isProviderType(goal.type) ? (old?.inputs ?? {}) : {};
    return await check(memory, registration, olds, goal.inputs);
  }
  const { inputs, invalid } = applyIgnoreChanges(goal.inputs, old.inputs, goal.ignoreChanges);
  if (invalid.length > 0) {
    memory.report({ severity: "info", urn, message: `cannot ignore changes in the paths: ${invalid.join(", ")}` });
  }
  const isChecked = provider !== undefined || isProviderType(goal.type);
  return isChecked ? await check(memory, registration, old.inputs, inputs) : inputs;
}

async function planAgainstOld(memory: PlanMemory, registration: Existing): Promise<Step[]> {
  const { urn, goal, old, next } = registration;
  const asked = await diffAgainstOld(memory, registration);
  const diff = withReplaceOnChanges(asked, goal.replaceOnChanges, old.initErrors.length > 0);
  if ((diff.changes && diff.replaces.length > 0) || old.pendingReplacement) {
    return await planReplacement(memory, registration, diff);
  }
  memory.operated.add(urn);
  if (diff.changes || old.initErrors.length > 0) return [{ op: "update", urn, old, next }];
  return [{ op: "same", urn, old, next }];
}

async function diffAgainstOld(memory: PlanMemory, { urn, goal, old, next, provider }: Existing): Promise<ResourceDiff> {
  if (isTargetedReplace(memory, urn)) return replaceBecause("id");
  if (next.deletedWith !== "" && memory.replaced.has(next.deletedWith)) return replaceBecause("deletedWith");
  if (await providerChanged(memory, old, next)) return replaceBecause("provider");
  if (isProviderType(goal.type)) return equal(old.outputs, next.inputs) ? NO_CHANGE : { ...NO_CHANGE, changes: true };
  if (provider === undefined) return equal(old.inputs, next.inputs) ? NO_CHANGE : { ...NO_CHANGE, changes: true };
  try {
    const { id, inputs: oldInputs, outputs: oldOutputs } = old;
    const ignoreChanges = goal.ignoreChanges;
    return await decideDiff(provider, { urn, id, oldInputs, oldOutputs, newInputs: next.inputs, ignoreChanges });
  } catch (error) {
    if (!(error instanceof DiffUnavailableError)) throw error;
    memory.report({ severity: "warning", urn, message: error.message });
    return { ...NO_CHANGE, changes: true };
  }
}

/**
 * Whether another provider resource replaces is for the new provider to say, by its settings; the dynamic one has no opinion.
 * Becoming a component, or ceasing to be one, does.
 */
async function providerChanged(memory: PlanMemory, old: ResourceState, next: ResourceState): Promise<boolean> {
  if (old.provider === next.provider) return false;
  if (old.provider === "" || next.provider === "") return true;
  const [was, is] = [parseReference(old.provider), parseReference(next.provider)];
  if (memory.aliased.get(was.urn) === is.urn) return false;
  const provider = memory.providerStates.get(is.urn);
  return provider !== undefined && (await memory.providers.replaces(provider, memory.olds.get(was.urn)?.inputs ?? {}));
}

/** `.get`: reads an object that this stack does not manage (step_generator.go, GenerateReadSteps). */
export function planRead(memory: PlanMemory, goal: Goal & { readonly id: string }): Step[] {
  const urn = claimUrn(memory, goal);
  const old = findOld(memory, urn, goal);
  if (goal.id === "") throw bail(memory, `expected an id for ${urn}`, urn);
  const alias = memory.aliasOf.get(urn);
  const next = emptyState({
    urn,
    type: goal.type,
    custom: true,
    id: goal.id,
    inputs: goal.inputs,
    parent: goal.parent,
    external: true,
    dependencies: goal.dependencies,
    provider: goal.provider,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    aliases: alias === undefined ? [] : [alias],
  });
  memory.operated.add(urn);
  if (old !== undefined && !old.external && old.id !== goal.id) {
    memory.replaced.add(urn);
    return [
      { op: "read-replacement", urn, old, next },
      { op: "replace", urn, old, next },
    ];
  }
  return [old === undefined ? { op: "read", urn, next } : { op: "read", urn, old, next }];
}
