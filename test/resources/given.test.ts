/** What JavaScript programs give instead of what the types say: each is refused in a sentence, beside a twin that works. */
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { loose, settingsOf, shapesOf, user } from "./given-shapes";
import { closing, programStage } from "./program-stage";

const stage = programStage("given");
const { run, calls } = stage;
const settings = () => settingsOf(stage);
const { resources, lookUps } = shapesOf(stage);

it.each([...resources, ...lookUps])("%s", async (_what, wrong, error, right) => {
  const refused = await run("preview", wrong);
  expect(refused.ok).toBe(false);
  expect(
    refused.errors.filter((each) => error.test(each)),
    refused.errors.join("\n"),
  ).toHaveLength(1);
  expect(refused.errors.join("\n")).not.toMatch(/TypeError|Cannot (read|destructure)|is not a function/);
  expect(refused.errors.join("\n")).not.toContain(stage.emulator.apiKey);
  const { ok, errors } = await run("preview", right);
  expect({ ok, errors }).toEqual({ ok: true, errors: [] });
});

it("is refused in up before any call, and leaves no trace", async () => {
  for (const [, wrong] of resources) {
    const { ok, ours } = await run("up", wrong);
    expect(ok).toBe(false);
    expect(ours.filter((step) => !/ (other|default\w*)$/.test(step))).toEqual([]);
  }
  expect(await calls()).toEqual([]);
});

it.each(["ServiceUser", "ApiKey"])("%s.get needs an id, and makes nothing without one", async (kind) => {
  for (const id of [undefined, null, ""]) {
    const { errors, ours } = await run("up", () => loose[kind].get("g", id));
    const said = `${kind} "g": get needs an id. Give the id that it has in DigiCert ONE.`;
    expect({ errors, ours }).toEqual({ errors: [said, closing(1)], ours: [] });
  }
  const missing = await run("preview", () => loose[kind].get("g", "783a6a45-b74b-4635-bb4b-69855910ccd3"));
  expect(missing.errors.join()).not.toMatch(/needs an id|is missing/);
});

const unset: [what: string, value: () => unknown][] = [
  ["an output of undefined", () => pulumi.output(undefined)],
  ["an output of null", () => pulumi.output(null)],
  ["a promise of nothing", () => Promise.resolve()],
  ["a secret of null", () => pulumi.secret(null)],
];
// Secrets, and some that are none: what is no secret travels in another way.
const mayBeUnset = ["apiKeys", "clientKey", "clientPfx", "clientCertPassword", "region", "caCert", "apiKeyEndDate"];

it.each(unset)("%s for an argument of Provider is none, in preview and in up", async (_what, value) => {
  const nothing = () => Object.fromEntries(mayBeUnset.map((name) => [name, value()]));
  const program = () => {
    const provider = new loose.Provider("p", { ...settings(), ...nothing() });
    const { id } = loose.getAccountOutput({}, { provider });
    return new loose.ServiceUser("u", { ...user, accountIds: [id] }, { provider }).accountIds;
  };
  const run = await stage.open(program);
  for (const operation of ["preview", "up", "destroy"] as const) {
    const { ok, errors } = await run(operation);
    expect({ ok, errors }).toEqual({ ok: true, errors: [] });
  }
});

it("asks for a key where that of the Provider turns out to be none", async () => {
  const program = () => new loose.Provider("p", { ...settings(), apiKey: pulumi.output(null) });
  const { errors } = await run("preview", program);
  expect(errors).toEqual([expect.stringMatching(/^Provider "p": No API key is set/), closing(1)]);
});

it("is an error of its own, and brings no error of the settings that would have been used instead", async () => {
  const wrong = () => new loose.ServiceUser("u", user, { provider: null });
  const { errors } = await run("preview", wrong, { "digicert-one:apiKey": undefined });
  expect(errors).toEqual([expect.stringMatching(/^ServiceUser "u": provider/), closing(1)]);
});
