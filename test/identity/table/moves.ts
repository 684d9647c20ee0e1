/** What moves: names, parents, states, stacks. The record moves, and with it the proof. */
import type { Scenario } from "../scenario";

const user = 'user("signer");';
const more = 'user("signer", { description: "Signs more" });';
const other = 'user("other", { nickname: "other" });';
/** Two stacks of one backend. */
const neighbours = { one: { home: "a", name: "dev" }, two: { home: "a", name: "live" } };

export const moves: readonly Scenario[] = [
  {
    title: "a user under a new name, with an alias, keeps its user; the mark follows",
    steps: [
      { does: "up", program: user },
      { does: "preview", program: 'user("renamed", {}, { aliases: [{ name: "signer" }] });' },
      { does: "up" },
      { does: "preview", program: 'user("renamed");' },
      { does: "destroy" },
    ],
  },
  {
    title: "a user under a new parent, with an alias, keeps its user; the mark follows",
    steps: [
      { does: "up", program: user },
      {
        does: "up",
        program:
          'user("signer", {}, { parent: new Part("Web", "web"), aliases: [{ parent: pulumi.rootStackResource }] });',
      },
      { does: "preview", program: 'user("signer", {}, { parent: new Part("Web", "web") });' },
      { does: "destroy" },
    ],
  },
  {
    title: "a component under a new type and name, with an alias, brings its user along",
    steps: [
      { does: "up", program: 'user("signer", {}, { parent: new Part("Web", "web") });' },
      {
        does: "up",
        program:
          'user("signer", {}, { parent: new Part("Site", "site", { aliases: [{ type: "example:index:Web", name: "web" }] }) });',
      },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a user renamed without an alias is another resource: the new one is refused, and an alias is the way",
    steps: [
      { does: "up", program: user },
      { does: "up", program: 'user("renamed");', fails: true },
      { does: "up", program: 'user("renamed", {}, { aliases: [{ name: "signer" }] });' },
      { does: "destroy" },
    ],
  },
  {
    title: "a user that changes to another stack by state move keeps its user; the mark follows",
    stacks: neighbours,
    steps: [
      { does: "up", stack: "one", program: user },
      { does: "up", stack: "two", program: other },
      { does: "state move", names: ["signer"], from: "one", to: "two" },
      { does: "preview", stack: "two", program: other + user },
      { does: "up", stack: "two" },
      { does: "preview", stack: "one", program: "" },
      { does: "up", stack: "one" },
      { does: "destroy", stack: "one" },
      { does: "destroy", stack: "two" },
    ],
  },
  {
    title: "a stack under a new name by stack rename keeps its user; the mark follows",
    steps: [
      { does: "up", program: user },
      { does: "stack rename", to: "live" },
      { does: "preview" },
      { does: "up" },
      { does: "preview" },
      { does: "destroy" },
    ],
  },
  {
    title: "a stack copied by export and import is noticed at the first write of the second",
    stacks: { one: { home: "a", name: "dev" }, two: { home: "b", name: "dev" } },
    steps: [
      { does: "up", stack: "one", program: user },
      { does: "export and import", from: "one", to: "two" },
      { does: "preview", stack: "two", program: user },
      { does: "up", stack: "one", program: more },
      { does: "up", stack: "two", program: 'user("signer", { description: "Signs less" });' },
      { does: "preview", stack: "one" },
      { does: "destroy", stack: "one" },
      { does: "destroy", stack: "two" },
    ],
  },
  {
    title: "a copy of a stack, destroyed after a write of the first, leaves everything alone",
    stacks: { one: { home: "a", name: "dev" }, two: { home: "b", name: "dev" } },
    steps: [
      { does: "up", stack: "one", program: user },
      { does: "export and import", from: "one", to: "two" },
      { does: "up", stack: "one", program: more },
      { does: "destroy", stack: "two" },
      { does: "preview", stack: "one" },
      { does: "destroy", stack: "one" },
    ],
  },
  {
    // Nothing tells the two apart before one of them writes.
    title: "a copy of a stack, destroyed before either has written, takes the user; the first sees it gone",
    stacks: { one: { home: "a", name: "dev" }, two: { home: "b", name: "dev" } },
    steps: [
      { does: "up", stack: "one", program: user },
      { does: "export and import", from: "one", to: "two" },
      { does: "destroy", stack: "two" },
      { does: "preview", stack: "one", refresh: true },
      { does: "up", stack: "one", refresh: true },
      { does: "destroy", stack: "one" },
    ],
  },
];
