/** The stack that a provider process works for, as far as the owner marks of its users show. */

/** What the owner marks have shown, for all handlers of a process: a key's handlers see no owner. */
export class StackMemory {
  private readonly stacks = new Set<string>();

  /** An owner as a program declares it: `<organization>/<project>/<stack>/<name>`. */
  note(owner: string): void {
    const [organization = "", project = "", stack = "", ...name] = owner.split("/");
    if (name.length > 0) this.stacks.add([organization, project, stack].join("/"));
  }

  /** The stack; undefined while none was seen, and where several are served by one process, since a call may be for either. */
  name(): string | undefined {
    const [stack, another] = this.stacks;
    return another === undefined ? stack : undefined;
  }
}

/** That of this process. */
export const processStack = new StackMemory();
