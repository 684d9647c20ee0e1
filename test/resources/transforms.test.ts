/** Stack transformations, which change arguments and options after a constructor has validated them. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { closing, programStage } from "./program-stage";

const stage = programStage("transforms");
let tenant: Emulator;
beforeAll(async () => {
  tenant = await startEmulator({ seed: 98, rateLimits: "off" });
});
afterAll(() => tenant.close());

const PROVIDER = "pulumi:providers:pulumi-nodejs";
const USER = "pulumi-nodejs:dynamic/digicert-one:ServiceUser";
type Change = (args: pulumi.ResourceTransformationArgs) => pulumi.ResourceTransformationResult | undefined;

/** A program with one user of its own provider, after a transformation of resources of a type. */
const program =
  (type: string, change: Change, email = "team@example.com") =>
  async () => {
    pulumi.runtime.registerStackTransformation((args) => (args.type === type ? change(args) : undefined));
    const { url: baseUrl, apiKey } = stage.emulator;
    const provider = new digicert.Provider("p", { baseUrl, apiKey, rateLimits: "off", maxRetrySeconds: 0 });
    const accountIds = [digicert.getAccountOutput({}, { provider }).id];
    const user = new digicert.ServiceUser("u", { email, accountIds, roleIds: [] }, { provider });
    return { accounts: user.accountIds };
  };

it("an argument that one makes wrong is refused in the preview; one that it changes for another is used", async () => {
  const change =
    (email: string): Change =>
    ({ props, opts }) => ({ props: { ...props, email }, opts });
  const wrong = await stage.run("preview", program(USER, change("nope")));
  expect(wrong.ok).toBe(false);
  expect(wrong.errors.join("\n")).toMatch(/email/);
  expect(await stage.run("up", program(USER, change("other@example.com")))).toMatchObject({ ok: true, errors: [] });
  const { users } = await stage.emulator.state();
  expect(users.map(({ email }) => email)).toContain("other@example.com");
});

it("an option of ours that one drops lets nothing through that was refused", async () => {
  const drop: Change = ({ props, opts }) => ({ props, opts: { ...opts, dependsOn: [] } });
  const before = (await stage.emulator.state()).users.length;
  const { ok, errors } = await stage.run("up", program(USER, drop, "nope"));
  expect(ok).toBe(false);
  expect(errors.join("\n")).toMatch(/email is "nope"/);
  expect((await stage.emulator.state()).users).toHaveLength(before);
});

it("settings that one changes are those of look-ups too", async () => {
  const move: Change = ({ props, opts }) => ({
    props: { ...props, "digicert-one:baseUrl": tenant.url, "digicert-one:apiKey": tenant.apiKey },
    opts,
  });
  const { ok, errors, outputs } = await stage.run("up", program(PROVIDER, move));
  expect({ ok, errors }).toEqual({ ok: true, errors: [] });
  expect(outputs.accounts).toEqual([tenant.accountId]);
  expect(await stage.calls()).toEqual([]);
});

it.each([
  ["digicert-one:baseURL", "Did you mean digicert-one:baseUrl?"],
  ["baseUrl", "Did you mean digicert-one:baseUrl?"],
  ["digicert-one:host", "Remove it."],
  ["host", "Remove it."],
])("a setting that one calls %s is refused: the environment's tenant is not asked instead", async (name, remedy) => {
  const move: Change = ({ props, opts }) => ({ props: { ...props, [name]: tenant.url }, opts });
  for (const operation of ["preview", "up"] as const) {
    const { ok, errors } = await stage.run(operation, program(PROVIDER, move));
    const error = `Provider "p": a transformation sets ${name}, which is no setting. ${remedy}`;
    expect({ ok, errors }).toEqual({ ok: false, errors: [error, closing(1)] });
  }
  expect(await stage.calls()).toEqual([]);
});

it("what one sets for another package, for Pulumi or to nothing is none of our names", async () => {
  const set: Change = ({ props, opts }) => ({
    props: { ...props, "acme:host": "h", version: "3.0.0", "digicert-one:host": undefined, host: undefined },
    opts,
  });
  expect(await stage.run("preview", program(PROVIDER, set))).toMatchObject({ ok: true, errors: [] });
});

it("a setting that one makes wrong fails the preview", async () => {
  const spoil: Change = ({ props, opts }) => ({ props: { ...props, "digicert-one:timeoutSeconds": "-3" }, opts });
  const { ok, errors } = await stage.run("preview", program(PROVIDER, spoil));
  expect(ok).toBe(false);
  expect(errors).toEqual([expect.stringMatching(/^Provider "p": timeoutSeconds "-3"/), closing(1)]);
});
