/** What the given states know of: every id that is mentioned anywhere in them, and the stacks they belong to. */
import { isObject, readCheckpoint } from "../plan/deployment";
import type { StateText } from "../states";

/** What stands in the given states. */
export interface Recorded {
  /** Every text of the states: an id among them is in use, whichever property holds it. */
  readonly texts: ReadonlySet<string>;
  /** `<project>/<stack>` */
  readonly stacks: ReadonlySet<string>;
}

/**
 * Reads the states. An object counts as recorded when its id appears anywhere, in an id, an input or an output: a user
 * that a resource of another stack merely refers to is in use. Resources that wait for their deletion count too.
 */
export function readRecorded(states: readonly StateText[]): Recorded {
  const texts = new Set<string>();
  const stacks = new Set<string>();
  for (const { text, source } of states) {
    const { resources, pendingOperations } = readCheckpoint(text, source);
    for (const resource of resources) {
      collect(resource, texts);
      noteStack(resource, stacks);
    }
    for (const operation of pendingOperations) if (isObject(operation)) noteStack(operation.resource, stacks);
  }
  return { texts, stacks };
}

function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, texts);
  else if (isObject(value)) for (const item of Object.values(value)) collect(item, texts);
}

/** `urn:pulumi:<stack>::<project>::…` */
function noteStack(resource: unknown, stacks: Set<string>): void {
  const urn = isObject(resource) && typeof resource.urn === "string" ? resource.urn : "";
  const match = /^urn:pulumi:(?<stack>.+?)::(?<project>.+?)::/.exec(urn);
  if (match?.groups) stacks.add(`${match.groups.project}/${match.groups.stack}`);
}

/** Whether the state of an owner's stack was given; the owner is `<org>/<project>/<stack>/<name>`. */
export function isStackGiven(owner: string, { stacks }: Recorded): boolean {
  const [, project, stack] = owner.split("/");
  return stacks.has(`${project}/${stack}`);
}
