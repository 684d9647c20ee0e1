import { describe, expect, it } from "vitest";
import type { Props } from "../../../src/provider/host/state";
import { call } from "../../emulator/harness";
import { failure, keyArgs, keyOf, providerOf, type Resource, type World } from "../apply-harness";
import { as, calls, madeKey, madeUser, newWorld } from "./two-accounts";

describe("the proof that the place is seen", () => {
  it("takes no call where an answer has named the account already", async () => {
    const { world } = await newWorld();
    const user = await madeUser(world);
    const { id } = user;
    await call(world.emulator, "DELETE", `/user/${id}`);
    // A refresh walks the list of users anyway; in it stands the administrator, of the same account.
    expect(await calls(world, () => user.refresh())).toEqual(["GET /user", `GET /user/${id}`]);
  });

  it("asks who we are, then which accounts we reach, then which users we see, until one tells", async () => {
    const { world } = await newWorld();
    const user = await madeUser(world);
    await call(world.emulator, "DELETE", `/user/${user.id}`);
    const asked = [`GET /user/${user.id}`, "GET /user/me", "GET /account", "GET /user"];
    for (const count of [2, 3, 4]) {
      await world.emulator.clearFaults();
      for (const question of asked.slice(1, count - 1)) {
        const match = { method: "GET", path: question.replace("GET ", "") };
        await world.emulator.addFault({ kind: "status", status: 403, match, times: 100 });
      }
      expect(await calls(world, () => as(world, user).destroy())).toEqual(asked.slice(0, count));
    }
  });

  it("of a key is its user's answer, else the account in which it was minted", async () => {
    const { world } = await newWorld();
    const key = await madeKey(world);
    expect(key.outputs.accountId).toBe(world.emulator.accountId);
    const user = String(key.outputs.serviceUserId);
    await call(world.emulator, "DELETE", `/api-access-token/${key.id}`);
    expect(await calls(world, () => as(world, key).destroy())).toEqual([
      `DELETE /api-access-token/${key.id}`,
      `GET /user/${user}`,
    ]);
    await call(world.emulator, "DELETE", `/user/${user}`);
    expect(await calls(world, () => as(world, key).destroy())).toEqual([
      `DELETE /api-access-token/${key.id}`,
      `GET /user/${user}`,
      "GET /user/me",
    ]);
    expect(await as(world, key).refresh()).toBe("gone");
  });

  it("is missing for a key whose user is gone too and whose state is from before the account was kept", async () => {
    const { world } = await newWorld();
    const key = await madeKey(world);
    const old = as(world, key);
    delete old.outputs.accountId;
    await call(world.emulator, "DELETE", `/user/${key.outputs.serviceUserId}`);
    const { message } = await failure(old.refresh());
    expect(message).toContain("state does not say in which account it was");
    expect(old.state).toBeDefined();
    expect(await key.refresh(), "with the account").toBe("gone");
  });

  it("reaches state from before at the next refresh, or the next update that writes, and shows no change", async () => {
    const { world } = await newWorld();
    const key = await madeKey(world);
    const args = keyArgs(String(key.outputs.serviceUserId));
    const forget = () => delete key.outputs.accountId;
    forget();
    expect(await key.up(args)).toBe("same");
    expect(await key.refresh()).toBe("refresh");
    expect(key.outputs.accountId).toBe(world.emulator.accountId);
    forget();
    expect(await key.up({ ...args, enabled: false })).toBe("update");
    expect(key.outputs.accountId).toBe(world.emulator.accountId);
  });

  it("with several keys is one of each: an answer to one says nothing about the other", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world);
    await call(world.emulator, "DELETE", `/user/${user.id}`);
    const keys = (...list: (string | undefined)[]): World => ({
      ...world,
      env: { ...world.env, DIGICERT_ONE_API_KEY: "", DIGICERT_ONE_API_KEYS: list.join(",") },
    });
    const { DIGICERT_ONE_API_KEY: own } = world.env;
    const { DIGICERT_ONE_API_KEY: others } = foreign.env;
    const { message } = await failure(as(keys(own, others), user).destroy());
    expect(message).toContain("of several keys each has to see it");
    const { roles } = (await world.emulator.state()).users[0] ?? {};
    const twin = await world.emulator.addUser({ user_type: "service", roles: roles as string[], apiKey: true });
    expect(await as(keys(own, twin.apiKey), user).destroy()).toBe("delete");
  });

  it("is no user that stands in the object's account and in ours: it is seen from ours", async () => {
    const { world } = await newWorld();
    const { emulator } = world;
    const second = String((await emulator.state()).accounts.find(({ name }) => name === "Second")?.id);
    await emulator.addUser({ user_type: "service", friendly_name: "both", accounts: [emulator.accountId, second] });
    const user = await madeUser(world);
    await call(emulator, "DELETE", `/user/${user.id}`);
    // As if it had lived in the other account, which our key does not see.
    const elsewhere = as(world, user);
    elsewhere.outputs.accountIds = [second];
    expect((await failure(elsewhere.refresh())).message).toContain("does not prove that it is gone");
    expect(await user.refresh(), "in ours").toBe("gone");
  });

  it("costs a fleet that is gone a handful of calls beside one for each object", async () => {
    const { world } = await newWorld();
    const fleet: Resource[] = [];
    for (let index = 0; index < 12; index += 1) {
      const user = await madeUser(world, { nickname: `ci-${index}`, owner: `acme/payments/prod/ci-${index}` });
      const key = keyOf(world);
      await key.up(keyArgs(user.id));
      fleet.push(key);
      await call(world.emulator, "DELETE", `/api-access-token/${key.id}`);
    }
    const provider = providerOf(world, keyOf(world).handlers);
    const asked = await calls(world, async () => {
      for (const { id } of await Promise.all(fleet.map((key) => provider.read(key.id, key.outputs)))) {
        expect(id).toBeUndefined();
      }
    });
    const of = (pattern: RegExp) => asked.filter((line) => pattern.test(line)).length;
    // One list of keys and one question for the key itself, as before; of the users three at most, then their list.
    expect(of(/^GET \/api-access-token/)).toBe(2 * fleet.length);
    expect(of(/^GET \/user\//)).toBeLessThanOrEqual(4);
    expect(of(/^GET \/user$/)).toBe(1);
    expect(asked.length).toBeLessThanOrEqual(2 * fleet.length + 5);
  });
});

describe("the account of a new key", () => {
  it("takes no call for a user that this process has made or seen", async () => {
    const { world } = await newWorld();
    const user = await madeUser(world);
    const from = (await world.emulator.journal()).length;
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    // Made, and tried with the key itself.
    expect((await world.emulator.journal()).slice(from).map(({ method }) => method)).toEqual(["POST", "GET"]);
    expect(key.outputs.accountId).toBe(world.emulator.accountId);
  });

  it("is asked for where nothing has named it, and left open where nobody tells", async () => {
    const { world } = await newWorld();
    for (const [status, account] of [
      [undefined, world.emulator.accountId],
      [403, ""],
    ] as const) {
      const { user } = (await world.emulator.addUser({ user_type: "service", friendly_name: `by hand ${status}` })) as {
        user: Props;
      };
      if (status !== undefined) {
        for (const path of ["/user/*", "/user"]) {
          await world.emulator.addFault({ kind: "status", status, match: { method: "GET", path } });
        }
      }
      const key = keyOf(world);
      await key.up(keyArgs(String(user.id)));
      expect(key.outputs.accountId).toBe(account);
    }
  });
});
