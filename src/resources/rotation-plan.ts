import * as pulumi from "@pulumi/pulumi";
import type { RotationPlan, StateResource } from "../plan";
import { asOf, requireDay } from "../rotation";
import type { ApiKey } from "./api-key";
import { hasBrand } from "./given/brands";
import type { RotatingApiKey } from "./rotating-api-key";
import type { ServiceUser } from "./service-user";

export type { PlanRow, RotationPlan } from "../plan";

/** Few programs ask for a plan, so the others do not load how it is made. */
const plans = () => import("../plan/index.js");

/** How a {@link rotationPlan} is made. */
export interface RotationPlanArgs {
  /** The day it is made for, `YYYY-MM-DD`. Default `DIGICERT_ONE_AS_OF`, or today in UTC. */
  readonly asOf?: string;
  /** Only what comes within this many days. */
  readonly withinDays?: number;
  /** How often you run, in days. The plan warns of what would come too late. */
  readonly runsEveryDays?: number;
}

/** Outputs that a plan has no use for; being secret they would make the whole plan one. */
const SECRETS = new Set(["value", "initialApiKey", "previousValue", "fingerprint"]);

/**
 * What the next run does to the given users and keys, and why: the rows of `digicert-one plan`, inside a program. It follows
 * this run, so what this run does itself is done already. Unknown in a preview that makes one of them.
 *
 * @example
 * export const plan = digicert.rotationPlan([user, key, pair], { withinDays: 60, runsEveryDays: 7 });
 */
export function rotationPlan(
  resources: readonly (ServiceUser | ApiKey | RotatingApiKey)[],
  args: RotationPlanArgs = {},
): pulumi.Output<RotationPlan> {
  const today = args.asOf === undefined ? asOf(process.env, Date.now()) : requireDay(args.asOf, "asOf");
  const { withinDays, runsEveryDays } = args;
  const parts = resources.flatMap((resource) =>
    isPair(resource)
      ? [factsOf(resource), ...resource.parts.map((part) => factsOf(part, resource))]
      : [factsOf(resource)],
  );
  return pulumi.all(parts).apply(async (found) => {
    const { planFacts, planRows } = await plans();
    return planRows(planFacts(found, today), { today, withinDays, runsEveryDays });
  });
}

const isPair = (resource: pulumi.Resource): resource is RotatingApiKey => hasBrand(resource, "RotatingApiKey");

/** Outputs that a state may lack. In a preview they are unknown then, and the plan does without. */
const MAY_LACK = new Set(["requestedEndDate", "endGrantedOn", "initialApiKeyEndDate"]);

/** What is known of those outputs, by name; of a resource that changes the others are unknown too. */
async function knownAmong(outputs: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const known: [string, unknown][] = [];
  for (const name of MAY_LACK) {
    const output = outputs[name] as (pulumi.Output<unknown> & { readonly isKnown: Promise<boolean> }) | undefined;
    if (output !== undefined && (await output.isKnown)) known.push([name, output]);
  }
  return Object.fromEntries(known);
}

/** A resource of the program in the shape of a state. */
function factsOf(resource: pulumi.Resource, parent?: pulumi.Resource): pulumi.Output<StateResource> {
  const isPlain = (key: string, value: unknown) => pulumi.Output.isInstance(value) && !SECRETS.has(key);
  // Of a component only its URN counts: its outputs repeat those of its parts.
  // What is not shown of a resource as a whole is read as well.
  const all: Record<string, PropertyDescriptor> = pulumi.ComponentResource.isInstance(resource)
    ? {}
    : Object.getOwnPropertyDescriptors(resource);
  const own = Object.entries(all).map(([key, { value }]) => [key, value] as const);
  const outputs = Object.fromEntries(
    own.filter(([key, value]) => isPlain(key, value) && key !== "urn" && key !== "id"),
  );
  const settled = Object.fromEntries(Object.entries(outputs).filter(([key]) => !MAY_LACK.has(key)));
  const id = pulumi.CustomResource.isInstance(resource) ? resource.id : pulumi.output("");
  const above = parent === undefined ? pulumi.output("") : parent.urn;
  return pulumi
    .all([resource.urn, id, above, pulumi.all(settled), pulumi.output(knownAmong(outputs))])
    .apply(async ([urn, own, parentUrn, found, known]) => {
      const { partsOfUrn } = await import("../fields/urn.js");
      return { ...partsOfUrn(urn), urn, id: own, parent: parentUrn, outputs: { ...found, ...known } };
    });
}
