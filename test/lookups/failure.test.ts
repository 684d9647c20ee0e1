/** A look-up that fails is shown once, in its sentence: in the program's own process, where the SDK would dump promises. */
import { afterAll, beforeAll, expect, it } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError } from "../../src/engine";
import { isDigiCertOneError } from "../../src/errors";
import { makeProject } from "../e2e/project";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ seed: 7, rateLimits: "off" });
});
afterAll(() => emulator.close());

const common = { projectName: "lookups", stackName: "dev", stateFile: false, passphrase: "p" } as const;
const config = () => ({
  "digicert-one:baseUrl": emulator.url,
  "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
});

/** What a preview that fails shows, whole, and its errors. */
async function shown(stack: EmbeddedStack): Promise<{ all: string; errors: string[] }> {
  const error = await stack.preview().catch((thrown: unknown) => thrown);
  if (!(error instanceof EngineRunError)) throw new Error("the preview succeeded");
  const { diagnostics, stdout } = error.result;
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
  return { all: stdout, errors };
}

const role = /^No role has the name "No such role", as far as this key can see: .* application\.$/;
const account = /^No account is named "none"\. Those that this key can see: "Emulator account"\.$/;

const programs: readonly [how: string, text: string, errors: readonly RegExp[]][] = [
  [
    "outputs that resources and other outputs wait for",
    `const roleIds = [digicert.getRoleOutput({ name: "No such role" }).id];
     const serviceUser = new digicert.ServiceUser("u", { ...user, roleIds });
     const pair = new digicert.RotatingApiKey("p", { serviceUser, lifetimeDays: 90 });
     new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90, triggers: { pair: pair.rotateOn } });
     module.exports = { roleIds, value: pair.value, plan: digicert.rotationPlan([pair]) };`,
    [role],
  ],
  [
    "a promise that is an argument",
    `const roleIds = [digicert.getRole({ name: "No such role" }).then(({ id }) => id)];
     const serviceUser = new digicert.ServiceUser("u", { ...user, roleIds });
     new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90 });`,
    [role],
  ],
  [
    "a program that awaits it",
    `module.exports = async () => {
       const { id } = await digicert.getRole({ name: "No such role" });
       new digicert.ServiceUser("u", { ...user, roleIds: [id] });
     };`,
    [role],
  ],
  [
    "several, of which two are the same",
    `const [one, two] = ["", ""].map(() => digicert.getRoleOutput({ name: "No such role" }).id);
     const { id } = digicert.getAccountOutput({ name: "none" });
     new digicert.ServiceUser("u", { ...user, roleIds: [one, two], accountIds: [id] });`,
    [role, account],
  ],
  [
    "several that one wrong key fails",
    `const provider = new digicert.Provider("p", { apiKey: "wrong-key-0123456789", baseUrl: "BASE_URL" });
     const roleIds = [digicert.getRoleOutput({ name: "any" }, { provider }).id];
     const accountIds = [digicert.getAccountOutput({}, { provider }).id];
     new digicert.ServiceUser("u", { ...user, roleIds, accountIds }, { provider });`,
    [/^Could not list the \w+: .* answered 401 invalid_api_key/],
  ],
];

it.each(programs)("%s", async (_how, text, errors) => {
  const head = `const digicert = require("pulumi-digicert-one");
    const user = { email: "team@example.com", accountIds: ["${emulator.accountId}"], roleIds: [] };`;
  const project = makeProject({
    name: common.projectName,
    program: `${head}\n${text.replace("BASE_URL", emulator.url)}`,
  });
  try {
    const stack = await EmbeddedStack.createOrSelect({ ...common, workDir: project.folder, config: config() });
    const told = await shown(stack);
    expect(told.errors).toEqual(errors.map((pattern) => expect.stringMatching(pattern)));
    expect(told.all).not.toMatch(/error serializing property|<ref|\[Circular|Promise \{|^\s+at /m);
    // The twin: the sentence itself is in what is searched.
    expect(told.all).toMatch(/No such role|answered 401/);
  } finally {
    project.remove();
  }
});

it("stays an error of this package for a program that catches it", async () => {
  let caught: unknown;
  const program = async () => {
    caught = await digicert.getAccount({ name: "none" }).catch((error: unknown) => error);
  };
  const stack = await EmbeddedStack.createOrSelect({
    ...common,
    workDir: process.cwd(),
    config: config(),
    host: "in-process",
    program,
    loadProvider: () => ({ create: () => Promise.reject(new Error("nothing is made here")) }),
  });
  await stack.preview();
  expect(isDigiCertOneError(caught) && caught.remedy).toBe('Those that this key can see: "Emulator account".');
});
