import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { EmbeddedStack as Built } from "pulumi-digicert-one/testing";
import { describe, expect, it } from "vitest";
import { EmbeddedStack } from "../../src/engine/index";
import { errors, failing, ops } from "./support";

const TEXT = 'exports.handler=()=>require("x").y';

class Thing extends pulumi.CustomResource {
  declare readonly made: pulumi.Output<string>;
  constructor(name: string, props: Record<string, unknown>, opts?: pulumi.CustomResourceOptions) {
    super("pulumi-nodejs:dynamic/test:Thing", name, { made: undefined, ...props, __provider: TEXT }, opts);
  }
}

function open(program: () => unknown, provider: Record<string, unknown>, calls: string[]) {
  const logged =
    (name: string) =>
    (...args: unknown[]) => {
      calls.push(name);
      const call = provider[name];
      return typeof call === "function" ? call(...args) : undefined;
    };
  const methods = ["configure", "check", "diff", "create", "read", "update", "delete"];
  const dynamic = Object.fromEntries(methods.filter((name) => name in provider).map((name) => [name, logged(name)]));
  return EmbeddedStack.createOrSelect({
    projectName: "prog",
    stackName: "dev",
    workDir: __dirname,
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    program,
    loadProvider: (text) => {
      expect(text).toBe(TEXT);
      return { create: async () => ({ id: "?" }), ...dynamic };
    },
  });
}

const simple = {
  create: async (inputs: { size: number }) => ({ id: `id-${inputs.size}`, outs: { ...inputs, made: "yes" } }),
  update: async (_id: string, _olds: object, news: object) => ({ outs: { ...news, made: "again" } }),
  delete: async () => undefined,
};

