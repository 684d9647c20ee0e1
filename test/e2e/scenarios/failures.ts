import type { Scenario } from "../scenario";

export const failures: readonly Scenario[] = [
  {
    // What was done stays done; what depends on the failure is not begun; the next run finishes.
    title: "a failed create keeps what was made before and the next up makes the rest",
    inProcesses: true,
    program: 'const a = new Toy("a"); const b = new Toy("b", { value: a.made }); new Toy("c", { value: b.made });',
    phases: [
      {
        run: "up",
        env: { TOY_FAULTS: "create:b=refuse" },
        shows: {
          fails: /create of b is refused/,
          calls: ["a check", "a create", "b check", "b create"],
          alive: ["a-1"],
        },
      },
      { run: "preview", shows: { steps: ["create b", "create c"] } },
      { run: "up", shows: { alive: ["a-1", "b-1", "c-1"] } },
    ],
  },
  {
    // The partial failure: kept with its properties, and updated by the next run although nothing changed.
    title: "a partial create is stored and the next up updates it",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up", env: { TOY_FAULTS: "create:a=partial" }, shows: { fails: /a-1 is unfinished/, alive: ["a-1"] } },
      { run: "preview", shows: { steps: ["update a"] } },
      { run: "up", shows: { steps: ["update a"], alive: ["a-1"] } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // The same for an update: the new properties are kept, and the next run updates again.
    title: "a partial update is stored and the next up updates again",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { value: "two" });',
        env: { TOY_FAULTS: "update:a=partial" },
        shows: { fails: /a-1 is unfinished/ },
      },
      { run: "up", shows: { steps: ["update a"] } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // A refused update leaves the old outputs in the state, so that the next run sees the same difference.
    title: "a failed update leaves the state as it was",
    program: 'new Toy("a", { value: "one" });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { value: "two" });',
        env: { TOY_FAULTS: "update:a=refuse" },
        shows: { fails: /update of a is refused/ },
      },
      { run: "preview", shows: { steps: ["update a"] } },
    ],
  },
  {
    // A replaced object whose delete failed is remembered and deleted by the next run.
    title: "a replaced object that could not be deleted is deleted by the next up",
    program: 'new Toy("a", { size: 1 });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2 });',
        env: { TOY_FAULTS: "delete:a=refuse" },
        shows: { fails: /delete of a is refused/, alive: ["a-1", "a-2"] },
      },
      { run: "preview" },
      { run: "up", shows: { calls: ["a check", "a diff", "a delete"], alive: ["a-2"] } },
    ],
  },
  {
    // Nothing is deleted by a run that failed before: the old object serves until its replacement is handed over.
    title: "a consumer that fails keeps the replaced object alive",
    program: 'const a = new Toy("a", { size: 1 }); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'const a = new Toy("a", { size: 2 }); new Toy("b", { value: a.made });',
        env: { TOY_FAULTS: "update:b=refuse" },
        shows: { fails: /update of b is refused/, alive: ["a-1", "a-2", "b-1"] },
      },
      { run: "up", shows: { before: [["b update", "a delete"]], alive: ["a-2", "b-1"] } },
    ],
  },
  {
    // The replacement could not be made: the old object stays, and the next run tries again.
    title: "a replacement that cannot be made leaves the old object",
    program: 'new Toy("a", { size: 1 });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2 });',
        env: { TOY_FAULTS: "create:a=refuse" },
        shows: { fails: /create of a is refused/, alive: ["a-1"] },
      },
      { run: "up", shows: { alive: ["a-2"] } },
    ],
  },
  {
    // Deleted first, then not made: nothing is alive, and the next run makes it.
    title: "a replacement that deletes first and cannot be made is made by the next up",
    program: 'new Toy("a", { size: 1, deleteFirst: true });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a", { size: 2, deleteFirst: true });',
        env: { TOY_FAULTS: "create:a=refuse" },
        shows: { fails: /create of a is refused/, alive: [] },
      },
      { run: "preview" },
      { run: "up", shows: { alive: ["a-2"] } },
    ],
  },
  {
    // A destroy that fails half-way keeps what is left, dependencies included.
    title: "a failed destroy keeps what it could not delete",
    program: 'const a = new Toy("a"); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "destroy",
        env: { TOY_FAULTS: "delete:a=refuse" },
        shows: { fails: /delete of a is refused/, calls: ["b delete", "a delete"], alive: ["a-1"] },
      },
      { run: "destroy", shows: { calls: ["a delete"], alive: [] } },
    ],
  },
  {
    // The program throws after its first resource: nothing that is missing from the program may be deleted.
    title: "a program that throws deletes nothing",
    inProcesses: true,
    program: 'new Toy("a"); new Toy("b");',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("a"); throw new Error("the program is broken");',
        shows: { fails: /the program is broken/, alive: ["a-1", "b-1"] },
      },
    ],
  },
  {
    // What was made but not finished is known to nobody else before the next run has finished it.
    title: "what depends on an unfinished create waits for the next up",
    program: 'const a = new Toy("a"); new Toy("b", { value: a.made });',
    phases: [
      {
        run: "up",
        env: { TOY_FAULTS: "create:a=partial" },
        shows: { fails: /try again/, calls: ["a check", "a create"], alive: ["a-1"] },
      },
      { run: "preview", shows: { steps: ["update a", "create b"] } },
      { run: "up", shows: { before: [["a update", "b create"]], alive: ["a-1", "b-1"] } },
      { run: "up", shows: { changes: { same: 3 } } },
    ],
  },
  {
    // A delete that fails keeps the record, and everything that the object needs.
    title: "what left the program and cannot be deleted keeps what it needs",
    program: 'const a = new Toy("a"); new Toy("b", { value: a.made });',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: "",
        env: { TOY_FAULTS: "delete:b=refuse" },
        shows: { fails: /delete of b is refused/, calls: ["b delete"], alive: ["a-1", "b-1"] },
      },
      { run: "up", shows: { before: [["b delete", "a delete"]], alive: [] } },
    ],
  },
  {
    // An error that comes once a resource has been made: it stays, and nothing that is missing is deleted.
    title: "an error in an apply keeps what was made and deletes nothing",
    program: 'new Toy("a");',
    phases: [
      { run: "up" },
      {
        run: "up",
        program: 'new Toy("b").made.apply(() => { throw new Error("the program is broken"); });',
        shows: { fails: /the program is broken/, alive: ["a-1", "b-1"] },
      },
      { run: "up", program: 'new Toy("a");', shows: { calls: ["a check", "a diff", "b delete"], alive: ["a-1"] } },
    ],
  },
];
