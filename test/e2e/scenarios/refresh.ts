import type { Scenario } from "../scenario";

export const refresh: readonly Scenario[] = [
  {
    // What a read returns becomes the state; returned inputs make the next preview show the way back.
    title: "refresh takes over what read returns and the next preview shows the way back",
    inProcesses: true,
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      { run: "refresh", shows: { calls: ["a read", "a diff"], changes: { same: 2 } } },
      { run: "preview", shows: { steps: [] } },
      { run: "refresh", world: { "a-1": { value: "changed by hand" } }, shows: { calls: ["a read", "a diff"] } },
      { run: "preview", shows: { steps: ["update a"] } },
      { run: "up", shows: { calls: ["a check", "a diff", "a update"] } },
      { run: "refresh", shows: { changes: { same: 2 } } },
    ],
  },
  {
    // Without returned inputs the engine keeps the inputs it has.
    title: "refresh keeps the inputs where read returns outputs alone",
    program: 'new Toy("a", { value: "one" }, {}, "readsOutputs");',
    phases: [
      { run: "up" },
      { run: "refresh", world: { "a-1": { value: "changed by hand" } } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // A read without an id: gone. The next up makes it again, and what needs it is told.
    title: "refresh drops what is gone and the next up makes it again",
    program: 'const a = new Toy("a"); new Toy("b", { value: a.made });',
    phases: [
      { run: "up", shows: { alive: ["a-1", "b-1"] } },
      { run: "refresh", world: { "a-1": null }, shows: { calls: ["a read", "b read", "b diff"] } },
      { run: "preview", shows: { steps: ["create a", "update b"] } },
      { run: "up", shows: { alive: ["a-2", "b-1"] } },
    ],
  },
  {
    // A failed read changes nothing that was not read.
    title: "a read that fails fails the refresh and keeps the resource",
    program: 'new Toy("a");',
    phases: [
      { run: "up" },
      { run: "refresh", env: { TOY_FAULTS: "read:a=refuse" }, shows: { fails: /read of a is refused/ } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // `up --refresh` reads first and plans from what it found.
    title: "up with refresh reads first",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "up",
        world: { "a-1": { value: "changed by hand" } },
        options: { refresh: true },
        shows: { before: [["a read", "a update"]], alive: ["a-1"] },
      },
      {
        run: "up",
        world: { "a-1": null },
        options: { refresh: true },
        shows: { before: [["a read", "a create"]], alive: ["a-2"] },
      },
    ],
  },
  {
    // .get reads what is there, in preview as well, and neither creates nor deletes.
    title: "get reads in preview and in up and never deletes",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "preview",
        program: 'new Toy("a", { value: "one" }); exports.seen = Toy.lookUp("b", "a-1").value;',
        shows: { calls: ["a check", "a diff", "b read"] },
      },
      { run: "up", shows: { calls: ["a check", "a diff", "b read"], outputs: { seen: "one" } } },
      { run: "up", program: 'new Toy("a", { value: "one" });', shows: { alive: ["a-1"] } },
      { run: "destroy", shows: { calls: ["a delete"], alive: [] } },
    ],
  },
  {
    // What is not there fails the preview.
    title: "get of a missing object fails in preview",
    program: 'Toy.lookUp("b", "nobody");',
    phases: [{ run: "preview", shows: { fails: /there is no object nobody/ } }],
  },
  {
    // An answer without an id is no error to the engine: who reads must say that there is nothing.
    title: "get goes on when the provider does not say that nothing is there",
    program: 'exports.seen = Toy.lookUp("b", "nobody", {}, "forgetful").id;',
    phases: [
      { run: "preview", shows: { calls: ["b read"] } },
      { run: "up", shows: { calls: ["b read"], outputs: { seen: "nobody" } } },
      { run: "destroy", shows: { calls: [] } },
    ],
  },
];
