import { randomBytes } from "node:crypto";
import { NAME_MAX } from "../contract/index";
import { isNotFoundError, isUnexpectedResponseError } from "../errors/index";
import { LostAnswer } from "./call";
import { type Core, listOf, pathOf } from "./core";
import { createOnce } from "./create-once";
import { createSnapshot, type Snapshot } from "./snapshot";
import type { ApiKey, CreatedApiKey } from "./types";
import { keyValueOf, toApiKey, toCreatedApiKey, tokenCreateRequest, tokenUpdateRequest, withRaw } from "./wire";

/** The API keys of users. */
export interface ApiKeys {
  /**
   * One key, without its value. NotFoundError when it is gone. With `userId`, the answer may come from the list of
   * that user's keys, which other reads of this run share: one call for each user instead of one for each key.
   */
  get(id: string, options?: { userId?: string }): Promise<ApiKey>;
  /** A user's keys, each once, shared by all reads since the last write of this process. */
  list(userId: string): AsyncIterable<ApiKey>;
  /**
   * Creates a key, exactly once, and returns its value, which is shown this once. If the answer is lost, the key that
   * this call made is found by its name and deleted, and another is made under the next name that `drawName` gives.
   * A name that is taken is replaced by the next as well.
   */
  create(
    input: { userId: string; name: string; endDate?: string },
    options?: { drawName?: () => string },
  ): Promise<CreatedApiKey>;
  /** Replaces name, end date and `enabled`. */
  update(id: string, input: { name: string; endDate?: string; enabled: boolean }): Promise<ApiKey>;
  /** Deletes for ever. Gone already is success. */
  delete(id: string): Promise<"deleted" | "gone">;
}

const MOST_NAMES = 5;

/** Makes the noun. */
export function createApiKeys(core: Core): ApiKeys {
  const { send } = core;
  const snapshots = new Map<string, Snapshot<ApiKey>>();

  function keysOf(userId: string): Promise<readonly ApiKey[]> {
    let snapshot = snapshots.get(userId);
    if (snapshot === undefined) {
      const what = {
        doing: `list the API keys of user ${userId}`,
        path: "/api-access-token",
        query: { user_id: userId },
      };
      snapshot = createSnapshot(() => listOf(core, what, toApiKey));
      snapshots.set(userId, snapshot);
    }
    return snapshot.all();
  }

  const key = (json: unknown): ApiKey => withRaw(toApiKey(json), json, core.rawAnswers);

  async function getOne(id: string): Promise<ApiKey> {
    const path = pathOf("api-access-token", id);
    return key((await send({ doing: `read the API key ${id}`, kind: "read", method: "GET", path })).json);
  }

  async function remove(id: string): Promise<"deleted" | "gone"> {
    const path = pathOf("api-access-token", id);
    try {
      await send({ doing: `delete the API key ${id}`, kind: "idempotent", method: "DELETE", path });
      return "deleted";
    } catch (error) {
      if (isNotFoundError(error)) return "gone";
      throw error;
    }
  }

  async function post(input: { userId: string; name: string; endDate?: string }): Promise<CreatedApiKey> {
    const doing = `create the API key "${input.name}"`;
    const body = tokenCreateRequest(input);
    const { json } = await send({ doing, kind: "create", method: "POST", path: "/api-access-token", body });
    try {
      return withRaw({ ...toCreatedApiKey(json), userId: input.userId }, json, core.rawAnswers);
    } catch (error) {
      // Made, but its value or its id did not come: as good as a lost answer.
      if (isUnexpectedResponseError(error) && keyValueOf(json) === undefined) throw new LostAnswer(error);
      throw error;
    }
  }

  async function create(
    input: { userId: string; name: string; endDate?: string },
    options: { drawName?: () => string } = {},
  ): Promise<CreatedApiKey> {
    const draw = options.drawName ?? (() => suffixed(input.name));
    // A name that the caller does not promise to be new may have been there before: such a key is never deleted.
    const before =
      options.drawName === undefined
        ? new Set((await keysOf(input.userId)).filter((each) => sameName(each, input.name)).map((each) => each.id))
        : new Set<string>();
    let name = input.name;
    let names = 1;
    const redraw = (): boolean => {
      names += 1;
      name = draw();
      return names <= MOST_NAMES;
    };
    return createOnce<CreatedApiKey>(
      {
        attempt: () => post({ ...input, name }),
        redraw,
        look: async () => {
          const mine = (await keysOf(input.userId)).find((each) => sameName(each, name) && !before.has(each.id));
          if (mine === undefined) return { found: "absent" };
          await remove(mine.id);
          name = draw();
          return { found: "again" };
        },
      },
      core.once,
    );
  }

  return {
    async get(id, { userId } = {}) {
      if (userId === undefined) return getOne(id);
      const found = (await keysOf(userId)).find((each) => each.id === id);
      // Not in the list: only the API itself may say that it is gone.
      return found === undefined ? getOne(id) : { userId, ...found };
    },
    async *list(userId) {
      for (const each of await keysOf(userId)) yield { userId, ...each };
    },
    create,
    async update(id, input) {
      const path = pathOf("api-access-token", id);
      const doing = `update the API key "${input.name}" (${id})`;
      const { json } = await send({ doing, kind: "idempotent", method: "PUT", path, body: tokenUpdateRequest(input) });
      return json === undefined ? getOne(id) : key(json);
    },
    delete: remove,
  };
}

function sameName(key: ApiKey, name: string): boolean {
  return key.name?.toLowerCase() === name.toLowerCase();
}

function suffixed(name: string): string {
  const suffix = `-${randomBytes(4).toString("hex")}`;
  return `${name.slice(0, NAME_MAX - suffix.length)}${suffix}`;
}
