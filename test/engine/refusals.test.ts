import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EmbeddedStack, type RunOptions } from "../../src/engine";
import { propertiesFromWire } from "../../src/engine/model/values";
import { errors, failing, makeWorld } from "./support";

const refused: Readonly<Record<string, { program: string; says: string }>> = {
  "invokes of unknown functions": {
    program: `pulumi.runtime.invoke("pkg:index:getThing", { a: 1 });`,
    says: "invokes: unknown function pkg:index:getThing",
  },
  "stack references": {
    program: `new pulumi.StackReference("org/prog/other");`,
    says: 'resources of the package "pulumi" (pulumi:pulumi:StackReference)',
  },
  "remote components": {
    program: `new pulumi.ComponentResource("pkg:index:Remote", "r", {}, {}, true);`,
    says: "remote components (construct): pkg:index:Remote",
  },
  "the import option": { program: `res("a", {}, { import: "some-id" });`, says: "the import option" },
  "other providers": {
    program: `new pulumi.ProviderResource("aws", "p", {});`,
    says: "the provider pulumi:providers:aws",
  },
  "resources of other packages": {
    program: `new pulumi.CustomResource("aws:s3/bucket:Bucket", "b", {});`,
    says: 'resources of the package "aws" (aws:s3/bucket:Bucket)',
  },
  assets: { program: `res("a", { file: new pulumi.asset.StringAsset("x") });`, says: "assets" },
  archives: {
    program: `res("a", { file: new pulumi.asset.AssetArchive({ x: new pulumi.asset.StringAsset("x") }) });`,
    says: "archives",
  },
  "the transforms option": {
    program: `res("a", {}, { transforms: [(args) => ({ props: args.props, opts: args.opts })] });`,
    says: "the transforms option",
  },
  "stack transforms": {
    program: `pulumi.runtime.registerResourceTransform((args) => ({ props: args.props, opts: args.opts })); res("a", {});`,
    says: "stack transforms",
  },
  "resource hooks": {
    program: `const hook = new pulumi.ResourceHook("h", () => {}); res("a", {}, { hooks: { beforeCreate: [hook] } });`,
    says: "resource hooks",
  },
  "method calls": {
    program: `pulumi.runtime.call("pkg:index:method", {});`,
    says: "calls of methods (pkg:index:method)",
  },
  "the pluginDownloadURL option": {
    program: `res("a", {}, { pluginDownloadURL: "https://example.com" });`,
    says: "the pluginDownloadURL option",
  },
  "the replaceWith option": {
    program: `const a = res("a", {}); res("b", {}, { replaceWith: [a] });`,
    says: "the replaceWith option",
  },
  "the replacementTrigger option": {
    program: `res("a", {}, { replacementTrigger: "x" });`,
    says: "the replacementTrigger option",
  },
  "the envVarMappings option": {
    program: `new pulumi.ProviderResource("pulumi-nodejs", "p", {}, { envVarMappings: { MINE: "THEIRS" } });`,
    says: "the envVarMappings option",
  },
  "invoke transforms": {
    program: `pulumi.runtime.registerInvokeTransform(() => undefined); res("a", {});`,
    says: "invoke transforms",
  },
  "error hooks": {
    program: `const hook = new pulumi.ErrorHook("h", () => false); res("a", {}, { hooks: { onError: [hook] } });`,
    says: "error hooks",
  },
  "state migrations": {
    program: `res("a", {}, { stateMigrations: [() => undefined] });`,
    says: "state migrations",
  },
  "parameterized packages": {
    program: `pulumi.runtime.registerPackage({ baseProviderName: "base", baseProviderVersion: "1.0.0",
      baseProviderDownloadUrl: "", packageName: "p", packageVersion: "1.0.0", base64Parameter: "" });`,
    says: "parameterized packages",
  },
  "resources of parameterized packages": {
    program: `new pulumi.CustomResource("pulumi-nodejs:dynamic/test:Res", "a", {}, {}, false, Promise.resolve("reference"));`,
    says: "parameterized packages",
  },
  "existence checks": {
    program: `require("@pulumi/pulumi/runtime/resource").existsResource("pulumi-nodejs:dynamic/test:Res", "x", {}, {});`,
    says: "existence checks of resources",
  },
  "pluginDownloadURL of what is only read": {
    program: `res("a", {}, { id: "x", pluginDownloadURL: "https://example.com" });`,
    says: "the pluginDownloadURL option",
  },
  "the hideDiffs option": { program: `res("a", {}, { hideDiffs: ["size"] });`, says: "the hideDiffs option" },
};

