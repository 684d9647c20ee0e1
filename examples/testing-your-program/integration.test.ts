/** The program for real, provider and all: on the embedded engine, against an emulator of DigiCert ONE. */
import { EmbeddedStack, type Emulator, EngineRunError, startEmulator } from "pulumi-digicert-one/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.close());

/** The program of this folder, with its state in memory. */
const openStack = (stackName: string, envVars: Record<string, string> = {}) =>
  EmbeddedStack.createOrSelect({
    projectName: "signing",
    stackName,
    workDir: __dirname,
    stateFile: false,
    envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...envVars }, // types are checked elsewhere
    config: {
      team: "team@example.com",
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });

test("up makes a user with one key that works, and a preview after it shows no change", async () => {
  const stack = await openStack("dev");
  await stack.up();

  const { users, tokens } = await emulator.state();
  const user = users.find(({ friendly_name }) => friendly_name === "signer-dev");
  expect(tokens.filter(({ user_id }) => user_id === user?.id)).toHaveLength(1);

  const { apiKey } = await stack.outputs();
  expect(apiKey?.secret).toBe(true);
  const headers = { "x-api-key": String(apiKey?.value), "user-agent": "test/1.0" };
  expect((await fetch(`${emulator.url}/account/api/v1/user/me`, { headers })).status).toBe(200);

  const { summary } = await stack.preview();
  expect(summary.resourceChanges).toEqual({ same: expect.any(Number) });
});

test("a nickname that somebody else holds fails the run, and the message names the holder", async () => {
  const { users } = await emulator.state();
  const holder = users.find(({ friendly_name }) => friendly_name === "signer-dev");
  // Another state, as of another project: it does not know the user that the first test made.
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "another",
    stackName: "dev",
    workDir: __dirname,
    stateFile: false,
    envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    config: {
      team: "team@example.com",
      "digicert-one:baseUrl": emulator.url,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
    },
  });
  const error = await stack.up().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineRunError);
  expect(String(error)).toContain(String(holder?.id));
});
