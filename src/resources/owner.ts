import * as pulumi from "@pulumi/pulumi";

/**
 * Who manages a resource: `<org>/<project>/<stack>/<name>`, with the parent's name before the name where there is one,
 * since two components of one stack may each hold a resource of the same name.
 */
export function ownerOf(name: string, parent: pulumi.Resource | undefined): pulumi.Output<string> {
  const stack = [organization(), pulumi.getProject(), pulumi.getStack()];
  const parentName = parent === undefined ? pulumi.output("") : pulumi.output(nameOf(parent));
  return parentName.apply((outer) => [...stack, ...(outer === "" ? [] : [outer]), name].map(plainText).join("/"));
}

/**
 * The parent's name as a value, not as a dependency. To depend on a component means to depend on all of its children: the
 * user would wait for its siblings, and they for the user (seen: "was waiting for the URNs of its dependencies").
 */
function nameOf(parent: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => {
    parent.urn.apply((urn) => resolve(nameInUrn(urn)));
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

/** The mark is read back from a description: its own brackets and separators must not occur in it. */
const plainText = (text: string) => text.replace(/[()#\s]/g, "_");
