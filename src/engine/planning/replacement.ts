import { dependentReplacements } from "./dependents";
import { bail, type PlanMemory, type Step } from "./plan-memory";
import { check, type Existing, isTargetedReplace } from "./registration";
import type { ResourceDiff } from "./resource-diff";

/** A replacement, in the order the provider or the option asks for (step_generator.go, continueStepsFromDiff). */
export async function planReplacement(memory: PlanMemory, registration: Existing, diff: ResourceDiff): Promise<Step[]> {
  const { urn, goal, old, next, provider } = registration;
  if (next.protect && old.protect) {
    const failure = bail(
      memory,
      `unable to replace resource "${urn}"\nas it is currently marked for protection. To unprotect the resource, ` +
        "remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
      urn,
    );
    if (!memory.preview) throw failure;
  }
  memory.replaced.add(urn);
  memory.operated.add(urn);
  // Defaults carried from the old inputs do not outlive the old object: check again without them.
  if (provider !== undefined && !isTargetedReplace(memory, urn)) {
    next.inputs = await check(memory, registration, {}, goal.inputs);
  }
  const keys = diff.replaces;
  const first = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace;
  const replacement: Step = { op: "create-replacement", urn, old, next, keys, deletesLater: !first };
  const replace: Step = { op: "replace", urn, old, next, keys };
  if (!first) return [replacement, replace];
  return [...(await deletesBefore(memory, registration)), replace, replacement];
}

/** What depends on the old object and would be replaced with it goes before it, last first. */
async function deletesBefore(memory: PlanMemory, { urn, old }: Existing): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { state } of (await dependentReplacements(memory, old)).reverse()) {
    if (memory.condemned.has(state)) continue;
    if (state.delete !== true && state.protect) {
      throw bail(
        memory,
        `unable to replace resource "${state.urn}" as part of replacing "${urn}" as it is currently marked for ` +
          "protection. To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program",
        urn,
      );
    }
    steps.push(
      state.delete === true
        ? { op: "delete", urn: state.urn, old: state }
        : { op: "delete-replaced", urn: state.urn, old: state, awaitsReplacement: true },
    );
    memory.deleted.add(state.urn);
    memory.condemned.add(state);
  }
  await memory.providers.ensure(old.provider, memory.base);
  if (!old.pendingReplacement) {
    steps.push({ op: "delete-replaced", urn: old.urn, old, awaitsReplacement: true });
  }
  return steps;
}
