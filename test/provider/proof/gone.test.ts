import { afterEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator";
import type { ResourceHandlers } from "../../../src/provider/host";
import { apiKeySlotHandlers } from "../../../src/provider/rotating/slot/apply";
import type { Props } from "../../../src/provider/state";
import { call } from "../../emulator/harness";
import {
  failure,
  keyArgs,
  keyOf,
  keyOnServer,
  providerOf,
  Resource,
  settingsFor,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "../apply-harness";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

const OTHER = "key-";

/** A world, and the same as a key sees it that reaches another account of the tenant alone. */
async function newWorld(variants: readonly string[] = []): Promise<{ world: World; foreign: World }> {
  const world = await startWorld({ variants });
  const { emulator } = world;
  open.push(emulator);
  const { roles } = (await emulator.state()).users[0] ?? {};
  const { id } = await emulator.addAccount({ name: "Second", reachable: false });
  const { apiKey = "" } = await emulator.addUser({
    user_type: "service",
    friendly_name: "other",
    roles: roles as string[],
    accounts: [String(id)],
    apiKey: true,
  });
  return { world, foreign: { ...world, notices: [], env: settingsFor(emulator, apiKey) } };
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The same state in the hands of somebody else. */
function as(world: World, resource: Resource): Resource {
  const copy = new Resource(world, resource.handlers);
  copy.state = json(resource.state);
  return copy;
}

const slotHandlers: ResourceHandlers = apiKeySlotHandlers({ waitsMs: [] });
const slotArgs = (serviceUserId: string, endDate = "2027-03-01"): Props => ({
  slot: "a",
  role: "current",
  generation: "s-1",
  serviceUserId,
  endDate,
  namePrefix: "pair",
});

interface Case {
  readonly make: (world: World) => Promise<Resource>;
  /** Arguments that need a write. */
  readonly changed: (userId: string) => Props;
  readonly path: (id: string) => string;
  readonly onServer: (world: World, id: string) => Promise<Props | undefined>;
}

const userId = async (world: World): Promise<string> =>
  String((await world.emulator.state()).users.find((user) => user.friendly_name === "ci")?.id);

async function madeUser(world: World, args: Props = {}): Promise<Resource> {
  const user = userOf(world);
  await user.up(userArgs(world, args));
  return user;
}

async function madeKey(world: World, args: Props = {}): Promise<Resource> {
  const key = keyOf(world);
  await key.up(keyArgs((await madeUser(world)).id, args));
  return key;
}

const cases: Record<string, Case> = {
  "a service user": {
    make: madeUser,
    changed: () => ({ description: "Signs more" }),
    path: (id) => `/user/${id}`,
    onServer: userOnServer,
  },
  "an API key": {
    make: madeKey,
    changed: (user) => keyArgs(user, { lifetimeDays: 100 }),
    path: (id) => `/api-access-token/${id}`,
    onServer: keyOnServer,
  },
  "a slot": {
    make: async (world) => {
      const slot = new Resource(world, slotHandlers);
      await slot.up(slotArgs((await madeUser(world)).id));
      return slot;
    },
    changed: (user) => slotArgs(user, "2027-04-01"),
    path: (id) => `/api-access-token/${id}`,
    onServer: keyOnServer,
  },
};

const argsOf = (name: string, world: World, user: string): Props => {
  const changed = cases[name]?.changed(user) ?? {};
  return name === "a service user" ? userArgs(world, changed) : changed;
};

describe.each(Object.entries(cases))("%s", (name, { make, path, onServer }) => {
  it("that a key of another account does not find stays in state, whatever is done", async () => {
    const { world, foreign } = await newWorld();
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    for (const run of [
      (one: Resource) => one.refresh(),
      (one: Resource) => one.destroy(),
      (one: Resource) => one.up(args),
    ]) {
      const one = as(foreign, resource);
      const { message } = await failure(run(one));
      expect(message).toContain(`${resource.id} was not found, which does not prove that it is gone`);
      expect(message).toContain(OTHER);
      expect(message).toContain(world.emulator.accountId);
      expect(message).toContain("pulumi state delete");
      expect(one.state).toEqual(resource.state);
    }
    expect(await onServer(world, resource.id)).toBeDefined();
  });

  it("that really is gone leaves state at a refresh, and is no failure of a destroy", async () => {
    const { world } = await newWorld();
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    await call(world.emulator, "DELETE", path(resource.id));
    const { message } = await failure(as(world, resource).up(args));
    expect(message).toMatch(/is gone\. Run `pulumi up --refresh`.* restored or copied/);
    expect(await as(world, resource).destroy()).toBe("delete");
    expect(await resource.refresh()).toBe("gone");
    expect(world.notices.join()).toMatch(
      /is gone at 127\.0\.0\.1:\d+, and leaves the state\..*restored or copied.*sweep/,
    );
  });

  it("that is still answered as deleted is gone by that alone, in any case of the word", async () => {
    const { world } = await newWorld(["deleted-not-found"]);
    const resource = await make(world);
    const args = argsOf(name, world, await userId(world));
    await call(world.emulator, "DELETE", path(resource.id));
    const before = (await world.emulator.journal()).length;
    expect((await failure(as(world, resource).up(args))).message).toMatch(/is gone/);
    const asked = (await world.emulator.journal()).slice(before).map((entry) => `${entry.method} ${entry.path}`);
    expect(asked).toEqual([`GET /account/api/v1${path(resource.id)}`]);
    expect(await as(world, resource).destroy()).toBe("delete");
    expect(await resource.refresh()).toBe("gone");
  });

  it("goes on in state, and fails with the cause, while nobody can be asked what is seen", async () => {
    const { world } = await newWorld();
    world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
    const resource = await make(world);
    await call(world.emulator, "DELETE", path(resource.id));
    const user = await userId(world);
    for (const blind of ["/user/me", "/account", "/user", `/user/${user}`]) {
      await world.emulator.addFault({ kind: "status", status: 403, match: { method: "GET", path: blind } });
    }
    const { message } = await failure(as(world, resource).destroy());
    expect(message).toContain("403");
    expect(message).toContain("does not prove that it is gone");
    await world.emulator.clearFaults();
    expect(await as(world, resource).destroy(), "once they can be asked").toBe("delete");
  });
});

describe("the proof that the place is seen", () => {
  /** The calls of a run, below the API's prefix. */
  async function calls(world: World, run: () => Promise<unknown>): Promise<string[]> {
    const from = (await world.emulator.journal()).length;
    await run();
    return (await world.emulator.journal())
      .slice(from)
      .map(({ method, path }) => `${method} ${path.replace("/account/api/v1", "")}`);
  }

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

describe("what is done on the way of other things", () => {
  it("disabling in place of deleting proves a not-found as well", async () => {
    const { world, foreign } = await newWorld();
    for (const make of [madeUser, madeKey]) {
      const resource = await make(world, { onDestroy: "disable" });
      expect((await failure(as(foreign, resource).destroy())).message).toContain("does not prove");
      const path = make === madeUser ? "user" : "api-access-token";
      await call(world.emulator, "DELETE", `/${path}/${resource.id}`);
      expect(await as(world, resource).destroy()).toBe("delete");
    }
  });

  it("a user that is to be retained is not asked for, and leaves state with any key", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world, { onDestroy: "retain" });
    const from = (await world.emulator.journal()).length;
    expect(await as(foreign, user).destroy()).toBe("delete");
    expect((await world.emulator.journal()).length).toBe(from);
    expect(await userOnServer(world, user.id)).toBeDefined();
  });

  it("a first key that was kept is dropped only where it is gone", async () => {
    const { world, foreign } = await newWorld();
    const user = await madeUser(world, { initialKey: "keep" });
    const first = String(user.outputs.initialApiKeyId);
    const one = as(foreign, user);
    await failure(one.refresh());
    expect(one.outputs.initialApiKey).toBe(user.outputs.initialApiKey);
    await call(world.emulator, "DELETE", `/api-access-token/${first}`);
    expect(await user.refresh()).toBe("refresh");
    expect([user.outputs.initialApiKeyId, user.outputs.initialApiKey]).toEqual(["", ""]);
  });
});

describe("the account of a new key", () => {
  it("takes no call for a user that this process has made or seen", async () => {
    const { world } = await newWorld();
    const user = await madeUser(world);
    const from = (await world.emulator.journal()).length;
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    expect((await world.emulator.journal()).slice(from).map(({ method }) => method)).toEqual(["POST"]);
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
