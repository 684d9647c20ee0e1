/** The same state in hands that see another part of the tenant: what stays, what may go, and the twins. */
import { afterEach, describe, expect, it } from "vitest";
import { getServiceUser } from "../../../src";
import type { Emulator } from "../../../src/emulator";
import { ApiKey } from "../../../src/resources/api-key";
import { RotatingApiKey } from "../../../src/resources/rotating-api-key";
import { ServiceUser } from "../../../src/resources/service-user";
import { call } from "../../emulator/harness";
import { type Config, type ProofStack, settingsFor, stackWith, startTenant } from "./stack";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

/** A tenant of two accounts: `own` sees the first, `foreign` the second alone. */
async function tenant(): Promise<{ emulator: Emulator; second: string; own: Config; foreign: Config }> {
  const emulator = await startTenant();
  open.push(emulator);
  const { roles } = (await emulator.state()).users[0] ?? {};
  const { id: second } = await emulator.addAccount({ name: "Second", reachable: true });
  const user = { user_type: "service", roles: roles as string[], accounts: [second], apiKey: true } as const;
  const { apiKey = "" } = await emulator.addUser(user);
  return { emulator, second, own: settingsFor(emulator), foreign: settingsFor(emulator, { apiKey }) };
}

const userArgs = (accountIds: readonly string[]) => ({
  ...{ email: "team@example.com", accountIds: [...accountIds], roleIds: [], endDate: "2030-01-01" },
});

/** Ids of what stacks made and is in force. */
async function alive(emulator: Emulator): Promise<string[]> {
  const { users, tokens } = await emulator.state();
  const mine = users.filter(({ friendly_name }) => /-dev$/.test(String(friendly_name)));
  const keys = tokens.filter(({ user_id }) => mine.some(({ id }) => id === user_id));
  return [...mine, ...keys].map(({ id }) => String(id)).sort();
}

const held = async ({ stack }: ProofStack): Promise<string[]> =>
  (await stack.decryptedState()).flatMap(({ type, id }) =>
    /digicert-one:(ServiceUser|ApiKey)/.test(type) ? [String(id)] : [],
  );

const urn = (type: string, name: string) =>
  `urn:pulumi:dev::proof::pulumi-nodejs:dynamic/digicert-one:${type}::${name}`;

