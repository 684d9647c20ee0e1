import { afterEach, expect, it } from "vitest";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { call, makeKey, makeUser } from "../emulator/harness";
import { providerOf, startWorld, userArgs, type World } from "./apply-harness";

const USERS = 500;
const KEYS_EACH = 4;
let world: World | undefined;
afterEach(() => world?.emulator.close());

// A refresh that asks for each object alone meets the rate limit with the first fleet.
it("reads 500 users and 2,000 keys in 510 calls at most, the proofs of what is gone included", {
  timeout: 240_000,
}, async () => {
  world = await startWorld();
  const { emulator } = world;
  const users = await mapConcurrently(
    USERS,
    async (index) => (await makeUser(emulator, { friendly_name: `u${index}` })).id,
  );
  const keys = await mapConcurrently(USERS * KEYS_EACH, async (index) => {
    const serviceUserId = users[index % USERS] ?? "";
    return { serviceUserId, id: (await makeKey(emulator, serviceUserId, `k${index}`, "2027-02-01")).id };
  });
  const gone = { user: users[0], key: keys[1]?.id };
  await call(emulator, "DELETE", `/api-access-token/${gone.key}`);
  await call(emulator, "DELETE", `/user/${gone.user}`);

  const accountIds = [emulator.accountId];
  const ofUser = { owner: "acme/fleet/prod/u", ownerHash: "h", nonce: "n", accountIds };
  const from = (await emulator.journal()).length;
  const [userProvider, keyProvider] = [providerOf(world, serviceUserHandlers), providerOf(world, apiKeyHandlers)];
  const read = await Promise.all([
    ...users.map((id) => userProvider.read(id, ofUser)),
    ...keys.map(({ id, serviceUserId }) =>
      keyProvider.read(id, { serviceUserId, issuedOn: "2026-12-01", endDate: "2027-02-01", accountId: accountIds[0] }),
    ),
  ]);
  // With a user its keys are gone.
  expect(read.filter(({ id }) => id === undefined)).toHaveLength(1 + KEYS_EACH + 1);

  const calls = (await emulator.journal()).slice(from).map(({ method, path }) => `${method} ${path}`);
  const of = (pattern: RegExp) => calls.filter((each) => pattern.test(each)).length;
  expect(of(/GET .*\/user$/)).toBe(1);
  expect(of(/GET .*\/api-access-token$/)).toBe(USERS);
  expect(calls.length).toBeLessThanOrEqual(510);
});

/** The results of so many calls, a few at a time. */
async function mapConcurrently<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let start = 0; start < count; start += 20) {
    const batch = Array.from({ length: Math.min(20, count - start) }, (_, at) => make(start + at));
    results.push(...(await Promise.all(batch)));
  }
  return results;
}

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
