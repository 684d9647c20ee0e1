import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { messageOf } from "../../basics/unknown";
import type { RunKind } from "../display/results";
import { fromState, type Json, type JsonObject, type Properties, toState, UnsupportedError } from "../model/values";
import type { Op, PlanMemory, PlanWatch } from "../planning/plan-memory";
import { Crypter } from "../state/secrets";
import { manifest } from "../state/snapshot";
import { PlanGuard, type PlannedGoal, PlanRecorder, type ResourcePlan, type SavedPlan } from "./plan";
import type { PropertyPlan } from "./property-plan";

/** The fields of Pulumi's `DeploymentPlanV1` that this engine goes by (apitype/plan.go); it omits what is empty. */
const propertyPlan = z.object({
  adds: z.record(z.string(), z.json()).default({}),
  deletes: z.array(z.string()).default([]),
  updates: z.record(z.string(), z.json()).default({}),
});
const urns = z.array(z.string()).default([]);
const goal = z.object({
  type: z.string(),
  name: z.string(),
  custom: z.boolean(),
  inputDiff: propertyPlan,
  outputDiff: propertyPlan,
  parent: z.string().default(""),
  protect: z.boolean(),
  dependencies: urns,
  provider: z.string().default(""),
  propertyDependencies: z.record(z.string(), urns).default({}),
  deleteBeforeReplace: z.boolean().optional(),
  ignoreChanges: urns,
  additionalSecretOutputs: urns,
  customTimeouts: z.record(z.string(), z.json()).default({}),
});
const steps = z.array(z.string()).default([]);
const planFile = z.object({
  // Ours alone: the salt of the secrets, for a plan made before the stack has a state.
  secrets_providers: z.object({ state: z.object({ salt: z.string() }) }).optional(),
  resourcePlans: z.record(z.string(), z.object({ goal: goal.optional(), steps })).default({}),
});

/** Writes the plan for its owner's eyes; the values that are secret are encrypted as in the state. */
function writePlan(file: string, plan: SavedPlan, crypter: Crypter): void {
  const json = {
    manifest: manifest(),
    secrets_providers: { type: "passphrase", state: { salt: crypter.salt } },
    resourcePlans: Object.fromEntries([...plan].map(([urn, resource]) => [urn, resourceToJson(resource, crypter)])),
  };
  writeFileSync(file, `${JSON.stringify(json, undefined, 2)}\n`, { mode: 0o600 });
}

function resourceToJson({ goal, ops }: ResourcePlan, crypter: Crypter): JsonObject {
  return { ...(goal !== undefined && { goal: goalToJson(goal, crypter) }), steps: [...ops] };
}

function goalToJson(goal: PlannedGoal, crypter: Crypter): JsonObject {
  const bag = (properties: Properties): Json =>
    toState(properties, (secret, plaintext) => crypter.encrypt(secret, plaintext));
  const changes = ({ adds, deletes, updates }: PropertyPlan): Json => ({
    adds: bag(adds),
    deletes: [...deletes],
    updates: bag(updates),
  });
  const { propertyDependencies, deleteBeforeReplace } = goal;
  return {
    type: goal.type,
    name: goal.name,
    custom: goal.custom,
    inputDiff: changes(goal.inputs),
    outputDiff: changes(goal.outputs),
    parent: goal.parent,
    protect: goal.protect,
    dependencies: [...goal.dependencies],
    provider: goal.provider,
    propertyDependencies: Object.fromEntries(Object.entries(propertyDependencies).map(([key, of]) => [key, [...of]])),
    ...(deleteBeforeReplace !== undefined && { deleteBeforeReplace }),
    ignoreChanges: [...goal.ignoreChanges],
    additionalSecretOutputs: [...goal.additionalSecretOutputs],
    customTimeouts: goal.customTimeouts,
  };
}

const SAVE_ONE = "Save one with preview first.";

/** @throws Error that names the file and says what to do */
async function readPlan(file: string, passphrase: string, stack: Crypter): Promise<SavedPlan> {
  const parsed = planFile.safeParse(jsonIn(file));
  if (!parsed.success) {
    throw new Error(`${file} is not a saved plan: ${z.prettifyError(parsed.error)}\n${SAVE_ONE}`);
  }
  const { secrets_providers: secrets, resourcePlans } = parsed.data;
  const crypter = secrets === undefined ? stack : await Crypter.open(passphrase, secrets.state.salt);
  const bag = (json: Record<string, unknown>): Properties => {
    const entries = Object.entries(json as JsonObject);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, fromState(item, (sealed) => crypter.decrypt(sealed))]),
    );
  };
  const changes = ({ adds, deletes, updates }: z.infer<typeof propertyPlan>): PropertyPlan => ({
    adds: bag(adds),
    deletes,
    updates: bag(updates),
  });
  const entries = Object.entries(resourcePlans).map(([urn, { goal, steps }]): [string, ResourcePlan] => {
    const ops = steps as Op[];
    if (goal === undefined) return [urn, { ops }];
    const { inputDiff, outputDiff, ...rest } = goal;
    const customTimeouts = rest.customTimeouts as JsonObject;
    const deleteBeforeReplace = rest.deleteBeforeReplace;
    const inputs = changes(inputDiff);
    return [urn, { ops, goal: { ...rest, customTimeouts, deleteBeforeReplace, inputs, outputs: changes(outputDiff) } }];
  });
  return new Map(entries);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = messageOf(error);
    throw new Error(`cannot read the saved plan ${file}: ${why}\n${SAVE_ONE}`);
  }
}

/** What a run does with a plan: a preview writes it when it has succeeded, an update is held to it. */
export interface PlanUse {
  watch(memory: PlanMemory): PlanWatch;
  succeeded(): void;
}

export async function usePlan(
  kind: RunKind,
  file: string | undefined,
  secrets: { readonly passphrase: string; readonly crypter: Crypter },
): Promise<PlanUse | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(file);
  if (kind === "preview") {
    const recorder = new PlanRecorder();
    return { watch: () => recorder, succeeded: () => writePlan(path, recorder.plan, secrets.crypter) };
  }
  if (kind !== "update") throw new UnsupportedError(`plans for ${kind}`);
  const plan = await readPlan(path, secrets.passphrase, secrets.crypter);
  return { watch: (memory) => new PlanGuard(memory, plan), succeeded: () => {} };
}
