/** Each example as people run it: processes of its own, types checked by Pulumi's runner under the example's tsconfig.json. */
import { globSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { type ConfigValue, EmbeddedStack } from "../../src/engine";
import { repository } from "../e2e/project";
import { makeAuthority } from "../emulator/certificates.mts";
import { folderOf, makeScratch } from "./support";

/** What each program needs, and how many resources it makes beside the stack. */
const programs: Readonly<Record<string, { config?: (to: Emulator) => Record<string, ConfigValue>; makes: number }>> = {
  "adopt-existing": { config: () => ({ scannerId }), makes: 4 },
  fleet: { makes: 1 + 8 * 7 },
  javascript: { makes: 7 },
  mtls: { config: () => certificates, makes: 4 },
  quickstart: { makes: 3 },
  "rotating-key": { config: () => ({ envFile: join(scratch.folder, "app.env") }), makes: 8 },
  "several-regions": {
    config: (to) => ({
      tenants: JSON.stringify([{ name: "us", baseUrl: to.url }]),
      usApiKey: { value: to.apiKey, secret: true },
    }),
    makes: 8,
  },
  "testing-your-program": { config: () => ({ team: "team@example.com" }), makes: 3 },
};

const scratch = makeScratch("examples");
let emulator: Emulator;
let withTls: Emulator;
let scannerId = "";
let certificates: Record<string, ConfigValue> = {};

const write = (name: string, text: string): string => {
  const path = join(scratch.folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

beforeAll(async () => {
  emulator = await startEmulator();
  const { roles } = await emulator.state();
  const service = {
    user_type: "service",
    roles: [String(roles.find(({ name }) => name === "Certificate manager")?.id)],
  };
  await emulator.addUser({ ...service, friendly_name: "release-bot" });
  scannerId = (await emulator.addUser({ ...service, friendly_name: "old scanner" })).user.id;

  const authority = makeAuthority("ours");
  const client = authority.issue("a laptop");
  withTls = await startEmulator({
    tls: { ...authority.issue("localhost", { hosts: ["127.0.0.1"] }), clientCa: authority.cert },
  });
  certificates = {
    baseUrl: withTls.url,
    caCert: write("ca.pem", authority.cert),
    clientCert: write("client.pem", client.cert),
    clientKey: write("client-key.pem", client.key),
  };
});
afterAll(async () => {
  await emulator.close();
  await withTls.close();
  scratch.remove();
});

/** They need Pulumi's command line: `languages/cli.deep.test.ts` runs them. */
const OTHER_LANGUAGES = ["go", "python", "yaml"];

describe("every example with a Pulumi.yaml", () => {
  it("stands in the table", () => {
    // What `deliver` needs is not installed here: deliver.deep.test.ts.
    const found = globSync("examples/*/Pulumi.yaml", { cwd: repository, exclude: ["examples/deliver/**"] }).map(
      (file) => basename(dirname(file)),
    );
    expect(found.sort()).toEqual([...Object.keys(programs), ...OTHER_LANGUAGES].sort());
  });

  it.each(Object.entries(programs))("%s", async (example, { config, makes }) => {
    const stack = await EmbeddedStack.createOrSelect({
      projectName: example,
      stackName: "dev",
      workDir: folderOf(example),
      stateFile: false,
      config: {
        "digicert-one:baseUrl": emulator.url,
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
        ...config?.(emulator),
      },
    });
    const { summary } = await stack.up();
    expect(summary.resourceChanges).toEqual({ create: makes + 1 });
  });
});