describe("what the embedded engine does not support is refused by name", () => {
  for (const [what, { program, says }] of Object.entries(refused)) {
    it(what, async () => {
      const world = await makeWorld(program, { host: "in-process" });
      const result = await failing(world.stack.preview());
      expect(errors(result).join("\n")).toContain(`the embedded engine does not support ${says}`);
      expect(world.calls().filter((call) => call.method === "create")).toEqual([]);
    });
  }

  it("executables of providers where programs run in this process", async () => {
    const args = {
      projectName: "p",
      stackName: "dev",
      workDir: __dirname,
      stateFile: false,
      program: () => ({}),
    } as const;
    const plugins = { aws: ["pulumi-resource-aws"] } as const;
    const made = EmbeddedStack.createOrSelect({ ...args, plugins, host: "in-process" });
    await expect(made).rejects.toThrow("the embedded engine does not support plugins in process");
  });

  it("values that no SDK of today sends", () => {
    expect(() => propertiesFromWire({ a: { "4dabf18193072939515e22adb298388d": "of-tomorrow" } })).toThrow(
      "values with the signature of-tomorrow",
    );
  });

  it.each([
    ["preview", "exclude", { exclude: ["urn"] }],
    ["up", "policyPacks", { policyPacks: ["./policies"] }],
    ["up", "excludeDependents", { excludeDependents: true }],
    ["destroy", "replace", { replace: ["urn"] }],
    ["refresh", "runProgram", { runProgram: true }],
    ["up", "clearPendingCreates", { clearPendingCreates: true }],
  ] as const)("of %s the option %s", async (operation, name, options) => {
    const world = await makeWorld(`res("a", {});`, { host: "in-process" });
    await expect(world.stack[operation](options as RunOptions)).rejects.toThrow(
      `the embedded engine does not support the option ${name} of ${operation === "up" ? "update" : operation}`,
    );
    // The twin: the same option, not given, is in nobody's way.
    const none = Object.fromEntries(Object.keys(options).map((key) => [key, undefined]));
    expect((await world.stack[operation](none)).summary.result).toBe("succeeded");
  });

  it.each(["target", "replace"] as const)("wildcards in %s", async (name) => {
    const world = await makeWorld(`res("a", {});`, { host: "in-process" });
    await expect(world.stack.up({ [name]: ["urn:pulumi:dev::prog::**::a"] })).rejects.toThrow(
      `the embedded engine does not support wildcards in ${name} (urn:pulumi:dev::prog::**::a)`,
    );
    expect(world.calls()).toEqual([]);
  });

  it.each(["refresh", "destroy"] as const)("saved plans for %s", async (operation) => {
    const world = await makeWorld(`res("a", {});`, { host: "in-process" });
    await expect(world.stack[operation]({ plan: "plan.json" })).rejects.toThrow(`plans for ${operation}`);
  });

  it("an in-process run without a program function", async () => {
    const world = await makeWorld("", {});
    const stack = await world.open({ host: "in-process" });
    expect(errors(await failing(stack.preview()))).toEqual(['host "in-process" needs a program function']);
  });

  it("environment variables of an in-process stack, and of its runs", async () => {
    const says = 'host "in-process" takes no envVars: program and providers read process.env, so set that';
    const world = await makeWorld(`res("a", {});`, { host: "in-process" });
    await expect(world.open({ envVars: { DAY: "1" } })).rejects.toThrow(says);
    await expect(world.stack.up({ envVars: { DAY: "1" } })).rejects.toThrow(says);
    // The twin: none of them are in nobody's way.
    expect((await world.stack.up({ envVars: {} })).summary.result).toBe("succeeded");
  });

  it("a state whose secrets are held elsewhere", async () => {
    const world = await makeWorld("", { host: "in-process" });
    const deployment = { secrets_providers: { type: "service", state: {} }, resources: [] };
    await expect(world.stack.importStack({ version: 3, deployment })).rejects.toThrow(/held by "service"/);
  });

  it("a deployment of another version", async () => {
    const world = await makeWorld("", { host: "in-process" });
    await expect(world.stack.importStack({ version: 5, deployment: {} })).rejects.toThrow(/deployment version 5/);
  });
  it("a state with a feature that it does not know", async () => {
    const world = await makeWorld("", { host: "in-process" });
    const state = { version: 4, features: ["byteString"], deployment: {} };
    await expect(world.stack.importStack(state)).rejects.toThrow("states with the features byteString");
  });

  it.each([
    ["resourceHooks", { beforeDelete: ["h"] }, "hooks"],
    ["viewOf", "urn:x", "views"],
    ["refreshBeforeUpdate", true, "refreshBeforeUpdate"],
    ["replaceWith", ["urn:x"], "replaceWith"],
  ])("a run over a dynamic resource with %s, which is kept", async (field, value, feature) => {
    const world = await makeWorld("", { host: "in-process" });
    const type = "pulumi-nodejs:dynamic/digicert-one:ApiKey";
    const record = { urn: `urn:pulumi:dev::probe::${type}::k`, custom: true, type, id: "k", [field]: value };
    await world.stack.importStack({ version: 4, features: [feature], deployment: { resources: [record] } });
    expect(errors(await failing(world.stack.destroy())).join()).toContain(
      `the field ${field} of a resource in the state (${record.urn})`,
    );
    const kept = { version: 4, features: [feature], deployment: { resources: [record] } };
    expect(await world.stack.exportStack()).toMatchObject(kept);
  });

  it("no run over an empty field", async () => {
    const world = await makeWorld("", { host: "in-process" });
    const record = { urn: "urn:pulumi:dev::probe::a:b:C::k", custom: true, type: "a:b:C", id: "k", resourceHooks: {} };
    await world.stack.importStack({ version: 3, deployment: { resources: [record] } });
    expect((await world.stack.exportStack()).version).toBe(3);
  });
});

/** What src says that it does not support, by its own words; `…` stands for what is filled in. */
function wordsOfRefusals(): string[] {
  const folder = join(__dirname, "..", "..", "src", "engine");
  const text = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const patterns = [/UnsupportedError\(\s*["`](.*?)["`]\s*\)/g, /\brefuse\("(.*?)"\)/g, /\["get\w+List", "(.*?)"\]/g];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, words = ""]) => words));
  return [...new Set(found.map((words) => words.replaceAll(/\$\{.*?\}/g, "…")))].sort();
}

describe("every refusal that the engine can utter", () => {
  const words = wordsOfRefusals();

  it("is one of those counted here", () => {
    expect(words).toHaveLength(28);
  });

  it.each(words)("has a test: %s", (refusal) => {
    const own = readFileSync(__filename, "utf8").split("/** What src says")[0] ?? "";
    const parts = refusal.split("…").map((part) => part.trim());
    for (const part of parts.filter((each) => each.length > 3)) expect(own).toContain(part);
  });
});
