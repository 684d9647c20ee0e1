import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import * as digicert from "../../src";
import { isGeneratedName } from "../../src/ownership";
import { digicertMocks, type MockOptions } from "../../src/testing/mocks";

const resolved = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const userArgs = { email: "team@example.com", accountIds: ["a"], roleIds: [] };

const mocked = (options: MockOptions = {}) =>
  pulumi.runtime.setMocks(digicertMocks({ asOf: "2026-11-22", ...options }), "project", "dev");

it("answers a service user with its end date and its default nickname", async () => {
  await mocked();
  const user = new digicert.ServiceUser("ci", { ...userArgs, lifetimeDays: 365 });
  expect(await resolved(user.nickname)).toBe("ci-dev");
  expect(await resolved(user.endsAt)).toBe("2027-11-22T23:59:59Z");
  expect(await resolved(user.initialApiKey)).toBe("");
});

it("caps a key at its user's end, and keeps its value secret", async () => {
  await mocked();
  const user = new digicert.ServiceUser("ci", { ...userArgs, endDate: "2026-12-31" });
  const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
  expect(await resolved(key.endDate)).toBe("2026-12-31");
  expect(await pulumi.isSecret(key.value)).toBe(true);
  expect(await resolved(key.value)).not.toBe("");
  expect(await pulumi.isSecret(key.endDate)).toBe(false);
});

it("answers a rotating key in the state of its first run", async () => {
  await mocked();
  const pair = new digicert.RotatingApiKey("app", { serviceUser: "some-user-id", lifetimeDays: 90 });
  expect(await resolved(pair.value)).toBe("mock-key-of-app-a");
  expect(await resolved(pair.previousValue)).toBe("");
  expect(await resolved(pair.rotateOn)).toBe("2027-01-21");
  expect(await resolved(pair.retireOn)).toBe("");
  expect(await pulumi.isSecret(pair.value)).toBe(true);
});

it.each([
  ["with an end", { lifetimeDays: 90 }, /^ci-2027-02-20-[0-9a-f]{8}$/],
  ["without one", {}, /^ci-endless-[0-9a-f]{8}$/],
])("names a key %s as the product does", async (_which, life, form) => {
  await mocked();
  const name = await resolved(new digicert.ApiKey("ci", { serviceUser: "some-user-id", ...life }).name);
  expect(name).toMatch(form);
  expect(isGeneratedName(name)).toBe(true);
});

it("answers look-ups, and lets a test answer them", async () => {
  await mocked();
  expect(await digicert.getRole({ name: "Auditor" })).toMatchObject({
    name: "Auditor",
    id: expect.stringMatching(/-/),
  });
  const [one, other] = ["software_trust_manager", undefined].map((application) =>
    resolved(digicert.getRoleOutput({ code: "SSM_SIGNER", ...(application !== undefined && { application }) })),
  );
  expect(await one).toMatchObject({
    name: "SSM_SIGNER",
    code: "SSM_SIGNER",
    applicationCode: "software_trust_manager",
  });
  expect((await one)?.id).not.toBe((await other)?.id);
  expect(await resolved(digicert.getServiceUserOutput({ nickname: "ops" }).id)).toMatch(/-/);
  await mocked({ call: async ({ token, inputs }) => ({ id: `${token} ${inputs.name}` }) });
  expect(await resolved(digicert.getAccountOutput({ name: "Example" }).id)).toBe(
    "digicert-one:index:getAccount Example",
  );
});

it("fails on a bad argument, as a preview does", async () => {
  const answer = digicertMocks({ asOf: "2026-11-22" }).newResource({
    type: "pulumi-nodejs:dynamic/digicert-one:ApiKey",
    name: "ci",
    inputs: { __provider: "text", serviceUserId: "u", lifetimeDays: 90, rotateBeforeDays: 90 },
  });
  await expect(answer).rejects.toThrow('ApiKey "ci": rotateBeforeDays: rotateBeforeDays is 90 and lifetimeDays is 90');
});

