import { isNotFoundError, isUnexpectedResponseError, registerSecret } from "../errors/index";
import type { ApiKeys } from "./api-keys";
import { type ApiResponse, LostResponse } from "./calling/call";
import { type CallOptions, joined } from "./calling/signals";
import { type Core, copiesOf, copyOf, pathOf, readAs, requireDeletion, sharedList } from "./core";
import { withFirstKey } from "./first-key";
import { createOnce } from "./making/create-once";
import type { CreatedServiceUser, ServiceUser, ServiceUserInput } from "./reading/types";
import { toCreatedServiceUser, toServiceUser } from "./reading/wire";
import { requireKeys } from "./settings/credentials";
import { userRequest } from "./writing/requests";

/** How a service user is to be created. */
export interface CreateServiceUserOptions extends CallOptions {
  /**
   * What to do when the response was lost, and with it the value of the key that came with the user: `make-again` (the
   * default) makes another key and then deletes the lost one, if only one key can be it; `leave` does neither.
   */
  readonly initialKey?: "make-again" | "leave";
}

/** The users of an account. */
export interface ServiceUsers {
  /**
   * One user. NotFoundError when it is gone. With `shared`, the response may come from a list that other reads of this
   * run share, at most as old as this process's last write: one walk of the list instead of a call for each user.
   */
  get(id: string, options?: CallOptions & { shared?: boolean }): Promise<ServiceUser>;
  /** The user that a key belongs to: the client's own, or the given one. */
  me(options?: CallOptions & { apiKey?: string }): Promise<ServiceUser>;
  /**
   * All users, each once, people too unless `userType` says otherwise, without those that the API still shows as DELETED;
   * shared by all reads since the last write; with `age: "any"` by all reads, for what is then looked at by itself.
   */
  list(filter?: { userType?: "service" }, options?: CallOptions & { age?: "any" }): AsyncIterable<ServiceUser>;
  /** The user of this name, in any case and of any type: a person may hold the name too. */
  findByNickname(nickname: string, options?: CallOptions): Promise<ServiceUser | undefined>;
  /**
   * Creates a user, exactly once, with the value of its first key. If the response is lost, `lost.find` must recognise
   * the user that this call made, by something that no earlier user can carry (a nonce in the description).
   * DuplicateError when the name is taken, also where the API responds with a 400 that does not say so and somebody is seen to hold
   * it in one of the accounts.
   */
  create(
    input: ServiceUserInput,
    lost: { find(candidate: ServiceUser): boolean },
    options?: CreateServiceUserOptions,
  ): Promise<CreatedServiceUser>;
  /** Replaces everything that can be written. */
  update(id: string, input: ServiceUserInput, options?: CallOptions): Promise<ServiceUser>;
  /** Lets the user's keys work again. Undefined where the response has no body. */
  enable(id: string, options?: CallOptions): Promise<ServiceUser | undefined>;
  /** Stops all of the user's keys; reversible. Undefined where the response has no body. */
  disable(id: string, options?: CallOptions): Promise<ServiceUser | undefined>;
  /** Deletes for ever, its keys too. `not-found` is no proof that it is gone: this key may not see it. */
  delete(id: string, options?: CallOptions): Promise<"deleted" | "not-found">;
}

/** Single reads until a walk of the list is the cheaper way. */
const SINGLE_READS = 3;

