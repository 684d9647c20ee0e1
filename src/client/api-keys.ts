import { randomBytes } from "node:crypto";
import { isNotFoundError, isUnexpectedResponseError } from "../errors/index";
import { LostResponse } from "./calling/call";
import { type CallOptions, joined } from "./calling/signals";
import {
  type Core,
  copiesOf,
  copyOf,
  idFrom,
  type ListCall,
  pathOf,
  readAs,
  requireDeletion,
  sharedList,
} from "./core";
import { createOnce } from "./making/create-once";
import { createTurns } from "./making/turns";
import { type KeyAttempt, whoseKey } from "./making/whose-key";
import { createdKeyOf } from "./reading/created-key";
import { type Snapshot, writesSoFar } from "./reading/snapshot";
import type { ApiKey, CreatedApiKey } from "./reading/types";
import { toApiKey, toCreatedApiKey } from "./reading/wire";
import { tokenCreateRequest, tokenUpdateRequest } from "./writing/requests";

/** What a new key is to be. */
export interface ApiKeyInput {
  userId: string;
  name: string;
  /** `YYYY-MM-DD`; absent means no end date. */
  endDate?: string;
}

/** The API keys of users. */
export interface ApiKeys {
  /**
   * One key, without its value. NotFoundError when it is gone. With `userId`, the response may come from the list of
   * that user's keys, which other reads of this run share: one call for each user instead of one for each key.
   */
  get(id: string, options?: CallOptions & { userId?: string }): Promise<ApiKey>;
  /** A user's keys, each once, without deleted ones; shared by all reads since the last write of this process. */
  list(userId: string, options?: CallOptions): AsyncIterable<ApiKey>;
  /**
   * Creates a key, exactly once, and returns its value, which is shown this once. `drawName` promises names that are
   * drawn at random, `input.name` too. If the response is lost, a key of this name that is not older than this call is the
   * one that it made: it is deleted, and another is made under the next name. One that is not certain to be (a name that
   * was not drawn, no creation time, no `Date` of the server's) is left alone, and a notice names it. A name that is taken
   * is replaced by the next as well, also where the API responds with a 400 that does not say so and the user has such a key.
   */
  create(input: ApiKeyInput, options?: CallOptions & { drawName?: () => string }): Promise<CreatedApiKey>;
  /** Replaces name, end date and `enabled`. */
  update(
    id: string,
    input: { name: string; endDate?: string; enabled: boolean },
    options?: CallOptions,
  ): Promise<ApiKey>;
  /** Deletes for ever. `not-found` is no proof that it is gone: this key may not see it. */
  delete(id: string, options?: CallOptions): Promise<"deleted" | "not-found">;
}

const MOST_NAMES = 5;

