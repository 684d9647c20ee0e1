import type { Scenario } from "../scenario";

const chain = (size: number) =>
  `const a = new Toy("a", { size: ${size} }); new Toy("b", { value: a.made }); new Toy("c", { value: "${size}" });`;

export const targets: readonly Scenario[] = [
  {
    // Only the target is checked and changed; the others keep their old state.
    title: "up with a target leaves the others alone",
    program: chain(1),
    phases: [
      { run: "up" },
      { run: "preview", program: chain(2), options: { target: ["c"] }, shows: { steps: ["update c"] } },
      { run: "up", options: { target: ["c"] }, shows: { alive: ["a-1", "b-1", "c-1"] } },
      { run: "up", shows: { alive: ["a-2", "b-1", "c-1"] } },
    ],
  },
  {
    // The replaced object goes although its reader was not handed the new one.
    title: "up with a target replaces it and deletes the old object",
    program: chain(1),
    phases: [
      { run: "up" },
      { run: "up", program: chain(2), options: { target: ["a"] }, shows: { alive: ["a-2", "b-1", "c-1"] } },
      { run: "preview", shows: { steps: ["update b", "update c"] } },
    ],
  },
  {
    // With the dependents the reader follows.
    title: "up with a target and its dependents",
    program: chain(1),
    phases: [
      { run: "up" },
      {
        run: "up",
        program: chain(2),
        options: { target: ["a"], targetDependents: true },
        shows: { before: [["b update", "a delete"]], alive: ["a-2", "b-1", "c-1"] },
      },
      { run: "preview", shows: { steps: ["update c"] } },
    ],
  },
  {
    // What was never made cannot be made behind the target's back.
    title: "up with a target does not create what is not targeted",
    program: 'new Toy("a");',
    phases: [
      { run: "up" },
      { run: "up", program: 'new Toy("a"); new Toy("b");', options: { target: ["a"] }, shows: { alive: ["a-1"] } },
      { run: "up", shows: { alive: ["a-1", "b-1"] } },
    ],
  },
  {
    // A preview goes on to tell of every such target, and fails all the same.
    title: "a target that needs what is not made fails, in a preview as well",
    program: `const a = new Toy("a"); new Toy("b", {}, { dependsOn: a }); new Toy("c", {}, { dependsOn: a });`,
    phases: [
      {
        run: "preview",
        options: { target: ["b", "c"] },
        shows: { fails: /'.*::b' depends on '.*::a'.*not specified in --target/ },
      },
      {
        run: "up",
        options: { target: ["b"] },
        shows: { fails: /'.*::b' depends on '.*::a'.*not specified in --target/, alive: [] },
      },
      { run: "up", options: { target: ["a", "b"] }, shows: { alive: ["a-1", "b-1"] } },
    ],
  },
  {
    // Destroy of one takes what depends on it only when told to.
    title: "destroy with a target",
    program: chain(1),
    phases: [
      { run: "up" },
      { run: "destroy", options: { target: ["c"] }, shows: { calls: ["c delete"], alive: ["a-1", "b-1"] } },
      { run: "destroy", options: { target: ["a"] }, shows: { fails: /./, alive: ["a-1", "b-1"] } },
      {
        run: "destroy",
        options: { target: ["a"], targetDependents: true },
        shows: { before: [["b delete", "a delete"]], alive: [] },
      },
    ],
  },
  {
    // Refresh of one reads one.
    title: "refresh with a target reads it alone",
    program: chain(1),
    phases: [{ run: "up" }, { run: "refresh", options: { target: ["c"] }, shows: { calls: ["c read", "c diff"] } }],
  },
  {
    // The target reads the outputs that its dependency has, not those that it will have.
    title: "a target sees what is not targeted as it was",
    program: chain(1),
    phases: [
      { run: "up" },
      {
        run: "up",
        program: `const a = new Toy("a", { size: 2 }); new Toy("b", { value: a.made, more: "x" }); new Toy("n");`,
        options: { target: ["b"] },
        shows: { steps: ["update b"], alive: ["a-1", "b-1", "c-1"] },
      },
      { run: "up", shows: { alive: ["a-2", "b-1", "n-1"] } },
    ],
  },
];
