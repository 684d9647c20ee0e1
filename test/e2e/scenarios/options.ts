import type { Scenario } from "../scenario";

export const options: readonly Scenario[] = [
  {
    // protect refuses the delete, whether it comes from the program, from destroy or from a replacement.
    title: "a protected resource is neither deleted nor replaced",
    program: 'new Toy("a", { size: 1 }, { protect: true });',
    phases: [
      { run: "up" },
      { run: "up", program: "", shows: { fails: /protect/, alive: ["a-1"] } },
      { run: "destroy", shows: { fails: /protect/, alive: ["a-1"] } },
      {
        run: "up",
        program: 'new Toy("a", { size: 2 }, { protect: true });',
        shows: { fails: /protect/, alive: ["a-1"] },
      },
      { run: "up", program: 'new Toy("a", { size: 1 }, { protect: false });' },
      { run: "destroy", shows: { alive: [] } },
    ],
  },
  {
    // retainOnDelete forgets without calling delete.
    title: "retainOnDelete leaves the object and forgets the resource",
    program: 'new Toy("a", { value: "one" }, { retainOnDelete: true });',
    phases: [
      { run: "up" },
      { run: "up", program: "", shows: { calls: [], steps: ["delete a"], alive: ["a-1"] } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // It holds for the old object of a replacement too.
    title: "retainOnDelete keeps the old object of a replacement",
    program: 'new Toy("a", { size: 1 }, { retainOnDelete: true });',
    phases: [
      { run: "up" },
      { run: "up", program: 'new Toy("a", { size: 2 }, { retainOnDelete: true });', shows: { alive: ["a-1", "a-2"] } },
      { run: "destroy", shows: { calls: [], alive: ["a-1", "a-2"] } },
    ],
  },
  {
    // ignoreChanges gives check the old value in place of the new one.
    title: "ignoreChanges keeps the old input",
    program: 'new Toy("a", { value: "one", size: 1 }, { ignoreChanges: ["size"] });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { value: "one", size: 2 }, { ignoreChanges: ["size"] });',
        shows: { steps: [] },
      },
      {
        run: "up",
        program: 'new Toy("a", { value: "two", size: 2 }, { ignoreChanges: ["size"] });',
        shows: { steps: ["update a"] },
      },
    ],
  },
  {
    // dependsOn orders without passing a value, in both directions.
    title: "dependsOn creates after and deletes before",
    program: 'const a = new Toy("a"); new Toy("b", {}, { dependsOn: [a] });',
    phases: [
      { run: "up", shows: { before: [["a create", "b create"]] } },
      { run: "destroy", shows: { before: [["b delete", "a delete"]] } },
    ],
  },
  {
    // A renamed resource keeps its object where an alias says who it was.
    title: "an alias keeps the object of a renamed resource",
    program: 'new Toy("a", { label: "a", value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("renamed", { label: "a", value: "one" }, { aliases: [{ name: "a" }] });',
        shows: { calls: ["a check", "a diff"], alive: ["a-1"] },
      },
      {
        run: "up",
        program: 'new Toy("renamed", { label: "a", value: "two" }, { aliases: [{ name: "a" }] });',
        shows: { steps: ["update renamed"], alive: ["a-1"] },
      },
      { run: "preview", program: 'new Toy("renamed", { label: "a", value: "two" });', shows: { steps: [] } },
    ],
  },
  {
    // A resource moved into a component is found again by the parent it had.
    title: "an alias finds a resource that moved into a component",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: `const group = new pulumi.ComponentResource("toys:index:Group", "group");
          new Toy("a", { value: "one" }, { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });`,
        shows: { calls: ["a check", "a diff"], alive: ["a-1"] },
      },
    ],
  },
  {
    // additionalSecretOutputs makes an output a secret, and everything that is made of it.
    title: "additionalSecretOutputs makes outputs and what is made of them secret",
    inProcesses: true,
    program: `const a = new Toy("a", { value: "one" }, { additionalSecretOutputs: ["token"] });
      new Toy("b", { value: pulumi.interpolate\`Bearer \${a.token}\` }); exports.token = a.token;`,
    phases: [
      { run: "up", shows: { alive: ["a-1", "b-1"] } },
      { run: "preview", shows: { steps: [] } },
      { run: "refresh", shows: { changes: { same: 3 } } },
    ],
  },
  {
    // A secret input stays a secret under its name; the provider sees it plain.
    title: "a secret input is plain to the provider and secret in the state",
    program: 'const a = new Toy("a", { value: pulumi.secret("hush") }); exports.value = a.value;',
    phases: [{ run: "up" }, { run: "preview", shows: { steps: [] } }, { run: "destroy" }],
  },
  {
    // A path into an input keeps that part alone.
    title: "ignoreChanges keeps a part of an input",
    program: 'new Toy("a", { tags: { x: 1, y: 1 } }, { ignoreChanges: ["tags.x"] });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { tags: { x: 2, y: 1 } }, { ignoreChanges: ["tags.x"] });',
        shows: { steps: [] },
      },
      {
        run: "up",
        program: 'new Toy("a", { tags: { x: 2, y: 2 } }, { ignoreChanges: ["tags.x"] });',
        shows: { steps: ["update a"] },
      },
    ],
  },
  {
    // The children of a renamed resource are found by the urn that its old name gave them.
    title: "an alias carries the children of a renamed resource over",
    program: `const a = new Toy("a", { label: "a" });
      new Toy("a-child", { label: "child" }, { parent: a });`,
    phases: [
      { run: "up", shows: { alive: ["a-1", "child-1"] } },
      {
        run: "up",
        program: `const b = new Toy("b", { label: "a" }, { aliases: [{ name: "a" }] });
          new Toy("b-child", { label: "child" }, { parent: b });`,
        shows: { calls: ["a check", "a diff", "child check", "child diff"], alive: ["a-1", "child-1"] },
      },
      { run: "up", shows: { steps: [] } },
    ],
  },
  {
    // What goes with another is not deleted on its own.
    title: "deletedWith spares the delete of what goes with another",
    program: 'const a = new Toy("a"); new Toy("b", {}, { deletedWith: a });',
    phases: [{ run: "up" }, { run: "destroy", shows: { calls: ["a delete"], alive: ["b-1"] } }],
  },
];
