import { afterEach, expect, it } from "vitest";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { makeUser } from "../emulator/harness";
import { providerOf, Resource, startWorld, userArgs, type World } from "./apply-harness";

const FLEET = 100;
let world: World | undefined;
afterEach(() => world?.emulator.close());

// A refresh that asks for each object alone meets the rate limit with the first fleet.
it("reads a fleet with one walk of the user list and one list of keys per user", { timeout: 120_000 }, async () => {
  world = await startWorld();
  const { accounts, roles } = await world.emulator.state();
  const users: Resource[] = [];
  const keys: Resource[] = [];
  for (let index = 0; index < FLEET; index++) {
    const user = new Resource(world, serviceUserHandlers);
    await user.up({
      owner: `acme/fleet/prod/user-${index}`,
      email: "team@example.com",
      accountIds: [String(accounts[0]?.id)],
      roleIds: [String(roles[0]?.id)],
    });
    const key = new Resource(world, apiKeyHandlers);
    await key.up({ serviceUserId: user.id, lifetimeDays: 90 });
    users.push(user);
    keys.push(key);
  }

  const from = (await world.emulator.journal()).length;
  const [userProvider, keyProvider] = [providerOf(world, serviceUserHandlers), providerOf(world, apiKeyHandlers)];
  const read = await Promise.all([
    ...users.map((user) => userProvider.read(user.id, user.outputs)),
    ...keys.map((key) => keyProvider.read(key.id, key.outputs)),
  ]);
  expect(read.filter(({ id }) => id !== undefined)).toHaveLength(2 * FLEET);

  const calls = (await world.emulator.journal()).slice(from).map(({ method, path }) => `${method} ${path}`);
  const of = (pattern: RegExp) => calls.filter((call) => pattern.test(call)).length;
  expect(of(/GET .*\/user$/)).toBe(1);
  expect(of(/GET .*\/api-access-token$/)).toBe(FLEET);
  expect(calls).toHaveLength(1 + FLEET);
});

// Each adoption writes, so that a list shared only since the last write would serve one of them.
it("adopts a fleet with one walk of the user list, and walks it again for who came after it", async () => {
  world = await startWorld();
  const names = Array.from({ length: 20 }, (_, index) => `bot-${index}`);
  const ids: string[] = [];
  for (const name of names) ids.push((await makeUser(world.emulator, { friendly_name: name })).id);
  const provider = providerOf(world, serviceUserHandlers);
  const args = (nickname: string) => {
    const more = { nickname, owner: `acme/fleet/prod/${nickname}`, endDate: undefined };
    return userArgs(world as World, { ...more, onDuplicate: "adopt", adoptChanges: true });
  };
  const lists = async (from: number) =>
    (await world?.emulator.journal())
      ?.slice(from)
      .filter(({ method, path }) => method === "GET" && /\/user$/.test(path));
  const adopt = async (nickname: string) => {
    const { inputs } = await provider.check({}, args(nickname));
    return (await provider.create(inputs)).id;
  };

  const from = (await world.emulator.journal()).length;
  const [first = "", ...others] = names;
  const adopted = [await adopt(first), ...(await Promise.all(others.map(adopt)))];
  expect(adopted).toEqual(ids);
  expect(await lists(from)).toHaveLength(1);

  const late = await makeUser(world.emulator, { friendly_name: "late" });
  expect(await adopt("late")).toBe(late.id);
  expect(await lists(from)).toHaveLength(2);
});
