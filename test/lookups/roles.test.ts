/** `getRole` in programs: roles of every application, by name or code. */
import { afterEach, beforeEach, expect, it } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack } from "../../src/engine";
import { json, startServer } from "../client/support/server";

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ rateLimits: "off", seed: 7 });
});
afterEach(() => emulator.close());

/** What a program comes to. */
async function running<T>(program: () => Promise<T>, baseUrl = emulator.url): Promise<T> {
  const came: T[] = [];
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "lookups",
    stackName: "roles",
    workDir: __dirname,
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    config: {
      "digicert-one:baseUrl": baseUrl,
      "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      "digicert-one:rateLimits": "off",
    },
    program: async () => void came.push(await program()),
  });
  await stack.preview();
  return came[0] as T;
}

it("says in its requests which stack looks up", async () => {
  const server = await startServer((_request, response) => json(response, 200, [{ id: "r1", name: "Signer" }]));
  try {
    expect((await running(() => digicert.getRole({ name: "Signer" }), server.url)).id).toBe("r1");
    expect(server.seen.map(({ headers }) => headers["user-agent"])).toEqual([
      expect.stringContaining(" (organization/lookups/roles) "),
    ]);
  } finally {
    await server.close();
  }
});

const signer = async () => (await emulator.state()).roles.find(({ name }) => name === "Document signer");

it("finds a role of another application than Account Manager, which signing needs", async () => {
  const { id, application_id } = (await signer()) ?? {};
  const application = "document_trust_manager";
  const found = await running(() => digicert.getRole({ name: "document signer" }));
  expect(found).toEqual({
    id,
    name: "Document signer",
    code: "",
    applicationId: application_id,
    applicationCode: application,
    permissions: ["SIGN_DTM_DOCUMENT"],
  });
  const args = { code: "Document signer", application };
  const output = await running(
    () => new Promise((resolve) => void digicert.getRoleOutput(args).apply((role) => resolve(role.id))),
  );
  expect(output).toBe(id);
});

it("says which lists it read where there is none, and wants a name or a code", async () => {
  const message = (args: digicert.GetRoleArgs) => running(() => digicert.getRole(args).then(() => "found", String));
  expect(await message({ code: "SSM_SIGNER", application: "software_trust_manager" })).toMatch(
    /No role has the code "SSM_SIGNER" in the application "software_trust_manager".*GET \/role shows 6 roles of account_manager, document_trust_manager; GET \/role\?application_code=software_trust_manager was refused \(400 .*Correct application/,
  );
  expect(await message({})).toContain("found by its name or by its code. Give one of the two.");
});
