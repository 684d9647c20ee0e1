import { parseReference } from "../model/urn";
import { type Properties, UNKNOWN_TEXT } from "../model/values";
import {
  type Bail,
  bail,
  type Goal,
  type Op,
  type PlanMemory,
  type PlanWatch,
  type Registered,
  type Step,
} from "../planning/plan-memory";
import { departures, NO_PROPERTY_CHANGE, type PropertyPlan, propertyPlan } from "./property-plan";

/** What a program asked for when the plan was made. */
export type PlannedGoal = Pick<
  Goal,
  | "type"
  | "name"
  | "custom"
  | "parent"
  | "dependencies"
  | "provider"
  | "propertyDependencies"
  | "deleteBeforeReplace"
  | "ignoreChanges"
  | "additionalSecretOutputs"
  | "customTimeouts"
> & { readonly protect: boolean; readonly inputs: PropertyPlan; outputs: PropertyPlan };

/** The goal and the operations of one resource; one that only goes has no goal. */
export interface ResourcePlan {
  goal?: PlannedGoal;
  readonly ops: Op[];
}

export type SavedPlan = Map<string, ResourcePlan>;

/** Writes down what a preview plans. */
export class PlanRecorder implements PlanWatch {
  readonly plan: SavedPlan = new Map();

  registered({ urn, goal, olds, news, fresh }: Registered): void {
    const inputs = propertyPlan(fresh ? {} : (olds ?? {}), news);
    this.#of(urn).goal = { ...goal, protect: goal.protect ?? false, inputs, outputs: NO_PROPERTY_CHANGE };
  }

  steps(steps: readonly Step[]): void {
    for (const { op, urn } of steps) this.#of(urn).ops.push(op);
  }

  outputs(urn: string, olds: Properties, outputs: Properties): void {
    const { goal } = this.#of(urn);
    if (goal !== undefined) goal.outputs = propertyPlan(olds, outputs);
  }

  finished(): void {}

  #of(urn: string): ResourcePlan {
    const plan = this.plan.get(urn) ?? { ops: [] };
    this.plan.set(urn, plan);
    return plan;
  }
}

/** Holds an update to its plan: what departs from it ends the run before it is done. */
export class PlanGuard implements PlanWatch {
  readonly #memory: PlanMemory;
  readonly #plan: SavedPlan;

  constructor(memory: PlanMemory, plan: SavedPlan) {
    this.#memory = memory;
    this.#plan = new Map([...plan].map(([urn, { ops, ...rest }]) => [urn, { ...rest, ops: [...ops] }]));
  }