describe("a key that sees another account", () => {
  it("fails to end one targeted key, and the key that sees it ends just that", async () => {
    const { emulator, own, foreign } = await tenant();
    const program = () => {
      const user = new ServiceUser("user", userArgs([emulator.accountId]));
      new ApiKey("key", { serviceUser: user, lifetimeDays: 90 });
    };
    const stack = await stackWith(program, { env: own });
    expect((await stack.run("up")).text).toBe("");
    const before = await alive(emulator);
    const options = { target: [urn("ApiKey", "key")] };
    const other = await stackWith(program, { env: foreign, state: stack });
    const ran = await other.run("destroy", options);
    expect([ran.ok, ran.text]).toEqual([false, expect.stringContaining("does not prove that it is gone")]);
    expect([await alive(emulator), await held(other)]).toEqual([before, await held(stack)]);
    expect((await stack.run("destroy", options)).ok).toBe(true);
    expect(await alive(emulator)).toHaveLength(1);
  });

  it("makes no key in place of one that it does not see: the rotation fails, the old key stays", async () => {
    const { emulator, own, foreign } = await tenant();
    let reason = "first";
    const program = () => {
      const serviceUser = new ServiceUser("user", userArgs([emulator.accountId]));
      new ApiKey("key", { serviceUser, lifetimeDays: 90, triggers: { reason } });
      new RotatingApiKey("pair", { serviceUser, lifetimeDays: 90, triggers: { reason } });
    };
    const stack = await stackWith(program, { env: own });
    expect((await stack.run("up")).text).toBe("");
    const before = await alive(emulator);
    reason = "second";
    const other = await stackWith(program, { env: foreign, state: stack });
    const ran = await other.run("up");
    expect(ran.text).toContain("There is no service user");
    expect(ran.text).toContain("use a key that sees its account");
    expect(await alive(emulator)).toEqual(before);
    expect(await held(other)).toEqual(expect.arrayContaining(before));
    const again = await stackWith(program, { env: own, state: other });
    expect((await again.run("up")).ok).toBe(true);
    expect((await alive(emulator)).length).toBe(before.length + 1); // the pair keeps its key before for a while
  });

  it("keeps what waits for its deletion in state, until a key that sees it comes by", async () => {
    const { emulator, own, foreign } = await tenant();
    let reason = "first";
    const program = () => {
      const serviceUser = new ServiceUser("user", userArgs([emulator.accountId]));
      new ApiKey("key", { serviceUser, lifetimeDays: 90, triggers: { reason } });
    };
    const stack = await stackWith(program, { env: { ...own, maxRetrySeconds: "0" } });
    expect((await stack.run("up")).text).toBe("");
    reason = "second";
    await emulator.addFault({
      kind: "html",
      status: 404,
      match: { method: "DELETE", path: "/api-access-token/*", nth: 2 },
    });
    await emulator.addFault({ kind: "html", status: 404, match: { method: "DELETE", path: "/api-access-token/*" } });
    expect((await stack.run("up")).ok).toBe(false);
    await emulator.clearFaults();
    const before = await alive(emulator);
    expect(before).toHaveLength(3);
    const other = await stackWith(program, { env: foreign, state: stack });
    expect((await other.run("destroy")).ok).toBe(false);
    expect(await alive(emulator)).toEqual(before);
    expect((await held(other)).sort()).toEqual(before);
    const again = await stackWith(program, { env: own, state: other });
    expect((await again.run("destroy")).ok).toBe(true);
    expect(await alive(emulator)).toEqual([]);
  });

  it("finds no user by a look-up, and the error says that it may be the key", async () => {
    const { emulator, own, foreign } = await tenant();
    const stack = await stackWith(() => void new ServiceUser("user", userArgs([emulator.accountId])), { env: own });
    await stack.run("up");
    const [id = ""] = await alive(emulator);
    const looking = (args: { id: string } | { nickname: string }) => async () => ({
      status: (await getServiceUser(args)).status,
    });
    for (const args of [{ id }, { nickname: "user-dev" }]) {
      const blind = await stackWith(looking(args), { env: foreign });
      const run = await blind.run("preview").catch((error: Error) => ({ ok: false, text: error.message }));
      expect([run.ok, run.text]).toEqual([false, expect.stringMatching(/this key can(not)? see/)]);
      const seeing = await stackWith(looking(args), { env: own });
      expect((await seeing.run("preview")).text).toBe("");
    }
  });
});

describe("a user of two accounts", () => {
  it("is seen from either, and gone from either; its key counts where it was minted", async () => {
    const { emulator, second, own, foreign } = await tenant();
    const program = () => {
      const serviceUser = new ServiceUser("user", userArgs([emulator.accountId, second]));
      new ApiKey("key", { serviceUser, lifetimeDays: 90 });
    };
    const stack = await stackWith(program, { env: own });
    expect((await stack.run("up")).text).toBe("");
    const other = await stackWith(program, { env: foreign, state: stack });
    expect((await other.run("refresh")).text, "while it lives").toBe("");
    const [user = "", key = ""] = await held(other);
    await call(emulator, "DELETE", `/user/${user}`);
    expect((await other.run("refresh")).text).toContain(`The API key ${key} was not found, which does not prove`);
    expect(await held(other)).toEqual([key]);
    const again = await stackWith(program, { env: own, state: other });
    expect((await again.run("refresh")).text).toMatch(
      /^API key "key-.*": is gone at .*, and leaves the state\.[^\n]*\n$/,
    );
    expect(await held(again)).toEqual([]);
  });

  it("is ended from either", async () => {
    const { emulator, second, own, foreign } = await tenant();
    const program = () => void new ServiceUser("user", userArgs([emulator.accountId, second]));
    const stack = await stackWith(program, { env: own });
    expect((await stack.run("up")).text).toBe("");
    expect((await (await stackWith(program, { env: foreign, state: stack })).run("destroy")).text).toBe("");
    expect(await alive(emulator)).toEqual([]);
  });
});
