import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, describe, expect, it } from "vitest";
import { EmbeddedStack, EngineRunError, type RunResult } from "../../src/engine";
import { Secret, unknown } from "../../src/engine/model/values";
import { departures, propertyPlan } from "../../src/engine/saved-plan/property-plan";

const none = { adds: {}, deletes: [], updates: {} };
const secret = (text: string) => new Secret(text);

describe("departures from a plan", () => {
  it.each([
    ["nothing, where nothing was planned", { a: 1 }, { a: 1 }, none, []],
    ["what was planned to be added", {}, { a: 1 }, { ...none, adds: { a: 1 } }, []],
    ["another value than planned", {}, { a: 2 }, { ...none, adds: { a: 1 } }, ["++a[{1}!={2}]"]],
    ["an addition nobody planned", {}, { a: 2 }, none, ["=+a[{2}]"]],
    ["an update nobody planned", { a: 1 }, { a: 2 }, none, ["=~a[{2}]"]],
    ["an update to another value", { a: 1 }, { a: 3 }, { ...none, updates: { a: 2 } }, ["~~a[{2}!={3}]"]],
    ["an update that has been made meanwhile", { a: 2 }, { a: 2 }, { ...none, updates: { a: 2 } }, []],
    ["an update that no longer happens", { a: 1 }, { a: 1 }, { ...none, updates: { a: 2 } }, ["~=a[{2}!={1}]"]],
    ["an addition that became an update", { a: 1 }, { a: 2 }, { ...none, adds: { a: 2 } }, []],
    ["a deletion nobody planned", { a: 1 }, {}, none, ["=-a"]],
    ["a planned deletion", { a: 1 }, {}, { ...none, deletes: ["a"] }, []],
    ["a planned deletion that does not happen", { a: 1 }, { a: 1 }, { ...none, deletes: ["a"] }, ["-=a[{1}]"]],
    ["anything, where the plan did not know", { a: 1 }, { a: 7 }, { ...none, updates: { a: unknown } }, []],
    ["nothing at all, where the plan did not know", { a: 1 }, {}, { ...none, updates: { a: unknown } }, []],
    ["an absent value, where the plan did not know", {}, {}, { ...none, adds: { a: unknown } }, []],
    ["an unknown inside", {}, { a: { b: [1, 2] } }, { ...none, adds: { a: { b: [1, unknown] } } }, []],
    ["a planned addition that is missing", {}, {}, { ...none, adds: { a: 1 } }, ["+-a[{1}]"]],
    [
      "secrets by value, shown as such",
      {},
      { a: secret("x") },
      { ...none, adds: { a: secret("y") } },
      ["++a[{[secret]}!={[secret]}]"],
    ],
    ["the same secret", {}, { a: secret("x") }, { ...none, adds: { a: secret("x") } }, []],
    ["a secret no more", {}, { a: "x" }, { ...none, adds: { a: secret("x") } }, ["++a[{[secret]}!={x}]"]],
  ])("%s", (_, olds, news, plan, expected) => {
    expect(departures(olds, news, plan)).toEqual(expected);
  });

  it("are none when everything goes as it was planned", () => {
    const olds = { same: 1, gone: 2, moved: [1], late: "a" };
    const news = { same: 1, moved: [2], fresh: { a: secret("s") }, late: unknown };
    const plan = propertyPlan(olds, news);
    expect(plan).toEqual({
      adds: { fresh: { a: secret("s") } },
      deletes: ["gone"],
      updates: { moved: [2], late: unknown },
    });
    expect(departures(olds, { ...news, late: "b" }, plan)).toEqual([]);
    expect(departures(olds, { ...news, late: "b", moved: [3] }, plan)).toEqual(["~~moved[{[2]}!={[3]}]"]);
  });
});

