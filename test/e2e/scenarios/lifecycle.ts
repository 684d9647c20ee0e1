import type { Scenario } from "../scenario";

export const lifecycle: readonly Scenario[] = [
  {
    // The whole life of one resource; a preview must not touch the world.
    title: "a resource is previewed, created, left alone, changed and deleted",
    inProcesses: true,
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "preview", shows: { calls: ["a check"], steps: ["create a"], alive: [] } },
      { run: "up", shows: { calls: ["a check", "a create"], changes: { create: 2 }, alive: ["a-1"] } },
      { run: "preview", shows: { calls: ["a check", "a diff"], steps: [], changes: { same: 2 } } },
      { run: "up", shows: { calls: ["a check", "a diff"], changes: { same: 2 } } },
      {
        run: "up",
        program: 'new Toy("a", { value: "two" });',
        shows: { calls: ["a check", "a diff", "a update"], steps: ["update a"], alive: ["a-1"] },
      },
      { run: "destroy", shows: { calls: ["a delete"], steps: ["delete a"], alive: [] } },
    ],
  },
  {
    // Outputs of one resource are inputs of the next; in preview they are unknown until the first exists.
    title: "a value that is unknown in preview is known when its reader is created",
    program: 'const a = new Toy("a"); const b = new Toy("b", { value: a.made }); exports.made = b.value;',
    phases: [
      { run: "preview", shows: { calls: ["a check", "b check"], steps: ["create a", "create b"] } },
      { run: "up", shows: { before: [["a create", "b check"]], outputs: { made: "a-1" } } },
      { run: "preview", shows: { steps: [] } },
      { run: "destroy", shows: { before: [["b delete", "a delete"]], alive: [] } },
    ],
  },
  {
    // In preview the outputs of an update are its new inputs; all others are unknown, so readers show as changing.
    title: "an update makes the other outputs unknown in preview and gives them back in up",
    program: 'const a = new Toy("a", { value: "one" }); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "preview",
        program: 'const a = new Toy("a", { value: "two" }); new Toy("b", { value: a.made });',
        shows: { steps: ["update a", "update b"] },
      },
      { run: "up", shows: { steps: ["update a"] } },
    ],
  },
  {
    // What left the program is deleted last, dependents first.
    title: "resources that left the program are deleted after everything else, dependents first",
    program: 'const a = new Toy("a"); const b = new Toy("b", { value: a.made }); new Toy("c", { value: b.made });',
    phases: [
      { run: "up", shows: { alive: ["a-1", "b-1", "c-1"] } },
      { run: "preview", program: 'new Toy("d");', shows: { steps: ["create d", "delete a", "delete b", "delete c"] } },
      {
        run: "up",
        shows: {
          before: [
            ["d create", "c delete"],
            ["c delete", "b delete"],
            ["b delete", "a delete"],
          ],
          alive: ["d-1"],
        },
      },
    ],
  },
  {
    // No diff method, no answer: the engine compares the inputs itself, and replaces nothing.
    title: "without a diff method the engine compares inputs",
    program: 'new Toy("a", { value: "one" }, {}, "updatable");',
    phases: [
      { run: "up", shows: { calls: ["a create"] } },
      { run: "preview", shows: { calls: [], steps: [] } },
      { run: "up", program: 'new Toy("a", { value: "two" }, {}, "updatable");', shows: { steps: ["update a"] } },
      { run: "destroy", shows: { calls: ["a delete"] } },
    ],
  },
  {
    // A handler without update: the outputs are wiped, the object stays.
    title: "an update that answers nothing wipes the outputs",
    program: 'const a = new Toy("a", { value: "one" }, {}, "bare"); exports.made = a.made;',
    phases: [
      { run: "up", shows: { outputs: { made: "a-1" } } },
      { run: "up", program: 'const a = new Toy("a", { value: "two" }, {}, "bare"); exports.made = a.made;' },
    ],
  },
  {
    // Nothing of ours is special: closures serialised by Pulumi's own class run as well.
    title: "a serialised dynamic provider works like one by name",
    inProcesses: true,
    program: `
      class Closure extends pulumi.dynamic.Resource {
        constructor(name, props) {
          const handler = {
            async diff(id, olds, news) { return { changes: olds.size !== news.size, replaces: ["size"] }; },
            async create(inputs) { return { id: "closure-" + inputs.size, outs: { ...inputs, doubled: 2 * inputs.size } }; },
          };
          super(handler, name, { doubled: undefined, ...props });
        }
      }
      exports.doubled = new Closure("a", { size: Number(process.env.TOY_SIZE ?? "1") }).doubled;`,
    phases: [
      { run: "up", shows: { outputs: { doubled: 2 } } },
      { run: "preview", shows: { steps: [] } },
      {
        run: "up",
        env: { TOY_SIZE: "4" },
        shows: { steps: ["create-replacement a", "replace a", "delete-replaced a"], outputs: { doubled: 8 } },
      },
    ],
  },
  {
    // check decides from the old inputs and the day; that is how a rotation shows in preview.
    title: "an input moved by check shows in preview and replaces in up",
    program: 'new Toy("a", { rotates: true });',
    phases: [
      { run: "up", env: { TOY_DAY: "1" }, shows: { alive: ["a-1"] } },
      { run: "preview", env: { TOY_DAY: "5" }, shows: { steps: [] } },
      {
        run: "preview",
        env: { TOY_DAY: "20" },
        shows: { steps: ["create-replacement a", "replace a", "delete-replaced a"] },
      },
      { run: "up", env: { TOY_DAY: "20" }, shows: { alive: ["a-2"] } },
    ],
  },
  {
    // Failures of check are the user's to read: all of them, before anything is done.
    title: "check failures fail the preview and name property and reason",
    program: 'new Toy("a", { value: "bad", size: "bad" });',
    phases: [
      { run: "preview", shows: { fails: /value must not be "bad"/, alive: [] } },
      { run: "up", shows: { fails: /size must not be "bad"/, alive: [] } },
    ],
  },
  {
    // What check fills in is known in preview, to the provider and to readers.
    title: "an input that check fills in is known to its readers in preview",
    program: 'const a = new Toy("a", { rotates: true, day: undefined }); new Toy("b", { value: a.day });',
    phases: [{ run: "preview" }, { run: "up" }, { run: "preview", shows: { steps: [] } }],
  },
];
