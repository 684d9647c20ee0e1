import { describe, expect, it } from "vitest";
import { type DigiCertOneClient, isDeleted, isDuplicateError, isNotFoundError } from "../../src/client";
import { type Emulator, startEmulator, variantNames } from "../../src/emulator";
import { type Outcome, outcomes } from "../variants/outcomes";
import { clientOf } from "./support/client";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Every noun and verb of the client once; what it saw, told in few words. */
async function life(client: DigiCertOneClient, emulator: Emulator): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const { serviceUsers, apiKeys, roles, accounts, auditLog } = client;
  const role = await roles.findByName("certificate manager");
  const account = (await all(accounts.list()))[0];
  if (!role || !account) throw new Error("the emulator has no role or account");
  seen.lists = [(await all(roles.list())).length > 2, (await accounts.get(account.id)).name === account.name];

  const input = (nickname: string) => ({
    nickname,
    description: `made for ${nickname}`,
    email: "team@example.com",
    accountIds: [account.id],
    roleIds: [role.id],
    endDate: "2027-12-31",
  });
  const made = [];
  for (const name of ["one", "two", "three"]) made.push(await serviceUsers.create(input(name), { find: () => false }));
  const [user] = made;
  if (!user) throw new Error("no user was made");
  seen.first = typeof user.initialApiKey?.value;
  seen.users = (await all(serviceUsers.list({ userType: "service" })))
    .map(({ nickname }) => nickname)
    .filter((nickname) => ["one", "two", "three"].includes(String(nickname)))
    .sort();
  seen.found = (await serviceUsers.findByNickname("two"))?.id === made[1]?.id;
  seen.taken = isDuplicateError(await failure(serviceUsers.create(input("one"), { find: () => false })));
  await serviceUsers.update(user.id, { ...input("one"), description: "changed" });
  seen.updated = (await serviceUsers.get(user.id)).description;
  await serviceUsers.disable(user.id);
  const disabled = (await serviceUsers.get(user.id)).status;
  await serviceUsers.enable(user.id);
  seen.status = disabled !== (await serviceUsers.get(user.id)).status;

  const key = await apiKeys.create({ userId: user.id, name: "k", endDate: "2027-03-31" });
  seen.me = (await serviceUsers.me({ apiKey: key.value })).id === user.id;
  seen.key = [(await apiKeys.get(key.id)).name, (await all(apiKeys.list(user.id))).length];
  seen.moved = (await apiKeys.update(key.id, { name: "k", endDate: "2027-02-28", enabled: true })).endDate;
  seen.deleted = [await apiKeys.delete(key.id), await apiKeys.delete(key.id)];
  seen.gone = await isGone(apiKeys.get(key.id));
  seen.users2 = [await serviceUsers.delete(user.id), await isGone(serviceUsers.get(user.id))];
  seen.unlisted = (await all(serviceUsers.list())).every(({ id }) => id !== user.id);
  seen.log = (await all(auditLog.list())).length > 0;
  seen.left = (await emulator.state()).users.filter(({ status }) => status !== "DELETED").length;
  return seen;
}

/** Deleted objects are not found, or have a status that says so. */
const isGone = (read: Promise<{ status?: string }>): Promise<boolean> => read.then(isDeleted, isNotFoundError);

const plain = {
  lists: [true, true],
  first: "string",
  users: ["one", "three", "two"],
  found: true,
  taken: true,
  updated: "changed",
  status: true,
  me: true,
  key: ["k", 2],
  moved: "2027-02-28",
  deleted: ["deleted", "not-found"],
  gone: true,
  users2: ["deleted", true],
  unlisted: true,
  log: true,
  left: 3,
};

/** What the client sees under a reading that changes something of it. */
function seenUnder({ grantedDays }: Partial<Outcome>): object {
  if (grantedDays === undefined) return plain;
  return { ...plain, moved: new Date(Date.UTC(2027, 0, 10 + grantedDays)).toISOString().slice(0, 10) };
}

describe("the client, under every other reading of what is not documented of the API", () => {
  it.each(["(none)", ...variantNames])("reads and writes all there is: %s", async (variant) => {
    const variants = variant === "(none)" ? [] : [variant];
    const emulator = await startEmulator({
      seed: 8,
      now: "2027-01-10T12:00:00Z",
      rateLimits: "off",
      pageSize: 2,
      variants,
    });
    try {
      const client = clientOf(emulator.url, { apiKey: emulator.apiKey, rateLimits: "off", maxRetrySeconds: "2" });
      const outcome: Partial<Outcome> = outcomes[variant] ?? {};
      if (outcome.client) await expect(life(client, emulator)).rejects.toThrow(outcome.client);
      else expect(await life(client, emulator)).toEqual(seenUnder(outcome));
    } finally {
      await emulator.close();
    }
  });
});
