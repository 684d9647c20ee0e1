import { expect, it } from "vitest";
import { providerText } from "../../../src/fields/kinds";
import { sdks } from "../sdks";
import type { StoredResource } from "../stack";
import { census, changed, describeDigicert } from "./stage";

const program = `
const user = new digicert.ServiceUser("ci", { description: "Signs", email, accountIds, roleIds, endDate: "2099-12-31", initialKey: "keep" });
const key = new digicert.ApiKey("ci", { serviceUser: user, endDate: "2099-06-30" });
module.exports = { value: key.value, first: user.initialApiKey, endsAt: key.endsAt };
`;
/** Package and program must share one SDK: with two, outputs of one are not outputs to the other. */
const versions = `
const { createRequire } = require("node:module");
const inPackage = createRequire(require.resolve("pulumi-digicert-one"));
module.exports.sdk = [require, inPackage].map((each) => each("@pulumi/pulumi/version").version);
module.exports.shared = digicert.ServiceUser.prototype instanceof pulumi.CustomResource;
`;
const both = { "ServiceUser ci": ["create"], "ApiKey ci": ["create"] };
const SECRET = "4dabf18193072939515e22adb298388d";

/** Every value anywhere in a resource's outputs that stands for a secret. */
function secretsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  if (SECRET in value) return [value as Record<string, unknown>];
  return Object.values(value).flatMap(secretsIn);
}

const ours = (resources: readonly StoredResource[] = []) =>
  resources.filter(({ type }) => type.includes("digicert-one") && !type.endsWith(":StackIdentity"));

for (const sdk of sdks) {
  describeDigicert(
    "a service user and its key",
    (makeStage) => {
      // The life that every resource has: nothing changes that was not asked for, and nothing is left behind.
      it("goes through preview, up, no change, refresh and destroy, and leaves nothing behind", async () => {
        const { stack, emulator } = await makeStage(program + versions);
        const before = await census(emulator);
        const managed = async () =>
          (await emulator.journal()).filter(({ path }) => /\/(user|api-access-token)/.test(path));

        expect(changed(await stack.preview())).toEqual(both);
        expect(await managed()).toEqual([]);
        expect(changed(await stack.up())).toEqual(both);
        expect((await managed()).map(({ method }) => method)).toContain("POST");

        expect(changed(await stack.preview())).toEqual({});
        const refresh = await stack.refresh();
        expect(refresh.resourceChanges).not.toHaveProperty("update");
        expect(changed(await stack.up())).toEqual({});
        const outputs = await stack.outputs();
        expect(outputs).toMatchObject({
          endsAt: { value: "2099-06-30T23:59:59Z", secret: false },
          value: { secret: true },
          sdk: { value: [sdk.version, sdk.version] },
          shared: { value: true },
        });

        await stack.destroy();
        expect(await census(emulator)).toEqual(before);
      });
    },
    sdk,
  );
}

describeDigicert("the state of a service user and its key", (makeStage) => {
  // State is what people keep, copy and lose: it must not hold a key in the clear, and it must stay small.
  it("keeps secrets encrypted in a small state", async () => {
    const { stack } = await makeStage(program);
    await stack.up();
    const outputs = await stack.outputs();
    const known = [outputs.value?.value, outputs.first?.value].map(String);
    expect(new Set(known).size).toBe(2);
    for (const value of known) expect(value).toMatch(/^emu_/);

    const stored = await stack.storedState();
    const text = JSON.stringify(stored);
    for (const value of known) expect(text).not.toContain(value);
    const resources = ours(stored.deployment.resources);
    expect(resources).toHaveLength(2);
    for (const resource of resources) {
      const outs = resource.outputs as Record<string, unknown>;
      expect(secretsIn(outs)).toHaveLength(1);
      expect(secretsIn(resource.inputs)).toHaveLength(0);
      expect(String(outs.__provider).length).toBeLessThan(100);
      expect([providerText("ApiKey"), providerText("ServiceUser")]).toContain(outs.__provider);
      // Where in the program it was declared is the command line's own addition, as long as the paths of the machine.
      const { sourcePosition: _position, stackTrace: _trace, ...kept } = resource;
      expect(JSON.stringify(kept).length).toBeLessThanOrEqual(2_500);
    }
    const opened = ours((await stack.exportStack()).deployment.resources).flatMap(({ outputs: outs }) =>
      secretsIn(outs),
    );
    const decrypted = opened.map((secret) => JSON.parse(String(secret.plaintext)) as string);
    expect(decrypted.sort()).toEqual(known.sort());
  });
});
