/** One program that loads two copies of this package, as npm installs them where two of its dependencies want two versions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as digicert from "../../src";
import { type Emulator, startEmulator } from "../../src/emulator";
import { closing, programStage } from "./program-stage";

const stage = programStage("copies");
/** Another tenant: what asks the stack's settings in its place is seen by the account. */
let tenant: Emulator;
let copy: typeof digicert;

beforeAll(async () => {
  tenant = await startEmulator({ seed: 99, rateLimits: "off" });
});
afterAll(() => tenant.close());

beforeEach(async () => {
  vi.resetModules();
  copy = await vi.importActual<typeof digicert>("../../src");
  expect(copy.ServiceUser).not.toBe(digicert.ServiceUser);
  expect(tenant.accountId).not.toBe(stage.emulator.accountId);
});

const provider = (of: typeof digicert) =>
  new of.Provider("tenant", { baseUrl: tenant.url, apiKey: tenant.apiKey, rateLimits: "off", maxRetrySeconds: 0 });
let count = 0;
const user = (of: typeof digicert, options: pulumi.CustomResourceOptions = {}) =>
  new of.ServiceUser(
    "u",
    {
      nickname: `u-${++count}`,
      email: "team@example.com",
      accountIds: [tenant.accountId],
      roleIds: [],
      endDate: "2099-03-01",
    },
    options,
  );

// Each pair of copies, and the twin that has one copy alone.
describe.each([
  ["the copy's in ours", () => [copy, digicert] as const],
  ["ours in the copy's", () => [digicert, copy] as const],
  ["one copy alone", () => [digicert, digicert] as const],
])("%s", (_title, copies) => {
  it("a service user, whose id and end a key gets", async () => {
    const [one, two] = copies();
    const { ok, errors, outputs } = await stage.run("up", () => {
      const own = provider(one);
      const serviceUser = user(one, { provider: own });
      const key = new two.ApiKey("k", { serviceUser, lifetimeDays: 36_000 }, { provider: own });
      const pair = new two.RotatingApiKey("p", { serviceUser, lifetimeDays: 36_000 }, { provider: own });
      return { owner: key.serviceUserId, user: serviceUser.id, end: key.endDate, pair: pair.endDate };
    });
    expect({ ok, errors }).toEqual({ ok: true, errors: [] });
    expect(outputs).toMatchObject({ owner: outputs.user, end: "2099-03-01", pair: "2099-03-01" });
  });

  it("a provider, whose tenant look-ups and resources reach", async () => {
    const [one, two] = copies();
    const { ok, errors, outputs } = await stage.run("up", async () => {
      const own = provider(one);
      const { id } = await two.getAccount({}, { provider: own });
      const made = user(two, { provider: own });
      return { id, late: two.getAccountOutput({}, { provider: own }).id, accounts: made.accountIds };
    });
    expect({ ok, errors }).toEqual({ ok: true, errors: [] });
    expect(outputs).toEqual({ id: tenant.accountId, late: tenant.accountId, accounts: [tenant.accountId] });
    expect(await stage.calls()).toEqual([]);
  });

  it("a provider with a wrong setting, which is reported once", async () => {
    const [one, two] = copies();
    const { errors } = await stage.run("preview", () => {
      const own = new one.Provider("tenant", { apiKey: "abcdefghijkl", timeoutSeconds: -3 });
      user(one, { provider: own });
      new two.ApiKey("k", { serviceUser: "id", lifetimeDays: 90 }, { provider: own });
    });
    expect(errors).toEqual([expect.stringMatching(/^Provider "tenant": timeoutSeconds "-3"/), closing(1)]);
  });

  it("resources of which one plan is made", async () => {
    const [one, two] = copies();
    const { ok, outputs } = await stage.run("up", () => {
      const own = provider(one);
      const serviceUser = user(one, { provider: own });
      const pair = new one.RotatingApiKey("p", { serviceUser, lifetimeDays: 90 }, { provider: own });
      return { plan: two.rotationPlan([serviceUser, pair], { withinDays: 365 }) };
    });
    expect(ok).toBe(true);
    const { rows } = outputs.plan as { rows: { name: string }[] };
    expect(rows.map(({ name }) => name)).toContain("p");
  });
});

// A class of another copy is no instance of ours; what loads with the program asks for brands.
it("asks for no class of this package by `instanceof` in what a program loads", () => {
  const src = join(__dirname, "..", "..", "src");
  const rooms = ["arguments", "errors", "fields", "lookups", "ownership", "plan", "resources", "rotation"];
  const files = rooms.flatMap((room) =>
    readdirSync(join(src, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(src, room, file)),
  );
  const asked = (text: string) => [...text.matchAll(/\binstanceof (\w+)/g)].map(([, name = ""]) => name);
  expect(files.length).toBeGreaterThan(40);
  expect(asked("provider instanceof Provider")).toEqual(["Provider"]);
  const others = files.flatMap((file) => asked(readFileSync(file, "utf8"))).filter((name) => name !== "Promise");
  expect(others.filter((name) => name !== "Error")).toEqual([]);
});