const folder = mkdtempSync(join(tmpdir(), "plan-of-things-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thing whose `kind` cannot be changed in place. */
class Thing extends pulumi.CustomResource {
  constructor(name: string, inputs: Record<string, unknown>, options: pulumi.CustomResourceOptions = {}) {
    super("pulumi-nodejs:dynamic/test:Thing", name, { ...inputs, __provider: "thing" }, options);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, size: number) {
    super("test:index:Group", name);
    this.registerOutputs({ size });
  }
}

const thing = {
  check: async (_olds: unknown, news: Record<string, unknown>) => ({ inputs: news, failures: [] }),
  diff: async (_id: string, olds: Record<string, unknown>, news: Record<string, unknown>) => ({
    changes: JSON.stringify(olds) !== JSON.stringify(news),
    replaces: olds.kind === news.kind ? [] : ["kind"],
  }),
  create: async (inputs: Record<string, unknown>) => ({ id: "1", outs: inputs }),
  update: async (_id: string, _olds: unknown, news: Record<string, unknown>) => ({ outs: news }),
  delete: async () => undefined,
};

type Program = () => unknown;
let stacks = 0;

async function stackOf(first: Program) {
  let program = first;
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "plans",
    stackName: `s${++stacks}`,
    workDir: process.cwd(),
    stateFile: false,
    host: "in-process",
    program: async () => program(),
    loadProvider: () => thing as never,
  });
  const plan = join(folder, `${stacks}.json`);
  await stack.up();
  return {
    stack,
    plan,
    /** Plans one program and runs another. */
    async planThenRun(planned: Program, run: Program): Promise<RunResult> {
      program = planned;
      await stack.preview({ plan });
      program = run;
      return await stack.up({ plan }).catch((error: unknown) => {
        if (error instanceof EngineRunError) return error.result;
        throw error;
      });
    },
  };
}

const errorsOf = (result: RunResult) =>
  result.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
const did = (result: RunResult) =>
  result.steps.filter(({ op, type }) => op !== "same" && type.includes("test:")).map(({ op, name }) => `${op} ${name}`);

const one = (inputs: Record<string, unknown>, options?: pulumi.CustomResourceOptions) => () =>
  void new Thing("one", inputs, options);

