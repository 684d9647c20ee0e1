import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionTokens } from "../../src/native/functions";
import { schema } from "../../src/native/schema";
import { asSecret } from "../../src/native/wire";
import { clear, openStage, type Stage, urnOf } from "./harness";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.emulator.close();
});

const writes = async () => (await stage.emulator.journal()).filter(({ method }) => method !== "GET");

describe("a service user and a key", () => {
  const user = urnOf("ServiceUser", "ci");

  it("are created from secrets, which stay secrets in inputs and outputs", async () => {
    const description = asSecret("hush");
    const { inputs, props, id } = await stage.make(user, { ...stage.args, description, initialKey: "keep" });
    expect([inputs.description, props.description]).toEqual([description, description]);
    const { users } = await stage.emulator.state();
    const made = users.find((each) => each.id === id);
    expect(made?.description).toMatch(/^hush \(pulumi: organization\/shop\/dev\/ci #[0-9a-f]{12}\.[0-9a-f]{20}\)$/);

    expect(props.initialApiKey).toEqual(asSecret(clear(props).initialApiKey));
    expect(clear(props).initialApiKey).toMatch(/^emu_/);
    const key = await stage.make(urnOf("ApiKey", "ci"), { serviceUserId: id, lifetimeDays: 90 });
    expect(key.props.value).toEqual(asSecret(clear(key.props).value));
    expect(clear(key.props).value).toMatch(/^emu_/);
    // No program finds an output of the schema absent.
    const { resources = {} } = schema();
    for (const [kind, made] of [
      ["ServiceUser", props],
      ["ApiKey", key.props],
    ] as const) {
      const declared = Object.keys(resources[`digicert-one:index:${kind}`]?.properties ?? {});
      expect(Object.keys(made), kind).toEqual(expect.arrayContaining(declared));
    }
    // Named like its resource, as the class does it.
    expect(clear(key.props).name).toMatch(/^ci-/);
  });

  it("are not written in a preview, and show what is known", async () => {
    const before = (await writes()).length;
    const urn = urnOf("ServiceUser", "planned");
    const { inputs } = await stage.host.check(urn, {}, { ...stage.args, nickname: "planned", endDate: "2099-12-31" });
    const { id, props } = await stage.host.create(urn, inputs, true);
    expect({ id, nickname: props.nickname, endsAt: props.endsAt }).toEqual({
      id: "",
      nickname: "planned",
      endsAt: "2099-12-31T23:59:59Z",
    });
    const change = { urn, id: "u", olds: props, oldInputs: inputs, news: { ...inputs, email: "other@example.com" } };
    expect((await stage.host.update(change, true)).email).toBe("other@example.com");
    expect(await writes()).toHaveLength(before);
  });

  it("refuse a secret of which the name of a key would be made", async () => {
    const args = { serviceUserId: "u", lifetimeDays: 90, namePrefix: asSecret("hidden") };
    const { failures } = await stage.host.check(urnOf("ApiKey", "hush"), {}, args);
    expect(failures.map(({ reason }) => reason)).toEqual([expect.stringContaining("namePrefix is a secret")]);
    expect(JSON.stringify(failures)).not.toContain("hidden");
  });

  it("say by property what an update is about", async () => {
    const urn = urnOf("ServiceUser", "diffed");
    const made = await stage.make(urn, { ...stage.args, nickname: "diffed" });
    const { inputs } = await stage.host.check(urn, made.inputs, { ...stage.args, nickname: "diffed", email: "b@c.de" });
    const change = { urn, id: made.id, olds: made.props, oldInputs: made.inputs, news: inputs };
    const { changes, replaces, detailed } = await stage.host.diff(change);
    expect({ changes, replaces, detailed: [...detailed] }).toEqual({
      changes: true,
      replaces: [],
      detailed: [["email", { kind: "update", replaces: false, isInput: true }]],
    });
    expect((await stage.host.diff({ ...change, news: made.inputs })).changes).toBe(false);
  });

  it("are read without a value where the program does not manage them", async () => {
    const made = await stage.make(urnOf("ServiceUser", "read"), { ...stage.args, nickname: "read" });
    const key = await stage.make(urnOf("ApiKey", "read"), { serviceUserId: made.id, lifetimeDays: 90 });
    const found = await stage.host.read({ urn: urnOf("ApiKey", "got"), id: key.id, props: {}, inputs: {} });
    expect(found?.props).toMatchObject({ serviceUserId: made.id, status: "ACTIVE" });
    expect(found?.props).not.toHaveProperty("value");
    // The twin: a key that is managed keeps its value.
    const own = await stage.host.read({ urn: urnOf("ApiKey", "read"), ...key });
    expect(own?.props.value).toEqual(key.props.value);
  });
});

describe("a resource of a type that is not ours", () => {
  it("is refused by its type, and the message says what to do", async () => {
    const urn = "urn:pulumi:dev::shop::digicert-one:index:Other::x";
    await expect(stage.host.check(urn, {}, {})).rejects.toThrow(
      "no resource of the type digicert-one:index:Other. Generate the SDK again",
    );
  });
});

describe("functions", () => {
  it("are those of the schema", () => {
    expect(functionTokens().sort()).toEqual(Object.keys(schema().functions ?? {}).sort());
    expect(functionTokens().length).toBe(3);
  });

  it("look up what a resource of this run has just made", async () => {
    const ask = () => stage.host.functions.call("digicert-one:index:getServiceUser", { nickname: "late" });
    await expect(ask()).rejects.toThrow('No service user has the nickname "late"');
    const { id } = await stage.make(urnOf("ServiceUser", "late"), { ...stage.args, nickname: "late" });
    expect(await ask()).toMatchObject({ id, nickname: "late" });
  });

  it("refuse arguments that they do not know, and those that are no text", async () => {
    const call = (args: object) => stage.host.functions.call("digicert-one:index:getRole", { ...args });
    await expect(call({ nam: "x" })).rejects.toThrow("Did you mean name?");
    await expect(call({ name: 5 })).rejects.toThrow("name is no text");
    await expect(stage.host.functions.call("digicert-one:index:getOther", {})).rejects.toThrow("There is no function");
  });
});
