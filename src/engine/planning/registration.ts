import { shown } from "../model/property-diff";
import { isProviderType, urnName } from "../model/urn";
import type { Properties } from "../model/values";
import type { Provider } from "../provider/provider";
import type { ResourceState } from "../state/resource-state";
import { Bail, type Goal, type PlanMemory } from "./plan-memory";

/** What is being decided about one registration. */
export interface Registration {
  readonly urn: string;
  readonly goal: Goal;
  readonly old: ResourceState | undefined;
  readonly next: ResourceState;
  readonly provider: Provider | undefined;
}

export function isTargetedReplace(memory: PlanMemory, urn: string): boolean {
  return memory.options.replaces.has(urn) || memory.olds.get(urn)?.taint === true;
}

/** Every failure of a resource is shown before the run ends. */
export async function check(
  memory: PlanMemory,
  { urn, goal, provider }: Registration,
  olds: Properties,
  news: Properties,
): Promise<Properties> {
  const checked = isProviderType(goal.type)
    ? memory.providers.check({ urn, type: goal.type }, olds, news)
    : provider?.check(urn, olds, news);
  if (checked === undefined) return news;
  const { inputs, failures } = await checked;
  if (failures.length === 0) return inputs;
  for (const { property, reason } of failures) {
    const value = news[property];
    const where =
      property === "" ? "" : `: property ${property}${value === undefined ? "" : ` value {${text(value)}}`}`;
    memory.report({
      severity: "error",
      urn,
      message: `${goal.type} resource '${urnName(urn)}'${where} has a problem: ${reason}`,
    });
  }
  throw new Bail(`resource ${urn} is invalid`);
}

function text(value: Properties[string]): string {
  const json = shown(value);
  return typeof json === "string" ? json : JSON.stringify(json);
}

export interface Existing extends Registration {
  readonly old: ResourceState;
}
