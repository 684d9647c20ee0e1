import { afterEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator";
import { ApiKey } from "../../../src/resources/api-key";
import { RotatingApiKey } from "../../../src/resources/rotating-api-key";
import { ServiceUser } from "../../../src/resources/service-user";
import { call } from "../../emulator/harness";
import { type Config, type ProofStack, type RunName, settingsFor, stackWith, startTenant } from "./stack";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

/** A tenant with two accounts: `own` sees the first, `foreign` the second alone. */
async function tenant(seed = 7): Promise<{ emulator: Emulator; own: Config; foreign: Config }> {
  const emulator = await startTenant({ seed });
  open.push(emulator);
  const { roles } = (await emulator.state()).users[0] ?? {};
  const { id } = await emulator.addAccount({ name: "Second", reachable: false });
  const { apiKey = "" } = await emulator.addUser({
    user_type: "service",
    roles: roles as string[],
    accounts: [String(id)],
    apiKey: true,
  });
  return { emulator, own: settingsFor(emulator), foreign: settingsFor(emulator, { apiKey }) };
}

/** A program with every kind of resource; `.get` of what exists beside it. */
const program = (emulator: Emulator) => () => {
  const email = "team@example.com";
  const args = { email, accountIds: [emulator.accountId], roleIds: [], endDate: "2030-01-01" };
  const user = new ServiceUser("user", args);
  new ServiceUser("kept", { ...args, onDestroy: "disable", initialKey: "keep" });
  new ApiKey("key", { serviceUser: user, lifetimeDays: 90 });
  new ApiKey("off", { serviceUser: user, lifetimeDays: 90, onDestroy: "disable" });
  new RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90 });
};

/** What lives: users and keys of the program, as `<status> <name>`. */
async function alive(emulator: Emulator): Promise<string[]> {
  const { users, tokens } = await emulator.state();
  const mine = users.filter(({ friendly_name }) => /-dev$/.test(String(friendly_name)));
  const keys = tokens.filter(({ user_id }) => mine.some(({ id }) => id === user_id));
  return [
    ...mine.map(({ status, friendly_name }) => `${status} ${friendly_name}`),
    ...keys.map(({ status, name }) => `${status} ${name}`),
  ].sort();
}

const held = async (stack: ProofStack): Promise<string[]> => Object.keys(await stack.outputs()).sort();

/** A state as it was before it said where things live. */
function withoutPlaces<T extends { deployment: object }>(exported: T): T {
  const forget = (key: string, value: unknown) => (key === "host" || key === "accountId" ? undefined : value);
  return JSON.parse(JSON.stringify(exported, forget)) as T;
}

const RUNS: readonly RunName[] = ["refresh", "destroy", "up --refresh", "preview --refresh", "destroy --refresh"];

describe("with a key that sees another account of the tenant alone", () => {
  it.each(RUNS)("%s fails, drops nothing from state and ends nothing", async (name) => {
    const { emulator, own, foreign } = await tenant();
    const stack = await stackWith(program(emulator), { env: own });
    expect((await stack.run("up")).text).toBe("");
    const [before, holding] = [await alive(emulator), await held(stack)];
    expect(before).toHaveLength(6);

    const other = await stackWith(program(emulator), { env: foreign, state: stack });
    const ran = await other.run(name);
    expect(ran.ok).toBe(false);
    expect(ran.text).toContain("does not prove that it is gone");
    expect(ran.text).toContain(emulator.accountId);
    expect(await alive(emulator)).toEqual(before);
    // What lives in state alone may go: the schedule and the retirement of the pair.
    const local = (one: string) => !/schedule|retirement|pair-b/.test(one);
    expect((await held(other)).filter(local)).toEqual(holding.filter(local));

    const again = await stackWith(program(emulator), { env: own, state: other });
    expect((await again.run("up")).ok, "with the right key again").toBe(true);
    expect((await alive(emulator)).slice(0, 2)).toEqual(before.slice(0, 2));
  });
});

