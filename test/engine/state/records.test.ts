/** Records of a state that Pulumi's command line wrote: what this engine does not know of them comes back as it was. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EmbeddedStack, EngineRunError, type ExportedStack } from "../../../src/engine";

const stackUrn = "urn:pulumi:dev::probe::pulumi:pulumi:Stack::probe-dev";
const providerUrn = "urn:pulumi:dev::probe::pulumi:providers:aws::default_6_0_0";
/** Fields as Pulumi's `ResourceV3` has them beside those that the engine works with. */
const newer = {
  sourcePosition: "project:///index.ts#1,1",
  stackTrace: [{ sourcePosition: "project:///index.ts#1,1" }],
  refreshBeforeUpdate: true,
  viewOf: "urn:x",
  resourceHooks: { beforeDelete: ["hook"] },
  hideDiff: ["secret"],
  ofALaterVersion: { list: [1, null, "x"] },
};
const records = [
  { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack", ...newer },
  { urn: providerUrn, custom: true, id: "4f", type: "pulumi:providers:aws", ...newer },
  {
    urn: "urn:pulumi:dev::probe::aws:s3/bucket:Bucket::b",
    custom: true,
    id: "my-bucket",
    type: "aws:s3/bucket:Bucket",
    inputs: { name: "b" },
    outputs: { arn: "arn:b" },
    parent: stackUrn,
    provider: `${providerUrn}::4f`,
    ...newer,
  },
];

async function imported(): Promise<EmbeddedStack> {
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "probe",
    stackName: "dev",
    workDir: __dirname,
    stateFile: false,
    host: "in-process",
    program: () => ({}),
  });
  await stack.importStack({ version: 3, deployment: { manifest: {}, resources: records } } as ExportedStack);
  return stack;
}
const recordsOf = async (stack: EmbeddedStack) => (await stack.exportStack()).deployment.resources;

describe("a state with resources of another package", () => {
  it("comes back whole, field by field", async () => {
    expect(await recordsOf(await imported())).toEqual(records);
  });

  it.each(["destroy", "up", "refresh"] as const)("is refused by name where %s needs that package", async (verb) => {
    const stack = await imported();
    const run = stack[verb]();
    await expect(run).rejects.toThrow(EngineRunError);
    await expect(run).rejects.toThrow(
      'the embedded engine does not support resources of the package "aws" (pulumi:providers:aws)',
    );
    const left = (await recordsOf(stack)) as { urn: string }[];
    expect(left.find(({ urn }) => urn === records[2]?.urn)).toEqual(records[2]);
  });
});

/** Each secret is encrypted anew: its ciphertext says nothing. */
const sealed = (state: object) =>
  JSON.parse(JSON.stringify(state), (key, value) => (key === "ciphertext" ? "sealed" : value));

/** States that Pulumi's command line 3.260 wrote, with a package of another provider. */
describe.each(["plain-v3", "hooks-v4"])("the recorded state %s", (name) => {
  const path = join(__dirname, "../../fixtures/state/foreign", `${name}.json`);
  const recorded = JSON.parse(readFileSync(path, "utf8")) as ExportedStack & { deployment: { resources: object[] } };
  const open = async (program = () => ({})) => {
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "probe",
      stackName: name === "plain-v3" ? "plain" : "dev",
      workDir: __dirname,
      stateFile: false,
      host: "in-process",
      passphrase: "recorded",
      program,
    });
    await stack.importStack(recorded);
    return stack;
  };

  it("comes back whole, with version, features and secrets", async () => {
    expect(recorded.deployment.resources.length).toBe(6);
    const stack = await open();
    const { deployment, ...rest } = sealed(await stack.exportStack());
    const { manifest: _, ...expected } = recorded.deployment;
    const { manifest: __, ...left } = deployment;
    expect({ ...rest, deployment: left }).toEqual(sealed({ ...recorded, deployment: expected }));
    expect(JSON.stringify(await stack.decryptedState())).toContain("s3cret");
  });

  it("is refused by name by a run that needs the package", async () => {
    await expect((await open()).destroy()).rejects.toThrow(/resources of the package "probe"/);
  });
});