describe("a program and a provider in this process", () => {
  it("give outputs back whole, and show none of the SDK's own names", async () => {
    const stack = await open(() => ({ list: [{ __internal: 1, a: 2 }], __own: true }), simple, []);
    const { outputs, stdout } = await stack.up();
    for (const each of [outputs, await stack.outputs()])
      expect(each).toEqual({
        list: { value: [{ __internal: 1, a: 2 }], secret: false },
        __own: { value: true, secret: false },
      });
    expect(stdout).toContain('list: [{"a":2}]');
  });

  it("go through create, no change, update and destroy", async () => {
    const calls: string[] = [];
    let size = 1;
    const stack = await open(
      () => {
        const thing = new Thing("a", { size });
        return { made: thing.made, secret: pulumi.secret("hush") };
      },
      simple,
      calls,
    );
    const up = await stack.up();
    expect(up.summary.resourceChanges).toEqual({ create: 2 });
    expect(up.outputs).toEqual({ made: { value: "yes", secret: false }, secret: { value: "hush", secret: true } });
    expect((await stack.up()).summary.resourceChanges).toEqual({ same: 2 });
    size = 2;
    expect(ops(await stack.up())).toEqual(["update a"]);
    expect(ops(await stack.destroy())).toEqual(["delete a", "delete prog-dev", "delete default"]);
    expect(calls).toEqual(["create", "update", "delete"]);
  });

  it("fails with an error whose inspection is its message, and which carries the result", async () => {
    const refusing = { ...simple, create: async () => Promise.reject(new Error("no room")) };
    const stack = await open(() => new Thing("a", { size: 1 }), refusing, []);
    const error: unknown = await stack.up().catch((reason: unknown) => reason);
    expect(inspect(error)).toContain("no room");
    expect(inspect(error)).not.toContain("diagnostics");
    expect(error).toMatchObject({ result: { summary: { result: "failed" }, diagnostics: [{ severity: "error" }] } });
  });

  it("refuses what a protobuf Struct refuses, after the object was made", async () => {
    const stack = await open(
      () => {
        new Thing("a", { size: 1 });
      },
      { create: async () => ({ id: "x", outs: { made: undefined } }) },
      [],
    );
    expect(errors(await failing(stack.up()))).toEqual(["Unexpected struct type."]);
  });

  it("lets a provider's text import modules, as the SDK's host does", async () => {
    const text =
      'exports.handler = () => ({ create: async () => ({ id: (await import("node:path")).basename("/a/id") }) })';
    // The built engine: what vitest itself evaluates refuses every `import()`.
    const stack = await Built.createOrSelect({
      ...{ projectName: "prog", stackName: "dev", workDir: __dirname, stateFile: false, passphrase: "p" },
      host: "in-process",
      program: () => {
        class Made extends pulumi.CustomResource {}
        return { id: new Made("pulumi-nodejs:dynamic/test:Thing", "thing", { __provider: text }).id };
      },
    });
    expect((await stack.up()).outputs).toEqual({ id: { value: "id", secret: false } });
  });

  it("takes a thrown string for the mistake it is", async () => {
    const stack = await open(
      () => {
        new Thing("a", { size: 1 });
      },
      {
        create: () => {
          throw "oops";
        },
      },
      [],
    );
    expect(errors(await failing(stack.up()))[0]).toContain('the provider threw "oops"');
  });

  it("reports an error thrown by the program once, with no noise for other listeners", async () => {
    const stack = await open(
      () => {
        const thing = new Thing("a", { size: 1 });
        thing.made.apply(() => {
          throw new pulumi.RunError("no good");
        });
      },
      simple,
      [],
    );
    expect(errors(await failing(stack.up()))).toEqual(["no good"]);
    expect((await stack.decryptedState()).map((state) => state.id)).toContain("id-1");
  });

  // The promise is both what the program rejects with and, in a later turn, an unhandled rejection.
  it("reports an error that a program throws at once, once", async () => {
    const stack = await open(
      () => {
        throw new pulumi.RunError("at once");
      },
      simple,
      [],
    );
    expect(errors(await failing(stack.up()))).toEqual(["at once"]);
  });

  // The SDK does this to inline programs; on the command line such a program succeeds (a trace shows it).
  it("fails a program that only logs an error, as the SDK does with inline programs", async () => {
    const stack = await open(
      () => {
        void pulumi.log.error("only said");
      },
      simple,
      [],
    );
    expect(errors(await failing(stack.preview()))).toEqual(["only said"]);
  });

  it("fails the preview of a targeted run that would delete what was not named", async () => {
    let things = true;
    const stack = await open(
      () => {
        if (!things) return;
        const first = new Thing("a", { size: 1 });
        new Thing("b", { size: 2, after: first.made });
      },
      simple,
      [],
    );
    await stack.up();
    things = false;
    const a = "urn:pulumi:dev::prog::pulumi-nodejs:dynamic/test:Thing::a";
    for (const operation of ["preview", "up"] as const) {
      const [error, ...more] = errors(await failing(stack[operation]({ target: [a] })));
      expect(error).toMatch(/::b' will be destroyed but was not specified in --target list/);
      expect(more).toEqual([]);
    }
    expect((await stack.decryptedState()).map(({ id }) => id)).toEqual(expect.arrayContaining(["id-1", "id-2"]));
    const b = a.replace(/a$/, "b");
    expect(ops(await stack.preview({ target: [a, b] }))).toEqual(["delete b", "delete a"]);
  });

  it("waits for a program that returns nothing and awaits nothing", async () => {
    const calls: string[] = [];
    const stack = await open(
      () => {
        for (let i = 0; i < 5; i++) new Thing(`t${i}`, { size: i });
      },
      simple,
      calls,
    );
    expect((await stack.up()).summary.resourceChanges).toEqual({ create: 6 });
    expect(calls).toHaveLength(5);
  });

  it("runs stacks one after the other when asked for at once", async () => {
    const make = () => open(() => void new Thing("a", { size: 1 }), simple, []);
    const [one, two] = await Promise.all([make(), make()]);
    const results = await Promise.all([one.up(), two.up()]);
    expect(results.map((result) => result.summary.resourceChanges)).toEqual([{ create: 2 }, { create: 2 }]);
  });
});