describe("with the settings of another tenant, and a state from before the host was kept", () => {
  it.each(RUNS)("%s fails, and drops nothing that lives", async (name) => {
    const { emulator, own } = await tenant();
    const stack = await stackWith(program(emulator), { env: own });
    expect((await stack.run("up")).text).toBe("");
    const before = await alive(emulator);
    const { own: elsewhere } = await tenant(99);
    const old = await stackWith(program(emulator), { env: elsewhere, state: stack });
    await old.stack.importStack(withoutPlaces(await stack.stack.exportStack()));
    const ran = await old.run(name);
    expect(ran.ok).toBe(false);
    expect(ran.text).toContain("does not prove that it is gone");
    expect(ran.text).not.toContain("lives at");
    expect(await alive(emulator)).toEqual(before);
    const local = (one: string) => !/schedule|retirement|pair-b/.test(one);
    expect((await held(old)).filter(local)).toEqual((await held(stack)).filter(local));
  });
});

describe("with the key that sees the account", () => {
  it.each(RUNS)("%s takes what people have deleted for gone", async (name) => {
    const { emulator, own } = await tenant();
    const stack = await stackWith(program(emulator), { env: own });
    expect((await stack.run("up")).text).toBe("");
    for (const { id, friendly_name } of (await emulator.state()).users) {
      if (/-dev$/.test(String(friendly_name))) await call(emulator, "DELETE", `/user/${id}`);
    }
    expect(await alive(emulator)).toEqual([]);
    const before = await held(stack);
    const ran = await stack.run(name);
    expect(ran.ok, ran.text).toBe(true);
    const local = ["digicert-one-stack-identity", "pair", "pair-b", "pair-retirement", "pair-schedule"];
    if (name === "refresh") expect(await held(stack)).toEqual(local);
    if (name === "preview --refresh") expect(await held(stack)).toEqual(before);
    if (name.startsWith("destroy")) expect(await held(stack)).toEqual([]);
    expect(await alive(emulator)).toHaveLength(name === "up --refresh" ? 6 : 0);
  });

  it.each(RUNS)("%s loses nothing while a gateway answers 404 to everything", async (name) => {
    const { emulator, own } = await tenant();
    const stack = await stackWith(program(emulator), { env: own });
    expect((await stack.run("up")).text).toBe("");
    const [before, holding] = [await alive(emulator), await held(stack)];
    await emulator.addFault({ kind: "html", status: 404, times: 100_000 });
    const impatient = await stackWith(program(emulator), { env: { ...own, maxRetrySeconds: "0" }, state: stack });
    expect((await impatient.run(name)).ok).toBe(false);
    await emulator.clearFaults();
    expect(await alive(emulator)).toEqual(before);
    const local = (one: string) => !/schedule|retirement|pair-b/.test(one);
    expect((await held(impatient)).filter(local)).toEqual(holding.filter(local));
  });
});

describe("a resource that is only read", () => {
  it("fails where it is not there, and follows the settings to another host", async () => {
    const [one, two] = [await tenant(), await tenant()];
    const made = await one.emulator.addUser({ user_type: "service", friendly_name: "ci", email: "a@example.com" });
    await two.emulator.addUser({ user_type: "service", friendly_name: "ci", email: "a@example.com" });
    const { id } = made.user as { id: string };
    const reading = () => void ServiceUser.get("got", id);
    const stack = await stackWith(reading, { env: one.own });
    expect((await stack.run("up")).text).toBe("");
    // Nothing here is managed: what another host says of it can end nothing.
    const moved = await stackWith(reading, { env: two.own, state: stack });
    expect((await moved.run("up")).text).toBe("");
    const foreign = await stackWith(reading, { env: one.foreign, state: stack });
    expect((await foreign.run("preview")).text).toContain(`There is no user ${id} that this API key can see`);
  });
});
