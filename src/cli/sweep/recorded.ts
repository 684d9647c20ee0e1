/** What the given states know of: every id that is mentioned anywhere in them, and the stacks they belong to. */
import { isRecord } from "../../basics/unknown";
import { kindOf, typeToken } from "../../fields/kinds";
import { type Mark, ownerHash } from "../../ownership";
import { readCheckpoint } from "../plan/deployment";
import type { StateText } from "../states";

/** What stands in the given states. */
export interface Recorded {
  /** Every text of the states: an id among them is in use, whichever property holds it. */
  readonly texts: ReadonlySet<string>;
  readonly stacks: readonly RecordedStack[];
}

/** One stack whose state was given, as far as the state shows. */
export interface RecordedStack {
  /** `<org>/<project>/<stack>`, as the owners of its users say it; a state alone does not name its organization. */
  readonly owners: ReadonlySet<string>;
  /** Ids of its `StackIdentity`. */
  readonly identities: ReadonlySet<string>;
  /** Types of its resources with those of their parents, as in their URNs: a user may be the child of each. */
  readonly types: ReadonlySet<string>;
  /** Where its users and keys live; empty in states of before. */
  readonly hosts: ReadonlySet<string>;
}

const USER_TYPE = typeToken("ServiceUser");

/** The native host has the id of its provider resource for an identity. */
const NATIVE_PROVIDER = "pulumi:providers:digicert-one";

const isIdentity = (type: unknown): boolean =>
  typeof type === "string" && (type === NATIVE_PROVIDER || kindOf(type) === "StackIdentity");

/** What self-managed backends all call their organization: it distinguishes no two of them. */
const SELF_MANAGED = "organization";

/**
 * Reads the states. An object counts as recorded when its id appears anywhere, in an id, an input or an output: a user
 * that a resource of another stack merely refers to is in use. Resources that wait for their deletion count too.
 */
export function readRecorded(states: readonly StateText[]): Recorded {
  const texts = new Set<string>();
  const stacks = states.map(({ text, source }) => {
    const { resources, pendingOperations } = readCheckpoint(text, source);
    for (const resource of resources) collect(resource, texts);
    const pending = pendingOperations.flatMap((operation) => (isRecord(operation) ? [operation.resource] : []));
    return stackOf([...resources, ...pending].filter(isRecord));
  });
  return { texts, stacks };
}

function collect(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, texts);
  else if (isRecord(value)) for (const item of Object.values(value)) collect(item, texts);
}

function stackOf(resources: readonly Readonly<Record<string, unknown>>[]): RecordedStack {
  const textsOf = (property: string): string[] =>
    resources.flatMap(({ inputs, outputs }) =>
      [inputs, outputs].flatMap((properties) => {
        const value = isRecord(properties) ? properties[property] : undefined;
        return typeof value === "string" && value !== "" ? [value] : [];
      }),
    );
  return {
    owners: new Set(textsOf("owner").map(stackPart)),
    identities: new Set(resources.flatMap(({ type, id }) => (isIdentity(type) && typeof id === "string" ? [id] : []))),
    types: new Set(resources.flatMap(({ urn }) => (typeof urn === "string" ? [typesIn(urn)] : []))),
    hosts: new Set(textsOf("host")),
  };
}

/** `<org>/<project>/<stack>` of an owner, `<org>/<project>/<stack>/<name>`. */
const stackPart = (owner: string): string => owner.split("/").slice(0, 3).join("/");

/** `urn:pulumi:<stack>::<project>::<types>::<name>` → the types. */
const typesIn = (urn: string): string => urn.split("::")[2] ?? "";

/**
 * Whether a given state proves that a mark is of its stack. A hash does, made again from the stack's identity and a place
 * that the stack may have had for a user of that name. A mark of before has none: its text does, unless the organization is
 * the one of every self-managed backend. The state of a stack that lives at another host proves nothing here.
 */
export function isOfGivenStack(mark: Mark, { stacks }: Recorded, hosts: readonly string[]): boolean {
  const here = stacks.filter((stack) => stack.hosts.size === 0 || hosts.some((host) => stack.hosts.has(host)));
  if (mark.hash !== undefined) return here.some((stack) => isMarkedBy(stack, mark));
  return (
    stackPart(mark.owner).split("/")[0] !== SELF_MANAGED && here.some(({ owners }) => owners.has(stackPart(mark.owner)))
  );
}

function isMarkedBy({ identities, types }: RecordedStack, { owner, hash }: Mark): boolean {
  const parents = ["", ...[...types].filter((type) => type !== "pulumi:pulumi:Stack").map((type) => `${type}$`)];
  // The parent's name stands before the user's own, and both may hold a slash.
  const parts = owner.split("/").slice(3);
  const names = parts.map((_part, at) => parts.slice(at).join("/"));
  return [...identities].some((id) =>
    parents.some((parent) => names.some((name) => ownerHash(id, `${parent}${USER_TYPE}::${name}`) === hash)),
  );
}