  registered({ urn, goal, olds, news }: Registered): void {
    const planned = this.#plan.get(urn);
    // What was not planned at all may only stay as it is. A new one is refused for its `create`.
    if (planned === undefined && olds === undefined) return;
    const departed =
      planned === undefined
        ? propertiesChanged(departures(olds ?? {}, news, NO_PROPERTY_CHANGE))
        : planned.goal === undefined
          ? "resource unexpectedly not deleted"
          : goalChanged(planned.goal, goal, olds ?? {}, news);
    if (departed !== undefined) throw departure(this.#memory, `resource ${urn} violates plan: ${departed}`, urn);
  }

  steps(steps: readonly Step[]): void {
    for (const { op, urn } of steps) {
      const planned = this.#plan.get(urn);
      const allowed = planned === undefined ? "same" : planned.ops.shift();
      if (allowed !== undefined && isWithin(op, allowed)) continue;
      const why =
        planned === undefined
          ? "no steps were expected for this resource"
          : allowed === undefined
            ? "no more steps were expected for this resource"
            : `this resource is constrained to ${allowed}`;
      throw departure(this.#memory, `${op} is not allowed by the plan: ${why}`, urn);
    }
  }

  outputs(urn: string, olds: Properties, outputs: Properties): void {
    const goal = this.#plan.get(urn)?.goal;
    if (goal === undefined) throw departure(this.#memory, `no plan for resource ${urn}`, urn);
    const departed = propertiesChanged(departures(olds, outputs, goal.outputs));
    if (departed !== undefined) throw departure(this.#memory, `resource violates plan: ${departed}`, urn);
  }

  finished(): void {
    const standing = new Set(this.#memory.base.map(({ urn }) => urn));
    const unseen = [...this.#plan].filter(([urn, { ops }]) => {
      // What is gone already needs no deleting.
      return ops.length > 0 && !(ops.length === 1 && ops[0] === "delete" && !standing.has(urn));
    });
    const missed = unseen.map(([urn]) =>
      bail(this.#memory, `expected resource operations for ${urn} but none were seen`, urn),
    );
    if (missed[0] === undefined) return;
    advise(this.#memory);
    throw missed[0];
  }
}

/** Reports how the run departs from its plan, in Pulumi's words, and ends it. */
function departure(memory: PlanMemory, message: string, urn: string): Bail {
  const ended = bail(memory, message, urn);
  advise(memory);
  return ended;
}

/** What to do about it: Pulumi's words do not say. */
function advise({ report }: PlanMemory): void {
  report({
    severity: "info",
    message: "The update departs from its plan. Save a new plan with preview and have it read, or update without one.",
  });
}

/** An operation may do less than planned: an update in place of a replacement, nothing in place of an update. */
function isWithin(op: Op, planned: Op): boolean {
  if (op === planned) return true;
  if (planned === "create" || planned === "update") return op === "same";
  const replaces = planned === "replace" || planned === "create-replacement" || planned === "delete-replaced";
  return replaces && (op === "same" || op === "update");
}

function goalChanged(planned: PlannedGoal, goal: Goal, olds: Properties, news: Properties): string | undefined {
  if (planned.custom !== goal.custom) {
    return `resource kind changed (expected ${planned.custom ? "custom" : "component"})`;
  }
  if (!isProviderPlanned(planned.provider, goal.provider)) return `provider changed (expected ${planned.provider})`;
  const settings = {
    parent: [planned.parent, goal.parent],
    protect: [planned.protect, goal.protect ?? false],
    deleteBeforeReplace: [planned.deleteBeforeReplace, goal.deleteBeforeReplace],
    customTimeouts: [JSON.stringify(planned.customTimeouts), JSON.stringify(goal.customTimeouts)],
  };
  for (const [name, [expected, actual]] of Object.entries(settings)) {
    if (expected !== actual) return `${name} changed (expected ${expected ?? "no value"})`;
  }
  for (const name of ["ignoreChanges", "additionalSecretOutputs", "dependencies"] as const) {
    const changed = setChanged(planned[name], goal[name]);
    if (changed !== undefined) return `${name} changed: ${changed}`;
  }
  const departed = propertiesChanged(departures(olds, news, planned.inputs));
  if (departed !== undefined) return departed;
  for (const [key, urns] of Object.entries(planned.propertyDependencies)) {
    const now = goal.propertyDependencies[key];
    const changed = now === undefined ? undefined : setChanged(urns, now);
    if (changed !== undefined) return `dependencies for ${key} changed: ${changed}`;
  }
  return undefined;
}

const propertiesChanged = (found: readonly string[]): string | undefined =>
  found.length === 0 ? undefined : `properties changed: ${found.join(", ")}`;

/** A provider that was yet to be made had no id when the plan was. */
function isProviderPlanned(planned: string, actual: string): boolean {
  if (planned === actual) return true;
  if (planned === "" || actual === "") return false;
  const [expected, found] = [parseReference(planned), parseReference(actual)];
  return expected.urn === found.urn && expected.id === UNKNOWN_TEXT;
}

function setChanged(planned: readonly string[], actual: readonly string[]): string | undefined {
  const added = actual.filter((each) => !planned.includes(each)).sort();
  const deleted = planned.filter((each) => !actual.includes(each)).sort();
  const parts = [
    ...(added.length > 0 ? [`added ${added.join(", ")}`] : []),
    ...(deleted.length > 0 ? [`deleted ${deleted.join(", ")}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}
