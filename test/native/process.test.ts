/** The executable, as an engine starts it: a port on its first line, calls over gRPC, and no life after its engine. */
import { afterEach, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator";
import { urnOf } from "./harness";
import { checkOf, configured, endAll, later, sdk, startEngine, startPlugin } from "./process";

const { engine: log, provider } = sdk;
afterEach(endAll);

it("answers with its schema, says words at their resource, and ends with its engine", async () => {
  const engine = await startEngine();
  const emulator = await startEmulator({ seed: 3 });
  later(() => emulator.close());
  const { call, exited } = await startPlugin(engine.address);
  type Schema = InstanceType<typeof provider.GetSchemaResponse>;
  const schema = JSON.parse((await call<Schema>("getSchema", new provider.GetSchemaRequest())).getSchema());
  expect(schema.name).toBe("digicert-one");
  await configured(call, emulator);

  const urn = urnOf("ServiceUser", "long");
  const args = { nickname: "x".repeat(70), email: "a@b.de", accountIds: ["a"], roleIds: ["r"], endDate: "2099-12-31" };
  type Checked = InstanceType<typeof provider.CheckResponse>;
  const checked = await call<Checked>("check", checkOf(urn, args));
  expect(checked.getFailuresList()).toEqual([]);
  expect(engine.logged).toEqual([
    { severity: log.LogSeverity.WARNING, urn, message: expect.stringContaining("nickname has 70 characters") },
  ]);

  engine.close();
  expect(await exited).toEqual([0, null]);
});

it("takes back what it makes while its engine is killed, and ends", async () => {
  const engine = await startEngine();
  const emulator = await startEmulator({ seed: 3 });
  later(() => emulator.close());
  const { call, exited } = await startPlugin(engine.address);
  await configured(call, emulator);
  const { accountId } = emulator;
  const urn = urnOf("ServiceUser", "ci");
  type Checked = InstanceType<typeof provider.CheckResponse>;
  const args = { nickname: "ci", email: "a@b.de", accountIds: [accountId], roleIds: [] };
  const checked = await call<Checked>("check", checkOf(urn, args));
  const before = (await emulator.state()).users.length;
  await emulator.addFault({ match: { method: "POST", path: "/user" }, kind: "delay", delayMs: 1_500, times: 1 });
  const create = new provider.CreateRequest();
  create.setUrn(urn);
  create.setProperties(checked.getInputs());
  const made = call("create", create).catch((error: Error) => error.message);
  while (!(await emulator.journal()).some(({ fault }) => fault === "delay")) await new Promise(setImmediate);
  engine.close();
  // Longer than two looks at the engine: a process that is busy does not end before it has cleaned up.
  expect(await made).toContain("nobody would record");
  expect(await exited).toEqual([0, null]);
  expect((await emulator.state()).users).toHaveLength(before);
  expect((await emulator.journal()).map(({ method }) => method)).toContain("DELETE");
});
