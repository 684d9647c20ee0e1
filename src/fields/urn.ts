/** What a URN of Pulumi names. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Types of the parents and of the resource, joined by `$`. */
  readonly types: string;
  readonly type: string;
  readonly name: string;
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>`, taken apart. */
export function partsOfUrn(urn: string): UrnParts {
  const [prefix = "", project = "", types = "", ...name] = urn.split("::");
  const stack = prefix.split(":").slice(2).join(":");
  return { stack, project, types, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
