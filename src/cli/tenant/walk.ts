/** Reads everything that a key sees of a tenant: GET requests only. */
import pLimit from "p-limit";
import { messageOf } from "../../basics/unknown";
import type { ClientSettings, DigiCertOneClient, ServiceUser } from "../../client";
import { isInvalidRequestError, isNotFoundError, isPermissionError } from "../../errors";
import type { SeenUser, Tenant } from "../../inventory";
import { keysOf } from "./keys";

/** Lists of keys that are asked for at once; the client keeps the rate limits. */
const AT_ONCE = 4;

type Client = Pick<DigiCertOneClient, "serviceUsers" | "apiKeys" | "accounts" | "roles">;

/**
 * Walks a tenant. The list of users must be readable; whatever else is refused is a problem that the result names.
 * @param progress receives what is done, for a person who waits
 */
export async function walkTenant(
  client: Client,
  { host, settings, progress }: { host: string; settings: ClientSettings; progress: (line: string) => void },
): Promise<Tenant> {
  const everyone: ServiceUser[] = [];
  progress("Listing users");
  for await (const user of client.serviceUsers.list()) everyone.push(user);
  const listed = everyone.filter(({ userType }) => userType === undefined || userType === "service");
  const users = await asShownAlone(client, listed);
  progress("Listing accounts and roles");
  const accounts = await readable("accounts", client.accounts.list());
  const roles = await readable("roles", client.roles.list());
  const seen = await withKeys(client, users, progress);
  const ownUserIds = await ownUsers(client, settings);
  return {
    host,
    users: seen,
    people: everyone.length - listed.length,
    accounts: accounts.items,
    roles: roles.items,
    ownUserIds,
    problems: [
      ...problemsOf(accounts),
      ...problemsOf(roles),
      ...unlisted(seen),
      ...(ownUserIds === undefined ? ["Which user this command runs as could not be asked (GET /user/me)."] : []),
      ...(settings.apiKeys.length > 1
        ? ["Several keys are set, and any of them may have answered: each may see other accounts. Run with one key."]
        : []),
    ],
  };
}

const isWhole = ({ roleIds, accountIds }: ServiceUser): boolean => roleIds !== undefined && accountIds !== undefined;

/** A list may show less than a user that is read alone does: the first one shows that, and only then all of them are read. */
async function asShownAlone(client: Client, listed: readonly ServiceUser[]): Promise<readonly ServiceUser[]> {
  const first = listed.find((user) => !isWhole(user));
  if (first === undefined || !isWhole(await alone(client, first))) return listed;
  const inTurn = pLimit(AT_ONCE);
  return Promise.all(listed.map((user) => (isWhole(user) ? user : inTurn(alone, client, user))));
}

/** As the list shows it, where it is not found alone: it may be gone meanwhile, which the list of its keys will say. */
async function alone({ serviceUsers }: Client, user: ServiceUser): Promise<ServiceUser> {
  try {
    return await serviceUsers.get(user.id);
  } catch (error) {
    if (isRefused(error)) return user;
    throw error;
  }
}

interface Readable<T> {
  readonly items: readonly T[] | undefined;
  readonly problem?: string;
}

const problemsOf = ({ problem }: Readable<unknown>): string[] => (problem === undefined ? [] : [problem]);

async function readable<T>(what: string, list: AsyncIterable<T>): Promise<Readable<T>> {
  const items: T[] = [];
  try {
    for await (const item of list) items.push(item);
    return { items };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { items: undefined, problem: `The ${what} were not listed: ${messageOf(error)}` };
  }
}

/** Refused to this key; anything else may be well a moment later, and fails the command. */
const isRefused = (error: unknown): boolean =>
  isPermissionError(error) || isNotFoundError(error) || isInvalidRequestError(error);

async function withKeys(
  client: Client,
  users: readonly ServiceUser[],
  progress: (line: string) => void,
): Promise<SeenUser[]> {
  const inTurn = pLimit(AT_ONCE);
  let done = 0;
  const read = async (user: ServiceUser): Promise<SeenUser[]> => {
    progress(`Listing the keys of service user ${++done} of ${users.length}`);
    const keys = await keysOrProblem(client, user);
    return keys === "gone" ? [] : [{ user, ...keys }];
  };
  try {
    return (await Promise.all(users.map((user) => inTurn(read, user)))).flat();
  } finally {
    inTurn.clearQueue(); // after a failure nothing more is asked
  }
}

async function keysOrProblem(client: Client, user: ServiceUser): Promise<Pick<SeenUser, "keys" | "problem"> | "gone"> {
  try {
    const keys = await keysOf(client, user.id);
    if (keys === undefined) return { keys, problem: "they are not found, although the user is" };
    return keys === "gone" ? keys : { keys };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { keys: undefined, problem: messageOf(error) };
  }
}

function unlisted(seen: readonly SeenUser[]): string[] {
  const without = seen.filter(({ keys }) => keys === undefined);
  const [first] = without;
  if (first === undefined) return [];
  const whose = without.length === 1 ? "1 user" : `${without.length} users`;
  return [`The keys of ${whose} were not listed (the first is ${first.user.id}): ${first.problem ?? ""}`];
}

/** The users that the given keys belong to; undefined where one of them may not ask. */
async function ownUsers(client: Client, { apiKeys }: ClientSettings): Promise<ReadonlySet<string> | undefined> {
  const ids = new Set<string>();
  try {
    for (const apiKey of apiKeys.length === 0 ? [undefined] : apiKeys) {
      ids.add((await client.serviceUsers.me(apiKey === undefined ? {} : { apiKey })).id);
    }
    return ids;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return undefined;
  }
}
