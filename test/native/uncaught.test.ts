/** A component that cannot be made: construct answers, and a creation under way in the same process is finished. */
import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { clear, urnOf } from "./harness";
import {
  type Call,
  checkOf,
  configured,
  endAll,
  later,
  type Refusal,
  sdk,
  startEngine,
  startPlugin,
  struct,
} from "./process";

const { provider } = sdk;
afterEach(endAll);

function componentOf(name: string, engine: string) {
  const request = new provider.ConstructRequest();
  request.setProject("shop");
  request.setStack("dev");
  request.setOrganization("o");
  request.setParallel(4);
  request.setMonitorendpoint(engine);
  request.setType("digicert-one:index:RotatingApiKey");
  request.setName(name);
  request.setInputs(struct({ serviceUserId: "u1", lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 }));
  return request;
}

const DEADLINE_MS = 10_000;

/** How a call fails; a component that is never answered must not hold the tests up. */
const failureOf = (answer: Promise<unknown>): Promise<string> =>
  Promise.race([
    answer.then(
      () => "no failure",
      (error: Error) => error.message,
    ),
    setTimeout(DEADLINE_MS, "no answer", { ref: false }),
  ]);

async function begin(refusal: Refusal, thrower: (apiKey: string) => string = () => "") {
  const engine = await startEngine(refusal);
  const emulator = await startEmulator({ seed: 3 });
  later(() => emulator.close());
  const plugin = await startPlugin(engine.address, thrower(emulator.apiKey));
  await configured(plugin.call, emulator);
  return { engine, emulator, ...plugin };
}

/** Begins to create a key whose POST the emulator holds back; resolves once that has arrived. */
async function begunKey(call: Call, emulator: Emulator) {
  const { id } = await createUser(call, emulator);
  await emulator.addFault({ match: { method: "POST" }, kind: "delay", delayMs: 1_500, times: 1 });
  const key = create(call, urnOf("ApiKey", "k"), { serviceUserId: id, lifetimeDays: 90 });
  while (!(await emulator.journal()).some(({ fault }) => fault === "delay")) await new Promise(setImmediate);
  return { key };
}

const createUser = (call: Call, { accountId }: Emulator) =>
  create(call, urnOf("ServiceUser", "ci"), { nickname: "ci", email: "a@b.de", accountIds: [accountId], roleIds: [] });

async function create(call: Call, urn: string, args: object) {
  const checked = await call<InstanceType<typeof provider.CheckResponse>>("check", checkOf(urn, args));
  expect(checked.getFailuresList().map((each) => each.getReason())).toEqual([]);
  const request = new provider.CreateRequest();
  request.setUrn(urn);
  request.setProperties(checked.getInputs());
  const made = await call<InstanceType<typeof provider.CreateResponse>>("create", request);
  return { id: made.getId(), props: made.getProperties()?.toJavaScript() };
}

describe.each([
  ["UNKNOWN", 2],
  ["UNAVAILABLE", 14],
  ["CANCELLED", 1],
])("a child that the engine refuses with %s", (_, status) => {
  it("fails its component by name, while a key is created and the process lives", async () => {
    const { engine, emulator, call, child, exited } = await begin(status);
    const creation = await begunKey(call, emulator);
    const refused =
      'RotatingApiKey "pair": pair-schedule [digicert-one:index:RotationSchedule] could not be registered';
    expect(await failureOf(call("construct", componentOf("pair", engine.address)))).toContain(
      `${refused}: no such quota`,
    );
    const { id, props } = await creation.key;
    expect(id).not.toBe("");
    expect(clear(props ?? {})).toMatchObject({ value: expect.stringMatching(/\S{20}/) });
    expect(child.exitCode).toBeNull();
    expect(await failureOf(call("construct", componentOf("other", engine.address)))).toContain(
      'RotatingApiKey "other": other-schedule',
    );
    type Info = { getVersion(): string };
    expect((await call<Info>("getPluginInfo", new sdk.Empty())).getVersion()).toMatch(/^\d/);
    expect(engine.logged.filter(({ message }) => message.includes("Nothing caught"))).toEqual([]);
    engine.close();
    await exited;
  });
});

it.each([
  ["thrown", (text: string) => `throw new Error("${text}")`],
  ["rejected", (text: string) => `Promise.reject("${text}")`],
])("answers a component that waits, and says in the log, when an error is caught nowhere: %s", async (_, raise) => {
  const thrower = (apiKey: string) => `process.on("SIGUSR2", () => { ${raise(`a stray ${apiKey}`)} })`;
  const { engine, emulator, call, child } = await begin("never", thrower);
  // The secrets of the settings are known from the first call of the API on.
  await createUser(call, emulator);
  const waiting = failureOf(call("construct", componentOf("pair", engine.address)));
  while (engine.waiting() === 0) await new Promise(setImmediate);
  child.kill("SIGUSR2");
  expect(await waiting).toContain('RotatingApiKey "pair": a stray');
  await expect
    .poll(() => engine.logged.filter(({ message }) => message.includes("Nothing caught")))
    .toEqual([
      expect.objectContaining({
        severity: sdk.engine.LogSeverity.WARNING,
        message: expect.stringContaining("a stray"),
      }),
    ]);
  expect(`${await waiting} ${JSON.stringify(engine.logged)}`).not.toContain(emulator.apiKey);
  expect(child.exitCode).toBeNull();
});
