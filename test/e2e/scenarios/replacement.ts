import type { Scenario } from "../scenario";

const replaced = (name: string): string[] => [
  `create-replacement ${name}`,
  `replace ${name}`,
  `delete-replaced ${name}`,
];

export const replacement: readonly Scenario[] = [
  {
    // Create first, hand over, delete last; and check runs again with no olds once a replacement is decided.
    title: "a replacement is checked twice, made first, handed over and deleted last",
    inProcesses: true,
    program: 'const a = new Toy("a", { size: 1 }); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "preview",
        program: 'const a = new Toy("a", { size: 2 }); new Toy("b", { value: a.made });',
        shows: { calls: ["a check", "a check", "a diff", "b check", "b diff"], steps: [...replaced("a"), "update b"] },
      },
      {
        run: "up",
        shows: {
          calls: ["a check", "a check", "a diff", "a create", "a delete", "b check", "b diff", "b update"],
          before: [
            ["a create", "b update"],
            ["b update", "a delete"],
          ],
          alive: ["a-2", "b-1"],
        },
      },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // deleteBeforeReplace from diff turns the order round.
    title: "deleteBeforeReplace in the diff deletes first",
    program: 'new Toy("a", { size: 1, deleteFirst: true });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2, deleteFirst: true });',
        shows: { before: [["a delete", "a create"]], steps: replaced("a"), alive: ["a-2"] },
      },
    ],
  },
  {
    // The same by the resource option.
    title: "the option deleteBeforeReplace deletes first",
    program: 'new Toy("a", { size: 1 }, { deleteBeforeReplace: true });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2 }, { deleteBeforeReplace: true });',
        shows: { before: [["a delete", "a create"]], alive: ["a-2"] },
      },
    ],
  },
  {
    // A dependent that the missing value would replace goes before it and comes back after it.
    title: "deleting first takes along the dependents that it would replace",
    program: `const a = new Toy("a", { size: 1 }, { deleteBeforeReplace: true });
      new Toy("b", { sizeOfA: a.made }); new Toy("c", { value: a.made });`,
    phases: [
      { run: "up", shows: { alive: ["a-1", "b-1", "c-1"] } },
      {
        run: "preview",
        program: `const a = new Toy("a", { size: 2 }, { deleteBeforeReplace: true });
          new Toy("b", { sizeOfA: a.made }); new Toy("c", { value: a.made });`,
      },
      {
        run: "up",
        shows: {
          before: [
            ["b delete", "a delete"],
            ["a delete", "a create"],
          ],
          alive: ["a-2", "b-2", "c-1"],
        },
      },
    ],
  },
  {
    // A replaced input that comes from a replaced resource replaces its reader, and both old objects go last.
    title: "a chain of replacements deletes the old objects dependents first",
    program: 'const a = new Toy("a", { size: 1 }); new Toy("b", { sizeOfA: a.made });',
    phases: [
      { run: "up" },
      { run: "preview", program: 'const a = new Toy("a", { size: 2 }); new Toy("b", { sizeOfA: a.made });' },
      {
        run: "up",
        shows: {
          before: [
            ["a create", "b create"],
            ["b create", "b delete"],
            ["b delete", "a delete"],
          ],
          alive: ["a-2", "b-2"],
        },
      },
    ],
  },
  {
    // The engine knows what changed only where it compares itself: a dynamic provider's diff names no changed keys.
    title: "replaceOnChanges replaces where the engine compares the inputs itself",
    program: 'new Toy("a", { value: "one" }, { replaceOnChanges: ["value"] }, "updatable");',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { value: "two" }, { replaceOnChanges: ["value"] }, "updatable");',
        shows: { steps: replaced("a"), alive: ["a-2"] },
      },
    ],
  },
  {
    // The other side of the same: with a diff of its own, a dynamic provider decides alone.
    title: "replaceOnChanges is overruled by the diff of a dynamic provider",
    program: 'new Toy("a", { value: "one" }, { replaceOnChanges: ["value"] });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { value: "two" }, { replaceOnChanges: ["value"] });',
        shows: { steps: ["update a"], alive: ["a-1"] },
      },
    ],
  },
  {
    // `up --replace` asks diff nothing that counts; the old object lives until the new one is made.
    title: "the replace option replaces an unchanged resource",
    program: 'const a = new Toy("a", { size: 1 }); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "preview",
        options: { replace: ["a"] },
        shows: { steps: [...replaced("a"), "update b"], alive: ["a-1", "b-1"] },
      },
      { run: "up", options: { replace: ["a"] }, shows: { before: [["a create", "a delete"]], alive: ["a-2", "b-1"] } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // `pulumi state taint` marks the resource; the next up replaces it once.
    title: "a tainted resource is replaced by the next up",
    program: 'new Toy("a", { size: 1 });',
    phases: [
      { run: "up" },
      {
        run: "up",
        state: (resource) => (resource.urn.endsWith("::a") ? { ...resource, taint: true } : resource),
        shows: { steps: replaced("a"), alive: ["a-2"] },
      },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // The id of a replacement is unknown in preview like any output, and readers of it are handed the new one.
    title: "a reader of the id is handed the id of the replacement",
    program: 'const a = new Toy("a", { size: 1 }); new Toy("b", { value: a.id });',
    phases: [
      { run: "up" },
      {
        run: "preview",
        program: 'const a = new Toy("a", { size: 2 }); new Toy("b", { value: a.id });',
        shows: { steps: [...replaced("a"), "update b"] },
      },
      { run: "up", shows: { before: [["b update", "a delete"]], alive: ["a-2", "b-1"] } },
      { run: "up", options: { replace: ["a"] }, shows: { alive: ["a-3", "b-1"] } },
    ],
  },
  {
    // Dependents go along in the same way when it is the diff that asks to delete first.
    title: "deleting first because of the diff takes along the dependents that it would replace",
    program: `const a = new Toy("a", { size: 1, deleteFirst: true });
      new Toy("b", { sizeOfA: a.id }); new Toy("c", { value: a.id });`,
    phases: [
      { run: "up" },
      {
        run: "preview",
        program: `const a = new Toy("a", { size: 2, deleteFirst: true });
          new Toy("b", { sizeOfA: a.id }); new Toy("c", { value: a.id });`,
      },
      {
        run: "up",
        shows: {
          before: [
            ["b delete", "a delete"],
            ["a delete", "a create"],
          ],
          alive: ["a-2", "b-2", "c-1"],
        },
      },
    ],
  },
  {
    // The program has the last word on the order.
    title: "the option deleteBeforeReplace overrules the diff",
    program: 'new Toy("a", { size: 1, deleteFirst: true }, { deleteBeforeReplace: false });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2, deleteFirst: true }, { deleteBeforeReplace: false });',
        shows: { before: [["a create", "a delete"]], alive: ["a-2"] },
      },
    ],
  },
  {
    // A diff that says neither yes nor no: the engine compares, with replaceOnChanges if there is one.
    title: "a diff without an opinion leaves the comparison to the engine",
    program: `new Toy("a", { value: "one" }, {}, "undecided");
      new Toy("b", { value: "one" }, { replaceOnChanges: ["value"] }, "undecided");`,
    phases: [
      { run: "up" },
      { run: "preview", shows: { calls: ["a check", "a diff", "b check", "b diff"], steps: [] } },
      {
        run: "up",
        program: `new Toy("a", { value: "two" }, {}, "undecided");
          new Toy("b", { value: "two" }, { replaceOnChanges: ["value"] }, "undecided");`,
        shows: { steps: ["update a", ...replaced("b")], alive: ["a-1", "b-2"] },
      },
    ],
  },
];
