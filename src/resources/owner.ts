import * as pulumi from "@pulumi/pulumi";
import { typeToken } from "../fields/kinds";
import { ownerHash } from "../ownership/whose"; // all of that room is more than programs need
import type { Settle } from "./options/settle";
import { withoutDependencies } from "./options/shown";
import { stackIdentity } from "./stack-identity";

const USER_TYPE = typeToken("ServiceUser");

/** What says who manages a service user. */
interface Ownership {
  /** A text for people, and the hash that is its own. The hash is unknown in a preview that is to make the stack's identity first. */
  readonly inputs: { readonly owner: pulumi.Output<string>; readonly ownerHash: pulumi.Output<string> };
  readonly settle: Settle;
}

/** Who manages a user that is settled by `settle`. The user depends on the stack's identity as a whole: state names it once. */
export function ownershipOf(
  name: string,
  options: pulumi.CustomResourceOptions | undefined,
  settle: Settle,
): Ownership {
  const parent = options?.parent;
  const parentType = parent === undefined ? Promise.resolve("") : inUrn(parent, typeInUrn);
  const identity = stackIdentity(options?.provider ?? parent?.getProvider(USER_TYPE));
  const qualified = parentType.then((type) => `${type === "" ? "" : `${type}$`}${USER_TYPE}::${name}`);
  const hash = pulumi.all([identity.id, qualified]).apply(([id, resource]) => ownerHash(id, resource));
  return {
    inputs: { owner: ownerOf(name, parent), ownerHash: withoutDependencies(hash) },
    settle(given) {
      const { options, errors } = settle(given);
      const { dependsOn = [] } = pulumi.mergeOptions({ dependsOn: options.dependsOn ?? [] }, { dependsOn: identity });
      return { options: { ...options, dependsOn }, errors };
    },
  };
}

/**
 * Who manages a resource: `<org>/<project>/<stack>/<name>`, with the parent's name before the name where there is one,
 * since two components of one stack may each hold a resource of the same name.
 */
function ownerOf(name: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  const stack = stackParts();
  const parentName = parent === undefined ? pulumi.output("") : pulumi.output(inUrn(parent, nameInUrn));
  return parentName.apply((outer) => [...stack, ...(outer === "" ? [] : [outer]), name].map(plainText).join("/"));
}

const stackParts = (): string[] => [organization(), pulumi.getProject(), pulumi.getStack()];

/** The stack of the program that runs, `<org>/<project>/<stack>`; undefined outside of one. */
export function runningStack(): string | undefined {
  try {
    return stackParts().map(plainText).join("/");
  } catch {
    return undefined;
  }
}

/**
 * A part of the parent's URN as a value, not as a dependency. To depend on a component means to depend on all of its
 * children: the user would wait for its siblings, and they for the user (seen: "was waiting for the URNs of its
 * dependencies").
 */
function inUrn(parent: pulumi.Resource, part: (urn: string) => string): Promise<string> {
  return new Promise((resolve) => {
    parent.urn.apply((urn) => resolve(part(urn)));
  });
}

/** Unit tests (`pulumi.runtime.setMocks`) seldom name an organization; theirs is called as in Pulumi's own file backend. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/** `urn:pulumi:stack::project::type$type::name` → the name; nothing for the stack itself. */
function nameInUrn(urn: string): string {
  const [, , type = "", ...name] = urn.split("::");
  return type === "pulumi:pulumi:Stack" ? "" : name.join("::");
}

/** The types of a resource and its parents; nothing for the stack itself. */
function typeInUrn(urn: string): string {
  const [, , type = ""] = urn.split("::");
  return type === "pulumi:pulumi:Stack" ? "" : type;
}

/** The mark is read back from a description: its own brackets and separators must not occur in it. */
const plainText = (text: string) => text.replace(/[()#\s]/g, "_");