describe("an update that keeps to a plan", () => {
  it("does all that was planned: creates, updates, replacements and deletions", async () => {
    const { planThenRun } = await stackOf(() => [
      new Thing("moves", { kind: "a" }),
      new Thing("goes", {}),
      new Thing("turns", { n: 1 }),
    ]);
    const next = () => void [new Thing("moves", { kind: "b" }), new Thing("turns", { n: 2 }), new Thing("comes", {})];
    const result = await planThenRun(next, next);
    expect(errorsOf(result)).toEqual([]);
    expect(did(result).sort()).toEqual(
      [
        "create comes",
        "create-replacement moves",
        "delete goes",
        "delete-replaced moves",
        "replace moves",
        "update turns",
      ].sort(),
    );
  });

  it.each<[string, Program, Program, Program, RegExp]>([
    [
      "another value",
      one({ n: 1 }),
      one({ n: 2 }),
      one({ n: 3 }),
      /thing.*|Thing::one violates plan: properties changed: ~~n\[\{2\}!=\{3\}\]/,
    ],
    [
      "a replacement in place of an update",
      one({ kind: "a", n: 1 }),
      one({ kind: "a", n: 2 }),
      one({ kind: "b", n: 2 }),
      /violates plan: .*=~kind\[\{b\}\]/,
    ],
    [
      "a resource nobody planned",
      one({}),
      one({}),
      () => [one({})(), new Thing("two", {})],
      /create is not allowed by the plan: no steps were expected for this resource/,
    ],
    [
      "a change of what was left out of the plan",
      () => undefined,
      () => undefined,
      one({}),
      /create is not allowed by the plan/,
    ],
    [
      "one that should have gone",
      () => void [new Thing("one", {}), new Thing("two", {})],
      () => void new Thing("two", {}),
      () => void [new Thing("one", {}), new Thing("two", {})],
      /Thing::one violates plan: resource unexpectedly not deleted/,
    ],
    [
      "one that goes unplanned",
      one({}),
      one({}),
      () => undefined,
      /delete is not allowed by the plan: this resource is constrained to same/,
    ],
    [
      "protection taken away",
      one({}, { protect: true }),
      one({}, { protect: true }),
      one({}),
      /violates plan: protect changed \(expected true\)/,
    ],
    [
      "another order of replacing",
      one({}),
      one({}, { deleteBeforeReplace: true }),
      one({}),
      /violates plan: deleteBeforeReplace changed \(expected true\)/,
    ],
    [
      "a new secret output",
      one({}),
      one({}),
      one({}, { additionalSecretOutputs: ["n"] }),
      /additionalSecretOutputs changed: added n/,
    ],
    [
      "changes ignored",
      one({ n: 1 }),
      one({ n: 1 }, { ignoreChanges: ["n"] }),
      one({ n: 1 }),
      /ignoreChanges changed: deleted n/,
    ],
    [
      "an output of a component",
      () => void new Group("g", 1),
      () => void new Group("g", 2),
      () => void new Group("g", 3),
      /resource violates plan: properties changed: ~~size\[\{2\}!=\{3\}\]/,
    ],
    [
      "an output of the stack",
      () => ({ out: 1 }),
      () => ({ out: 2 }),
      () => ({ out: 3 }),
      /resource violates plan: properties changed: ~~out\[\{2\}!=\{3\}\]/,
    ],
  ])("refuses %s", async (_, first, planned, run, message) => {
    const { planThenRun } = await stackOf(first);
    const result = await planThenRun(planned, run);
    expect(errorsOf(result).join("\n")).toMatch(message);
    expect(result.summary.result).toBe("failed");
    expect(result.stdout).toContain("Save a new plan with preview");
    // The twin: the program that was planned runs.
    const again = await stackOf(first);
    expect(errorsOf(await again.planThenRun(planned, planned))).toEqual([]);
  });

  it("misses an operation that was planned and does not come", async () => {
    const { planThenRun } = await stackOf(one({}));
    const both = () => void [new Thing("one", {}), new Thing("two", {})];
    expect(errorsOf(await planThenRun(both, one({})))).toEqual([
      expect.stringMatching(/^expected resource operations for .*::two but none were seen$/),
    ]);
  });

  it("may do less than was planned", async () => {
    const { stack, plan, planThenRun } = await stackOf(one({ n: 1 }));
    expect(did(await planThenRun(one({ n: 2 }), one({ n: 2 })))).toEqual(["update one"]);
    // The same plan again: what was to be updated has been.
    expect(did(await stack.up({ plan }))).toEqual([]);
  });

  it("keeps secrets encrypted in the plan", async () => {
    const first = () => one({ token: pulumi.secret("first-secret") })();
    const next = () => one({ token: pulumi.secret("second-secret") })();
    const { planThenRun, plan } = await stackOf(first);
    expect(errorsOf(await planThenRun(next, next))).toEqual([]);
    const text = readFileSync(plan, "utf8");
    expect(text).toContain("ciphertext");
    expect(text).not.toMatch(/(first|second)-secret/);
    const other = () => one({ token: pulumi.secret("third-secret") })();
    const said = errorsOf(await planThenRun(first, other)).join();
    expect(said).toContain("token[{[secret]}!={[secret]}]");
    expect(said).not.toContain("third-secret");
  });

  it.each([
    ["is missing", undefined, /cannot read the saved plan .*missing\.json: ENOENT.*\nSave one with preview first/],
    ["is no JSON", "plan", /cannot read the saved plan .*: .*JSON/],
    [
      "is something else",
      '{"resourcePlans":{"urn:x":{"goal":{}}}}',
      /is not a saved plan: [\s\S]*Save one with preview first/,
    ],
  ])("refuses a file that %s", async (_, text, message) => {
    const { stack } = await stackOf(one({}));
    const file = join(folder, "missing.json");
    rmSync(file, { force: true });
    if (text !== undefined) writeFileSync(file, text);
    await expect(stack.up({ plan: file })).rejects.toThrow(message);
  });

  it.each(["refresh", "destroy"] as const)("is refused for %s by name", async (operation) => {
    const { stack, plan } = await stackOf(one({}));
    await expect(stack[operation]({ plan })).rejects.toThrow(/does not support plans for/);
  });
});