/** Makes the calls about service users. */
export function createServiceUsers(core: Core, apiKeys: ApiKeys): ServiceUsers {
  const { send } = core;
  const listCall = { doing: "list the users", path: "/user" };
  const asUser = (json: unknown): ServiceUser => noted(toServiceUser(json));
  const everyone = sharedList(core, listCall, asUser);
  let singleReads = 0;

  function noted<T extends ServiceUser>(user: T): T {
    const { id: userId, accountIds, primaryAccountId } = user;
    core.onAccounts({ userId, ...(accountIds && { accountIds }), ...(primaryAccountId && { primaryAccountId }) });
    return user;
  }

  function created(response: ApiResponse): CreatedServiceUser {
    try {
      return readAs(core, response, (json) => {
        const { user, problem } = toCreatedServiceUser(json);
        if (problem !== undefined)
          core.notice(
            `The response to the creation of service user ${user.id} holds ${problem}: it is not used. Where the first key is ` +
              "wanted, another is made and this one deleted. Report the names of these fields.",
          );
        return noted(user);
      });
    } catch (error) {
      // Made, by its status, but which one did not come: as good as a lost response.
      throw isUnexpectedResponseError(error) ? new LostResponse(error, response.about) : error;
    }
  }

  async function getOne(
    id: string,
    { doing = `read the user ${id}`, ...more }: CallOptions & { doing?: string; apiKey?: string; doubt?: boolean },
  ): Promise<ServiceUser> {
    return readAs(
      core,
      await send({ doing, kind: "read", method: "GET", path: pathOf("user", id), ...more }),
      // What a key of somebody else's sees says nothing about ours.
      more.apiKey === undefined ? asUser : toServiceUser,
    );
  }

  async function get(id: string, { shared, signal }: CallOptions & { shared?: boolean } = {}): Promise<ServiceUser> {
    if (shared !== true || singleReads < SINGLE_READS) {
      if (shared === true) singleReads += 1;
      return getOne(id, { signal });
    }
    // Not in the list: only the API itself may say that it is gone.
    return (await find((each) => each.id === id, signal)) ?? getOne(id, { signal });
  }

  async function find(
    matches: (candidate: ServiceUser) => boolean,
    signal: AbortSignal | undefined,
    fresh?: "fresh",
  ): Promise<ServiceUser | undefined> {
    const found = (await everyone.all(signal, fresh)).find(matches);
    return found === undefined ? undefined : copyOf(found);
  }

  async function toggle(
    id: string,
    verb: "enable" | "disable",
    signal?: AbortSignal,
  ): Promise<ServiceUser | undefined> {
    const doing = `${verb} the user ${id}`;
    const response = await send({ doing, kind: "idempotent", method: "PUT", path: pathOf("user", id, verb), signal });
    return response.json === undefined ? undefined : readAs(core, response, asUser);
  }

  return {
    get,
    me: async ({ apiKey, signal } = {}) => {
      registerSecret(apiKey);
      if (apiKey !== undefined) requireKeys(apiKey);
      const doing = "read the user of the API key";
      const own = await getOne("me", { doing, signal, ...(apiKey !== undefined && { apiKey }) });
      core.noteUserEnd(apiKey, own.endDate);
      return own;
    },
    async *list({ userType } = {}, { signal, age } = {}) {
      for await (const each of copiesOf(core, listCall, everyone, signal, age)) {
        if (userType === undefined || each.userType === undefined || each.userType === userType) yield each;
      }
    },
    findByNickname: async (nickname, { signal } = {}) => {
      const wanted = nickname.toLowerCase();
      // Where names that differ in case are two names, the very name is meant (evidence `name-case`).
      const same = await find((each) => each.nickname === nickname, signal);
      return same ?? find((each) => each.nickname?.toLowerCase() === wanted, signal);
    },
    create: async (input, lost, { signal: given, initialKey = "make-again" } = {}) => {
      const signal = joined(given, core.creation.signal);
      const doing = `create the service user "${input.nickname}"`;
      const body = userRequest(input);
      const user = await createOnce<CreatedServiceUser>(
        {
          attempt: async (doubt) =>
            created(await send({ doing, kind: "create", method: "POST", path: "/user", body, doubt, signal })),
          look: async () => {
            // A list that somebody read while the lost call was still under way does not show what it made.
            const found = await find((candidate) => lost.find(candidate), signal, "fresh");
            if (found === undefined) return { found: "not-found" };
            return { found: "done", result: Object.assign(found, { recovered: true }) };
          },
          existing: async () => {
            const existing = await find((candidate) => mayMatch(candidate, input), signal);
            return existing && `the user ${existing.id}`;
          },
        },
        { ...core.creation, signal },
      );
      return user.recovered && initialKey === "make-again" ? withFirstKey(core, apiKeys, user, input, signal) : user;
    },
    async update(id, input, { signal } = {}) {
      const doing = `update the service user "${input.nickname}" (${id})`;
      const body = userRequest(input);
      const response = await send({ doing, kind: "idempotent", method: "PUT", path: pathOf("user", id), body, signal });
      return response.json === undefined ? getOne(id, { signal, doubt: true }) : readAs(core, response, asUser);
    },
    enable: (id, { signal } = {}) => toggle(id, "enable", signal),
    disable: (id, { signal } = {}) => toggle(id, "disable", signal),
    async delete(id, { signal } = {}) {
      const doing = `delete the user ${id}`;
      try {
        const path = pathOf("user", id);
        requireDeletion(await send({ doing, kind: "idempotent", method: "DELETE", path, signal }), id);
        return "deleted";
      } catch (error) {
        if (isNotFoundError(error)) return "not-found";
        throw error;
      }
    },
  };
}

/** Whether a user has this name where the new one would: in one of its accounts, as far as its accounts are shown. */
function mayMatch({ nickname, accountIds }: ServiceUser, input: ServiceUserInput): boolean {
  if (nickname?.toLowerCase() !== input.nickname.toLowerCase()) return false;
  return accountIds?.some((id) => input.accountIds.includes(id)) ?? true;
}
