/** Names that are equal, or read alike, and prove nothing. */
import type { Scenario } from "../scenario";

const part = (type: string, nickname: string) =>
  `user("signer", { nickname: "${nickname}" }, { parent: new Part("${type}", "payments") });`;

export const names: readonly Scenario[] = [
  {
    title: "two component types of one name: the second is refused the first one's user, and goes without it",
    steps: [
      { does: "up", program: part("Web", "signer") },
      { does: "up", program: part("Web", "signer") + part("Worker", "signer"), fails: true },
      { does: "up", program: part("Web", "signer") + part("Worker", "other") },
      { does: "up", program: part("Web", "signer") },
      { does: "preview" },
    ],
  },
  {
    title: "two names that fold alike in the mark are two resources",
    steps: [
      { does: "up", program: 'user("a b");' },
      { does: "up", program: 'user("a b"); user("a_b");', fails: true },
      { does: "up", program: 'user("a b"); user("a_b", { nickname: "other" });' },
      { does: "up", program: 'user("a b");' },
    ],
  },
  {
    title:
      "two stacks of one project and name in one tenant: neither touches the other's user, of other roles, unasked",
    stacks: { one: { home: "a", name: "dev" }, two: { home: "b", name: "dev" } },
    steps: [
      { does: "up", stack: "one", program: 'user("signer");' },
      { does: "up", stack: "two", program: 'user("signer", { roleIds: [$role] });', fails: true },
      {
        does: "up",
        stack: "two",
        program: 'user("signer", { roleIds: [$role], onDuplicate: "adopt", adoptChanges: true });',
        fails: true,
      },
      {
        does: "up",
        stack: "two",
        program: 'user("signer", { roleIds: [$role], onDuplicate: "adopt", adoptFrom: "$adoptFrom" });',
        fails: true,
      },
      {
        does: "up",
        stack: "two",
        program:
          'user("signer", { roleIds: [$role], onDuplicate: "adopt", adoptChanges: true, adoptFrom: "$adoptFrom" });',
      },
      { does: "preview", stack: "one" },
      { does: "refresh", stack: "one" },
      { does: "preview", stack: "one" },
      { does: "up", stack: "one", fails: true },
      { does: "destroy", stack: "one" },
      { does: "preview", stack: "two" },
      { does: "destroy", stack: "two" },
    ],
  },
  {
    title: "two stacks of one project and name, each with a user of its own, are destroyed one by one",
    stacks: { one: { home: "a", name: "dev" }, two: { home: "b", name: "dev" } },
    steps: [
      { does: "up", stack: "one", program: 'user("signer");' },
      { does: "up", stack: "two", program: 'user("signer", { nickname: "other" });' },
      { does: "destroy", stack: "one" },
      { does: "preview", stack: "two" },
      { does: "destroy", stack: "two" },
    ],
  },
  {
    title: "two copies of the package, and of the SDK, in one program share one identity",
    library: true,
    inProcesses: true,
    steps: [
      { does: "preview", program: bothCopies() },
      { does: "up" },
      { does: "preview" },
      { does: "up", program: bothCopies("Signs more") },
      { does: "destroy" },
    ],
  },
];

function bothCopies(description = "Signs"): string {
  return `user("own", { nickname: "own", description: "${description}" });
user("brought", { nickname: "brought", description: "${description}" }, {}, require("signers"));`;
}
