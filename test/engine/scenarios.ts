/**
 * One tiny program per behaviour. Each runs on the embedded engine, in process and out, and was recorded under the
 * real CLI (`record.mjs`): the provider calls and the final state must be the same.
 */
export interface ScenarioStep {
  /** Replaces the program; the text may use `res(name, props, opts)` and `pulumi`. */
  readonly program?: string;
  readonly run: "preview" | "up" | "refresh" | "destroy";
  /** Names of resources. */
  readonly target?: readonly string[];
  readonly targetDependents?: boolean;
  readonly replace?: readonly string[];
  readonly refresh?: boolean;
  /** What `read` finds from now on: properties by name, or "gone". */
  readonly outside?: Readonly<Record<string, unknown>>;
  /** Marker files to write (true) or remove (false) before the run. */
  readonly files?: Readonly<Record<string, boolean>>;
  readonly fails?: boolean;
}

export interface Scenario {
  readonly title: string;
  readonly config?: Readonly<Record<string, string | { readonly value: string; readonly secret: true }>>;
  readonly steps: readonly ScenarioStep[];
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  "life-of-two": {
    title: "two resources are made, left alone, changed, refreshed and deleted, dependents first",
    steps: [
      { run: "preview", program: `const a = res("a", { size: 1 }); res("b", { of: a.made });` },
      { run: "up" },
      { run: "preview" },
      { run: "up" },
      { run: "preview", program: `const a = res("a", { size: 2 }); res("b", { of: a.made });` },
      { run: "up" },
      { run: "refresh" },
      { run: "destroy" },
    ],
  },
  "replace-create-first": {
    title:
      "a replacement is checked again without the old inputs, made, handed to its dependent, and the old one deleted last",
    steps: [
      { run: "up", program: `const a = res("a", { forceSize: 1, stamp: "auto" }); res("b", { of: a.id });` },
      { run: "preview", program: `const a = res("a", { forceSize: 2, stamp: "auto" }); res("b", { of: a.id });` },
      { run: "up" },
      { run: "up" },
    ],
  },
  "replace-delete-first": {
    title: "deleteBeforeReplace deletes first, with those dependents that would be replaced too",
    steps: [
      {
        run: "up",
        program: `const a = res("a", { forceSize: 1, dbr: true }); res("b", { forceOf: a.id }); res("c", { of: a.id });`,
      },
      {
        run: "preview",
        program: `const a = res("a", { forceSize: 2, dbr: true }); res("b", { forceOf: a.id }); res("c", { of: a.id });`,
      },
      { run: "up" },
    ],
  },
  "delete-first-by-option": {
    title: "the deleteBeforeReplace option overrules the provider",
    steps: [
      { run: "up", program: `res("a", { forceSize: 1 }, { deleteBeforeReplace: true });` },
      { run: "up", program: `res("a", { forceSize: 2 }, { deleteBeforeReplace: true });` },
      { run: "up", program: `res("a", { forceSize: 3, dbr: true }, { deleteBeforeReplace: false });` },
    ],
  },
  "no-opinion": {
    title: "a diff without an opinion leaves the comparison of inputs to the engine",
    steps: [
      { run: "up", program: `res("a", { size: 1, noOpinion: true });` },
      { run: "up" },
      { run: "up", program: `res("a", { size: 2, noOpinion: true });` },
    ],
  },
  "partial-create": {
    title: "what was made and then failed is kept, and updated by the next run",
    steps: [
      { run: "up", fails: true, program: `const a = res("a", { halfMade: true }); res("b", { of: a.made });` },
      { run: "preview", program: `const a = res("a", { halfMade: true }); res("b", { of: a.made });` },
      { run: "up" },
      { run: "up" },
    ],
  },
  "failed-create": {
    title: "a failed create keeps what was done before and stops its dependents",
    steps: [
      {
        run: "up",
        fails: true,
        program: `const a = res("a", {}); const b = res("b", { of: a.made, failCreate: true }); res("c", { of: b.made });`,
      },
      { run: "up", program: `const a = res("a", {}); const b = res("b", { of: a.made }); res("c", { of: b.made });` },
    ],
  },
  "failed-update": {
    title: "a failed update keeps the old state",
    steps: [
      { run: "up", program: `res("a", { size: 1 });` },
      { run: "up", fails: true, program: `res("a", { size: 2, failUpdate: true });` },
      { run: "up", program: `res("a", { size: 2 });` },
    ],
  },
  "failed-delete": {
    title: "a failed delete keeps the record and what it needs",
    steps: [
      { run: "up", program: `const a = res("a", {}); res("b", { of: a.made });` },
      { run: "up", fails: true, program: "", files: { "refuse-delete-b": true } },
      { run: "up", files: { "refuse-delete-b": false } },
    ],
  },
  "failed-check": {
    title: "check failures stop the run before anything is done",
    steps: [
      { run: "preview", fails: true, program: `res("a", { faults: ["too big", "too late"] });` },
      { run: "up", fails: true },
    ],
  },
  "thrown-by-program": {
    title: "an error in the program deletes nothing",
    steps: [
      { run: "up", program: `res("a", {});` },
      { run: "up", fails: true, program: `const b = res("b", {}); b.made.apply(() => { throw new Error("no"); });` },
      { run: "up", program: `res("a", {});` },
    ],
  },
  protect: {
    title: "a protected resource is neither deleted nor replaced",
    steps: [
      { run: "up", program: `res("a", { forceSize: 1 }, { protect: true });` },
      { run: "up", fails: true, program: `res("a", { forceSize: 2 }, { protect: true });` },
      { run: "up", fails: true, program: "" },
      { run: "destroy", fails: true },
      { run: "up", program: `res("a", { forceSize: 1 });` },
      { run: "destroy" },
    ],
  },
  "retain-on-delete": {
    title: "retainOnDelete leaves the object behind",
    steps: [
      { run: "up", program: `res("a", { forceSize: 1 }, { retainOnDelete: true });` },
      { run: "up", program: `res("a", { forceSize: 2 }, { retainOnDelete: true });` },
      { run: "destroy" },
    ],
  },
  "ignore-changes": {
    title: "ignoreChanges keeps the old inputs",
    steps: [
      { run: "up", program: `res("a", { size: 1, tags: { x: 1, y: 1 } });` },
      { run: "up", program: `res("a", { size: 2, tags: { x: 2, y: 1 } }, { ignoreChanges: ["size", "tags.x"] });` },
      { run: "up", program: `res("a", { size: 2, tags: { x: 2, y: 2 } }, { ignoreChanges: ["size", "tags.x"] });` },
    ],
  },
  "replace-on-changes": {
    title: "replaceOnChanges forces a replacement where the engine compares",
    steps: [
      { run: "up", program: `res("a", { size: 1, noOpinion: true }, { replaceOnChanges: ["size"] });` },
      { run: "up", program: `res("a", { size: 2, noOpinion: true }, { replaceOnChanges: ["size"] });` },
    ],
  },
  "depends-on": {
    title: "dependsOn orders creates and deletes",
    steps: [
      {
        run: "up",
        program: `const a = res("a", {}); const b = res("b", {}, { dependsOn: [a] }); res("c", {}, { dependsOn: [b] });`,
      },
      { run: "destroy" },
    ],
  },
  aliases: {
    title: "an alias carries a renamed resource and its children over",
    steps: [
      { run: "up", program: `const a = res("a", {}); res("a-child", {}, { parent: a });` },
      {
        run: "up",
        program: `const b = res("b", { name: "a" }, { aliases: [{ name: "a" }] }); res("b-child", { name: "a-child" }, { parent: b });`,
      },
      { run: "up" },
    ],
  },
  components: {
    title: "components give their children a type chain and keep outputs of their own",
    steps: [
      {
        run: "up",
        program: `
          class Pair extends pulumi.ComponentResource {
            constructor(name, opts) {
              super("test:index:Pair", name, { in: 1 }, opts);
              const one = res(name + "-one", {}, { parent: this });
              this.made = one.made;
              this.registerOutputs({ made: one.made });
            }
          }
          const outer = new Pair("outer"); const inner = new Pair("inner", { parent: outer });
          module.exports = { made: inner.made };
        `,
      },
      { run: "up" },
      { run: "destroy" },
    ],
  },
  get: {
    title: ".get reads in preview and update, and what it reads is not ours to delete",
    steps: [
      { run: "preview", program: `res("x", { }, { id: "far-away" });`, outside: { x: { size: 7 } } },
      { run: "up" },
      { run: "up", program: `const x = res("x", { }, { id: "far-away" }); res("b", { of: x.id });` },
      { run: "up", outside: { x: "gone" } },
      { run: "destroy" },
    ],
  },
  "targets-in-preview-and-up": {
    title: "a target is changed alone; what it does not name stays",
    steps: [
      { run: "up", program: `const a = res("a", { size: 1 }); res("b", { of: a.made, size: 1 });` },
      {
        run: "preview",
        target: ["b"],
        program: `const a = res("a", { size: 2 }); res("b", { of: a.made, size: 2 }); res("n", {});`,
      },
      { run: "up", target: ["b"] },
      { run: "up" },
    ],
  },
  "targeted-destroy": {
    title: "a targeted destroy refuses to take dependents along unless told to",
    steps: [
      { run: "up", program: `const a = res("a", {}); res("b", { of: a.made }); res("c", {});` },
      { run: "destroy", target: ["a"], fails: true },
      { run: "destroy", target: ["a"], targetDependents: true },
    ],
  },
  "replace-option": {
    title: "replace skips the provider's diff and the old inputs",
    steps: [
      { run: "up", program: `const a = res("a", { stamp: "auto" }); res("b", { of: a.id });` },
      { run: "preview", replace: ["a"] },
      { run: "up", replace: ["a"] },
    ],
  },
  "refresh-with-inputs": {
    title: "refresh takes over returned inputs, so that drift shows as a difference; what is gone is made again",
    steps: [
      { run: "up", program: `const a = res("a", { size: 1 }); res("b", { of: a.made });` },
      { run: "refresh", outside: { a: { size: 9 } } },
      { run: "preview" },
      { run: "up", outside: {} },
      { run: "refresh", outside: { a: "gone" } },
      { run: "up", outside: {} },
      { run: "up", refresh: true, outside: { b: "gone" } },
    ],
  },
  providers: {
    title: "each explicit provider is configured with its own keys, the default one with the whole configuration",
    config: { plainSetting: "plain", secretSetting: { value: "hush-hush", secret: true }, "demo:region": "us" },
    steps: [
      {
        run: "up",
        program: `
          class P extends pulumi.ProviderResource { constructor(n, props, o) { super("pulumi-nodejs", n, props, o); } }
          const one = new P("one", { "demo:region": "eu", "prog:plainSetting": "one" });
          const two = new P("two", { "demo:region": pulumi.secret("secret-region") });
          res("a", {}, { provider: one }); res("b", {}, { provider: two }); res("c", {});
        `,
      },
      {
        run: "up",
        program: `
          class P extends pulumi.ProviderResource { constructor(n, props, o) { super("pulumi-nodejs", n, props, o); } }
          const one = new P("one", { "demo:region": "ap", "prog:plainSetting": "one" });
          const two = new P("two", { "demo:region": pulumi.secret("secret-region") });
          res("a", {}, { provider: one }); res("b", {}, { provider: two }); res("c", {}, { provider: one });
        `,
      },
      { run: "destroy" },
    ],
  },
  "unknown-provider-setting": {
    title: "with an unknown provider setting a preview calls neither check nor diff",
    steps: [
      {
        run: "preview",
        program: `
          class P extends pulumi.ProviderResource { constructor(n, props, o) { super("pulumi-nodejs", n, props, o); } }
          const a = res("a", {});
          const p = new P("p", { "demo:region": a.made });
          res("b", { faults: ["bad"] }, { provider: p });
        `,
      },
      {
        run: "up",
        program: `
          class P extends pulumi.ProviderResource { constructor(n, props, o) { super("pulumi-nodejs", n, props, o); } }
          const a = res("a", {});
          const p = new P("p", { "demo:region": a.made });
          res("b", { }, { provider: p });
        `,
      },
    ],
  },
  secrets: {
    title: "secret inputs and additionalSecretOutputs are secret in state, and plain to the provider",
    steps: [
      {
        run: "up",
        program: `
          const a = res("a", { password: pulumi.secret("swordfish"), nested: { deep: pulumi.secret("very-deep") } }, { additionalSecretOutputs: ["token"] });
          const b = res("b", { of: a.token });
          module.exports = { token: a.token, plain: a.made, of: b.of };
        `,
      },
      { run: "preview" },
      { run: "up" },
    ],
  },
  "deleted-with": {
    title: "deletedWith spares the provider the delete of what goes with another",
    steps: [{ run: "up", program: `const a = res("a", {}); res("b", {}, { deletedWith: a });` }, { run: "destroy" }],
  },
  "moved-by-check": {
    title: "a property that check fills in is known in preview",
    steps: [
      { run: "preview", program: `const a = res("a", { stamp: "auto" }); res("b", { of: a.made, known: "x" });` },
      { run: "up" },
      { run: "preview" },
    ],
  },
  "stack-outputs": {
    title: "stack outputs are replaced on success and only added to on failure",
    steps: [
      { run: "up", program: `const a = res("a", {}); module.exports = { one: 1, made: a.made };` },
      { run: "up", program: `const a = res("a", {}); module.exports = { two: a.made };` },
      {
        run: "up",
        fails: true,
        program: `const a = res("a", {}); const b = res("b", { failCreate: true }); module.exports = { three: 3 };`,
      },
    ],
  },
};