/** What a test sees of an output that fails. */
const rejected = (output: pulumi.Output<unknown>) =>
  (output as unknown as { promise(): Promise<unknown> }).promise().then(() => "", String);

it("answers ApiKey.get completely, but for the value, which fails where it is used", async () => {
  await mocked();
  const key = digicert.ApiKey.get("existing", "key-id");
  expect(await resolved(key.id)).toBe("key-id");
  expect(await rejected(key.value)).toContain('ApiKey.get("existing") has no value');
  const { name, status, issuedOn, endDate, endsAt, rotateOn, createdAt, fingerprint, serviceUserId } = key;
  const outputs = { name, status, issuedOn, endDate, endsAt, rotateOn, createdAt, fingerprint, serviceUserId };
  expect(await resolved(pulumi.output(outputs))).toEqual({
    name: "existing",
    status: "ACTIVE",
    issuedOn: "2026-11-22",
    endDate: "",
    endsAt: "",
    rotateOn: "",
    createdAt: "2026-11-22T00:00:00Z",
    fingerprint: "",
    serviceUserId: expect.stringMatching(/^[0-9a-f]{8}-/),
  });
});

it("answers ServiceUser.get completely, but for the initial key, which fails where it is used", async () => {
  await mocked();
  const user = digicert.ServiceUser.get("existing", pulumi.output("user-id"));
  expect(await resolved(user.id)).toBe("user-id");
  expect(await rejected(user.initialApiKey)).toContain('ServiceUser.get("existing") has no initialApiKey');
  const { nickname, status, endDate, endsAt, createdAt, roleIds, accountIds, adopted } = user;
  const { initialApiKeyId } = user;
  const outputs = { nickname, status, endDate, endsAt, createdAt, roleIds, accountIds, adopted };
  expect(await resolved(pulumi.output({ ...outputs, initialApiKeyId }))).toEqual({
    nickname: "existing",
    status: "ACTIVE",
    endDate: "",
    endsAt: "",
    createdAt: "2026-11-22T00:00:00Z",
    roleIds: [],
    accountIds: [],
    adopted: false,
    initialApiKeyId: "",
  });
  const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90 });
  expect(await resolved(key.serviceUserId)).toBe("user-id");
  expect(await resolved(key.endDate)).toBe("2027-02-20");
});

it("judges a resource that is made without arguments: its registration carries no id", async () => {
  const seen = new Map<string, { id: string | undefined; inputs: string[] }>();
  const mocks = digicertMocks({ asOf: "2026-11-22" });
  const newResource: pulumi.runtime.Mocks["newResource"] = (args) => {
    seen.set(args.name, { id: args.id, inputs: Object.keys(args.inputs) });
    return mocks.newResource(args);
  };
  await pulumi.runtime.setMocks({ ...mocks, newResource }, "project", "dev");
  const made = new digicert.ServiceUser("made", userArgs);
  const read = digicert.ServiceUser.get("read", "user-id");
  const taken = new digicert.ServiceUser("taken", userArgs, { import: "taken-id" });
  await Promise.all([resolved(made.nickname), resolved(read.nickname), resolved(taken.nickname)]);
  // The option `import` is refused, and registered by nobody.
  expect(["made", "read", "taken"].map((name) => seen.get(name)?.id)).toEqual(["", "user-id", ""]);
  expect(seen.get("read")?.inputs).toEqual(["__provider"]);
  const type = "pulumi-nodejs:dynamic/digicert-one:ServiceUser";
  const bare = { type, name: "bare", id: "", inputs: { __provider: "text" } };
  await expect(mocks.newResource(bare)).rejects.toThrow('ServiceUser "bare"');
});

it("judges what is imported, though it has an id", async () => {
  const answer = digicertMocks({ asOf: "2026-11-22" }).newResource({
    type: "pulumi-nodejs:dynamic/digicert-one:ApiKey",
    name: "ci",
    id: "key-id",
    inputs: { __provider: "text", serviceUserId: "u", lifetimeDays: 90, rotateBeforeDays: 90 },
  });
  await expect(answer).rejects.toThrow('ApiKey "ci": rotateBeforeDays');
});
