import type { Scenario } from "../scenario";

export const programs: readonly Scenario[] = [
  {
    // Components are registered, hold outputs, and are parents; they make no provider call.
    title: "a component holds its children and its outputs",
    program: `
      class Pair extends pulumi.ComponentResource {
        constructor(name, args, options) {
          super("toys:index:Pair", name, { in: 1 }, options);
          const first = new Toy(name + "-first", args, { parent: this });
          const second = new Toy(name + "-second", { value: first.made }, { parent: this });
          this.made = second.made;
          this.registerOutputs({ made: this.made });
        }
      }
      exports.made = new Pair("pair", { value: "one" }).made;`,
    phases: [
      { run: "preview", shows: { steps: ["create pair", "create pair-first", "create pair-second"] } },
      { run: "up", shows: { outputs: { made: "pair-second-1" } } },
      { run: "preview", shows: { steps: [] } },
      { run: "destroy", shows: { before: [["pair-second delete", "pair-first delete"]] } },
    ],
  },
  {
    // protect and provider are inherited from the parent; a dependency on a component is one on its children.
    title: "children inherit protect, and who depends on a component waits for its children",
    program: `
      const group = new pulumi.ComponentResource("toys:index:Group", "group", {}, { protect: true });
      new Toy("a", {}, { parent: group });
      new Toy("b", {}, { dependsOn: [group] });`,
    phases: [
      { run: "up", shows: { before: [["a create", "b create"]] } },
      // What is not protected goes before the run fails.
      { run: "destroy", shows: { fails: /protect/, alive: ["a-1"] } },
    ],
  },
  {
    // The default provider is configured with the whole stack config, secrets in the clear.
    title: "the default provider sees the stack config",
    program: 'exports.seen = new Settings("a").seen;',
    config: { colour: "blue", "toys:password": { secret: "hush" } },
    phases: [{ run: "up" }, { run: "preview" }, { run: "destroy", shows: { calls: ["a delete"] } }],
  },
  {
    // An explicit provider is configured with its own inputs alone.
    title: "an explicit provider sees its own settings",
    inProcesses: true,
    program: `
      const provider = new pulumi.ProviderResource("pulumi-nodejs", "mine", { "toys:colour": "red" });
      exports.seen = new Settings("a", { provider }).seen;`,
    config: { colour: "blue" },
    phases: [
      { run: "up", shows: { outputs: { seen: "toys:colour=red toys:password= colour=red" } } },
      { run: "preview", shows: { steps: [] } },
      { run: "destroy", shows: { calls: ["a delete"] } },
    ],
  },
  {
    // Seen, and the reason for validation in constructors: an unknown provider setting hides check in preview.
    title: "with an unknown provider setting neither check nor diff is called in preview",
    inProcesses: true,
    program: `
      const first = new Toy("a");
      const provider = new pulumi.ProviderResource("pulumi-nodejs", "mine", { "toys:colour": first.made });
      new Toy("b", { value: "bad" }, { provider });`,
    phases: [
      { run: "preview", shows: { calls: ["a check"] } },
      { run: "up", shows: { fails: /value must not be "bad"/, alive: ["a-1"] } },
    ],
  },
  {
    // Two explicit providers with different settings, side by side; one of them changes.
    title: "a changed setting of an explicit provider replaces nothing",
    program: `
      for (const colour of ["red", "green"]) {
        const provider = new pulumi.ProviderResource("pulumi-nodejs", colour, { "toys:colour": colour });
        new Toy("toy-" + colour, {}, { provider });
      }`,
    phases: [
      { run: "up", shows: { alive: ["toy-green-1", "toy-red-1"] } },
      {
        run: "up",
        program: `
          for (const colour of ["red", "green"]) {
            const provider = new pulumi.ProviderResource("pulumi-nodejs", colour, { "toys:colour": colour + "ish" });
            new Toy("toy-" + colour, {}, { provider });
          }`,
        shows: { alive: ["toy-green-1", "toy-red-1"] },
      },
    ],
  },
  {
    // Outputs of the stack: plain, secret, nested, from resources.
    title: "stack outputs keep their shape and their secrets",
    program: `
      const a = new Toy("a", { value: "one" });
      exports.plain = 1; exports.nested = { list: [a.made, "x"], none: null, yes: true };
      exports.secret = pulumi.secret({ inner: a.value }); exports.empty = ""; exports.missing = undefined;`,
    phases: [{ run: "preview" }, { run: "up" }, { run: "preview", shows: { steps: [] } }],
  },
  {
    // Values of every kind as inputs, to the provider and back.
    title: "inputs of every kind reach the provider unchanged",
    program: `
      new Toy("a", { value: "", number: 1.5, zero: 0, yes: true, no: false, none: null, list: [1, "two", [3], { four: 4 }],
        deep: { deeper: { deepest: pulumi.secret("hush") } }, text: "ü\\n\\u2028\\u{1F600}", missing: undefined });`,
    phases: [
      { run: "up" },
      { run: "preview", shows: { steps: [] } },
      { run: "refresh", shows: { changes: { same: 2 } } },
    ],
  },
  {
    // Two resources of one name and type are an error of the program. The second waits, so that no order is left open.
    title: "a duplicate name fails the program",
    program: 'new Toy("a").urn.apply(() => new Toy("a"));',
    phases: [{ run: "preview", shows: { fails: /[Dd]uplicate resource URN/ } }],
  },
  {
    // A create that answers after the others does not disturb them; twenty at once all land in the state.
    title: "many independent resources",
    program: 'for (let at = 0; at < 20; at++) new Toy("toy" + at, { value: String(at) });',
    phases: [
      { run: "up", shows: { changes: { create: 21 } } },
      { run: "preview", shows: { changes: { same: 21 } } },
      { run: "destroy", shows: { alive: [] } },
    ],
  },
  {
    // Whoever has a urn can have the resource of this stack behind it; nothing is registered or read for that.
    title: "a resource of this stack is looked up by its urn",
    program: `
      const a = new Toy("a", { value: "one" });
      exports.seen = a.urn.apply((urn) => new Toy("again", {}, { urn }).made);`,
    phases: [
      { run: "preview", shows: { calls: ["a check"] } },
      { run: "up", shows: { calls: ["a check", "a create"], outputs: { seen: "a-1" } } },
      { run: "preview", shows: { steps: [] } },
    ],
  },
  {
    // A create that was interrupted stands in the state as a pending operation; the next up says so and goes on.
    title: "a pending create is warned of and made again",
    program: 'new Toy("a"); new Toy("b");',
    phases: [
      { run: "up", program: 'new Toy("a");' },
      {
        run: "up",
        program: 'new Toy("a"); new Toy("b");',
        pending: { name: "b", type: "creating" },
        shows: { says: /pending/, alive: ["a-1", "b-1"] },
      },
    ],
  },
  {
    // Components nest; each link of the chain is in the urn of what is inside.
    title: "a component in a component gives its children the whole chain of types",
    program: `
      class Box extends pulumi.ComponentResource {
        constructor(name, options) {
          super("toys:index:Box", name, {}, options);
          this.made = new Toy(name + "-toy", {}, { parent: this }).made;
          this.registerOutputs({ made: this.made });
        }
      }
      exports.made = new Box("inner", { parent: new Box("outer") }).made;`,
    phases: [
      { run: "up", shows: { outputs: { made: "inner-toy-1" } } },
      { run: "up", shows: { steps: [] } },
      { run: "destroy", shows: { alive: [] } },
    ],
  },
  {
    // Which provider made a resource is no reason to replace it; secret settings reach the provider plain.
    title: "a resource that moves to another provider is not replaced",
    program: `
      const provider = new pulumi.ProviderResource("pulumi-nodejs", "mine", { "toys:password": pulumi.secret("hush") });
      new Settings("a", { provider }); new Settings("b"); new Toy("c");`,
    config: { "toys:password": { secret: "the stack's" } },
    phases: [
      { run: "up", shows: { alive: ["c-1"] } },
      {
        run: "up",
        program: `
          const provider = new pulumi.ProviderResource("pulumi-nodejs", "mine", { "toys:password": pulumi.secret("hush") });
          new Settings("a", { provider }); new Settings("b", { provider }); new Toy("c", {}, { provider });`,
        shows: { steps: [], alive: ["c-1"] },
      },
      { run: "destroy", shows: { alive: [] } },
    ],
  },
  {
    // After a failure an output that is missing may only not have been reached.
    title: "stack outputs are replaced by a run that succeeds and added to by one that fails",
    program: 'const a = new Toy("a"); exports.one = 1; exports.made = a.made;',
    phases: [
      { run: "up" },
      { run: "up", program: 'const a = new Toy("a"); exports.two = a.made;', shows: { outputs: { two: "a-1" } } },
      {
        run: "up",
        program: 'new Toy("a"); new Toy("b"); exports.three = 3;',
        env: { TOY_FAULTS: "create:b=refuse" },
        shows: { fails: /create of b is refused/ },
      },
    ],
  },
  {
    // What a program logs is shown, and decides nothing: a program that is to fail has to throw.
    title: "a program that only logs an error succeeds, and its deletions are carried out",
    inProcesses: "only",
    program: 'pulumi.log.error("only said"); new Toy("a");',
    phases: [
      { run: "preview", shows: { says: /only said/, steps: ["create a"] } },
      { run: "up", shows: { says: /only said/, alive: ["a-1"] } },
      { run: "preview", shows: { says: /only said/, steps: [] } },
      { run: "up", program: 'pulumi.log.error("only said");', shows: { says: /only said/, alive: [] } },
    ],
  },
];