/** Makes the calls about API keys. */
export function createApiKeys(core: Core): ApiKeys {
  const { send } = core;
  const snapshots = new Map<string, Snapshot<ApiKey>>();
  let asOf = writesSoFar();
  const inTurn = createTurns();
  const listCall = (userId: string): ListCall => ({
    doing: `list the API keys of user ${userId}`,
    path: "/api-access-token",
    query: { user_id: idFrom(userId) },
  });

  function keysOf(userId: string): Snapshot<ApiKey> {
    // Stale lists are of no use, and one for each user that a process ever had would stay.
    if (asOf !== writesSoFar()) snapshots.clear();
    asOf = writesSoFar();
    const snapshot = snapshots.get(userId) ?? sharedList(core, listCall(userId), (item) => ofUser(userId, item));
    snapshots.set(userId, snapshot);
    return snapshot;
  }

  async function getOne(id: string, options: CallOptions & { doubt?: boolean }): Promise<ApiKey> {
    const path = pathOf("api-access-token", id);
    return readAs(
      core,
      await send({ doing: `read the API key ${id}`, kind: "read", method: "GET", path, ...options }),
      toApiKey,
    );
  }

  async function remove(id: string, { signal }: CallOptions = {}): Promise<"deleted" | "not-found"> {
    const path = pathOf("api-access-token", id);
    try {
      const doing = `delete the API key ${id}`;
      requireDeletion(await send({ doing, kind: "idempotent", method: "DELETE", path, signal }), id);
      return "deleted";
    } catch (error) {
      if (isNotFoundError(error)) return "not-found";
      throw error;
    }
  }

  /**
   * Sends a creation and reads what came of it.
   * @param found finds the id of a key whose value came without one
   */
  async function post(
    input: ApiKeyInput,
    doubt: boolean,
    found: () => Promise<string | undefined>,
    signal: AbortSignal | undefined,
  ): Promise<CreatedApiKey> {
    const doing = `create the API key "${input.name}"`;
    const body = tokenCreateRequest(input);
    const path = "/api-access-token";
    const response = await send({ doing, kind: "create", method: "POST", path, body, doubt, signal });
    const { id, value } = createdKeyOf(response.json, "key");
    const showsId = id !== undefined || value === undefined;
    const listed = showsId ? undefined : await found().catch(() => undefined);
    try {
      return readAs(core, response, (json) => ({ ...toCreatedApiKey(json, listed), userId: input.userId }));
    } catch (error) {
      // Made, but nobody can use it: it is looked for as after a lost response, and another would come in the same form.
      throw isUnexpectedResponseError(error) ? new LostResponse(error, response.about, { isFinal: true, id }) : error;
    }
  }

  async function create(
    input: ApiKeyInput,
    options: CallOptions & { drawName?: () => string } = {},
  ): Promise<CreatedApiKey> {
    const { signal } = options;
    const draw = options.drawName ?? (() => suffixed(input.name));
    const keys = keysOf(input.userId);
    // A name that the caller does not promise to be new may have been there before, of late too and made by somebody
    // else: such a key is never deleted.
    const before =
      options.drawName === undefined
        ? new Set((await keys.all(signal, "fresh")).filter((each) => sameName(each, input.name)).map((each) => each.id))
        : new Set<string>();
    let name = input.name;
    let isDrawn = options.drawName !== undefined;
    let sentAt: number | undefined;
    let names = 1;
    const drawNext = (): void => {
      name = draw();
      isDrawn = true;
      sentAt = undefined;
    };
    const redraw = (): boolean => {
      names += 1;
      drawNext();
      return names <= MOST_NAMES;
    };
    const attemptAt = (): KeyAttempt => ({
      name,
      isDrawn,
      sentAt: sentAt === undefined ? undefined : core.serverClock.at(sentAt),
    });
    const named = async (): Promise<ApiKey[]> =>
      (await keys.all(signal, "fresh")).filter((key) => sameName(key, name) && !before.has(key.id));
    // The name was free, so that the one key of this name is the one just made.
    const idByName = async (): Promise<string | undefined> => {
      const [only, ...others] = (await named()).filter((key) => key.name === name);
      return others.length === 0 ? only?.id : undefined;
    };
    return createOnce<CreatedApiKey>(
      {
        attempt: (doubt) => {
          sentAt ??= core.creation.clock.elapsed();
          return post({ ...input, name }, doubt, idByName, signal);
        },
        redraw,
        look: async (lost) => {
          if (lost.id !== undefined) {
            await remove(lost.id, { signal });
            return { found: "again" };
          }
          const found = await named();
          if (found.length === 0) return { found: "not-found" };
          const attempt = attemptAt();
          for (const key of found) {
            const whose = whoseKey(key, attempt);
            if (whose === "ours") await remove(key.id, { signal });
            else if (whose === "unsure") core.notice(leftAlone(key, input.userId));
          }
          drawNext();
          return { found: "again" };
        },
        existing: async () => {
          const existing = (await keys.all(signal)).find((key) => sameName(key, name));
          return existing && `the API key ${existing.id}`;
        },
      },
      { ...core.creation, signal: joined(signal, core.creation.signal) },
    );
  }

  return {
    async get(id, { userId, signal } = {}) {
      if (userId === undefined) return getOne(id, { signal });
      const listed = await keysOf(userId)
        .all(signal)
        .catch((error: unknown) => (isNotFoundError(error) ? [] : Promise.reject(error)));
      const found = listed.find((each) => each.id === id);
      // Not in the list, or no list, which may be about the user: only the API's word about this very key counts.
      return found === undefined ? getOne(id, { signal }) : copyOf(found);
    },
    async *list(userId, { signal } = {}) {
      yield* copiesOf(core, listCall(userId), keysOf(userId), signal);
    },
    create: (input, options = {}) => {
      // Of two keys of one name that are made at once, each would take the other for what its lost call has made.
      const abortError = (): Error =>
        core.abortError({ doing: `create the API key "${input.name}"`, method: "POST", path: "/api-access-token" });
      const name = JSON.stringify([input.userId, input.name.toLowerCase()]);
      return inTurn(name, () => create(input, options), joined(options.signal, core.creation.signal), abortError);
    },
    async update(id, input, { signal } = {}) {
      const path = pathOf("api-access-token", id);
      const doing = `update the API key "${input.name}" (${id})`;
      const body = tokenUpdateRequest(input);
      const response = await send({ doing, kind: "idempotent", method: "PUT", path, body, signal });
      return response.json === undefined ? getOne(id, { signal, doubt: true }) : readAs(core, response, toApiKey);
    },
    delete: remove,
  };
}

/** A key out of the list of a user's: whose it is need not stand in it. */
function ofUser(userId: string, item: unknown): ApiKey {
  return { userId, ...toApiKey(item) };
}

function leftAlone({ id, name }: ApiKey, userId: string): string {
  return (
    `The answer to the creation of the API key "${name}" of user ${userId} was lost. The key ${id} may be the one that it made, ` +
    "which is not certain: it is left alone, and another key is made. Delete it if nobody uses it."
  );
}

function sameName(key: ApiKey, name: string): boolean {
  return key.name?.toLowerCase() === name.toLowerCase();
}

/** As long as this, every server takes a name (evidence `name-length`). */
const NAME_SURE = 64;

function suffixed(name: string): string {
  const suffix = `-${randomBytes(4).toString("hex")}`;
  // As long as what was asked for, at most: the server has taken that, or refused it before.
  return `${name.slice(0, Math.max(name.length, NAME_SURE) - suffix.length)}${suffix}`;
}
