import { describe, expect, it } from "vitest";
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

  it("an in-process run without a program function", async () => {
    const world = await makeWorld("", {});
    const stack = await world.open({ host: "in-process" });
    expect(errors(await failing(stack.preview()))).toEqual(['host "in-process" needs a program function']);
  });

  it("a state whose secrets are held elsewhere", async () => {
    const world = await makeWorld("", { host: "in-process" });
    const deployment = { secrets_providers: { type: "service", state: {} }, resources: [] };
    await expect(world.stack.importStack({ version: 3, deployment })).rejects.toThrow(/held by "service"/);
  });

  it("a deployment of another version", async () => {
    const world = await makeWorld("", { host: "in-process" });
    await expect(world.stack.importStack({ version: 4, deployment: {} })).rejects.toThrow(/deployment version 4/);
  });
});
