import { isNotFoundError, isUnexpectedResponseError } from "../errors/index";
import { LostAnswer } from "./call";
import { type Core, listOf, pathOf } from "./core";
import { createOnce } from "./create-once";
import { createSnapshot } from "./snapshot";
import type { CreatedServiceUser, ServiceUser, ServiceUserInput } from "./types";
import { toCreatedServiceUser, toServiceUser, userRequest, withRaw } from "./wire";

/** The users of an account. */
export interface ServiceUsers {
  /**
   * One user. NotFoundError when it is gone. With `shared`, the answer may come from a list that other reads of this
   * run share, at most as old as this process's last write: one walk of the list instead of a call for each user.
   */
  get(id: string, options?: { shared?: boolean }): Promise<ServiceUser>;
  /** The user that a key belongs to: the client's own, or the given one. */
  me(options?: { apiKey?: string }): Promise<ServiceUser>;
  /** All users, each once, people too unless `userType` says otherwise; shared by all reads since the last write. */
  list(filter?: { userType?: "service" }): AsyncIterable<ServiceUser>;
  /** The user of this name, in any case and of any type: a person may hold the name too. */
  findByNickname(nickname: string): Promise<ServiceUser | undefined>;
  /**
   * Creates a user, exactly once. If the answer is lost, `lost.find` must recognise the user that this call made, by
   * something that no earlier user can carry (a nonce in the description). DuplicateError when the name is taken.
   */
  create(input: ServiceUserInput, lost: { find(candidate: ServiceUser): boolean }): Promise<CreatedServiceUser>;
  /** Replaces everything that can be written. */
  update(id: string, input: ServiceUserInput): Promise<ServiceUser>;
  enable(id: string): Promise<ServiceUser | undefined>;
  disable(id: string): Promise<ServiceUser | undefined>;
  /** Deletes for ever, its keys too. Gone already is success. */
  delete(id: string): Promise<"deleted" | "gone">;
}

/** Single reads until a walk of the list is the cheaper way. */
const SINGLE_READS = 3;

/** Makes the noun. */
export function createServiceUsers(core: Core): ServiceUsers {
  const { send } = core;
  const walk = (doing: string): AsyncGenerator<ServiceUser> => listOf(core, { doing, path: "/user" }, toServiceUser);
  const everyone = createSnapshot(() => walk("list the users"));
  let singleReads = 0;

  const user = (json: unknown): ServiceUser => withRaw(toServiceUser(json), json, core.rawAnswers);

  function created(json: unknown): CreatedServiceUser {
    try {
      return withRaw(toCreatedServiceUser(json), json, core.rawAnswers);
    } catch (error) {
      // Made, by its status, but which one did not come: as good as a lost answer.
      throw isUnexpectedResponseError(error) ? new LostAnswer(error) : error;
    }
  }

  async function getOne(id: string, doing = `read the user ${id}`, apiKey?: string): Promise<ServiceUser> {
    const { json } = await send({ doing, kind: "read", method: "GET", path: pathOf("user", id), apiKey });
    return user(json);
  }

  async function get(id: string, options: { shared?: boolean } = {}): Promise<ServiceUser> {
    if (options.shared !== true || singleReads < SINGLE_READS) {
      if (options.shared === true) singleReads += 1;
      return getOne(id);
    }
    const found = (await everyone.all()).find((each) => each.id === id);
    // Not in the list: only the API itself may say that it is gone.
    return found === undefined ? getOne(id) : { ...found };
  }

  async function find(matches: (candidate: ServiceUser) => boolean): Promise<ServiceUser | undefined> {
    const found = (await everyone.all()).find(matches);
    return found === undefined ? undefined : { ...found };
  }

  async function toggle(id: string, verb: "enable" | "disable"): Promise<ServiceUser | undefined> {
    const { json } = await send({
      doing: `${verb} the user ${id}`,
      kind: "idempotent",
      method: "PUT",
      path: pathOf("user", id, verb),
    });
    return json === undefined ? undefined : user(json);
  }

  return {
    get,
    me: async ({ apiKey } = {}) => {
      const own = await getOne("me", "read the user of the API key", apiKey);
      core.noteUserEnd(apiKey, own.endDate);
      return own;
    },
    async *list({ userType } = {}) {
      for (const each of await everyone.all()) {
        if (userType === undefined || each.userType === undefined || each.userType === userType) yield { ...each };
      }
    },
    findByNickname: async (nickname) => {
      const wanted = nickname.toLowerCase();
      // Where names that differ in case are two names, the very name is meant (evidence `name-case`).
      const same = await find((each) => each.nickname === nickname);
      return same ?? find((each) => each.nickname?.toLowerCase() === wanted);
    },
    create: (input, lost) =>
      createOnce<CreatedServiceUser>(
        {
          attempt: async () => {
            const doing = `create the service user "${input.nickname}"`;
            const { json } = await send({
              doing,
              kind: "create",
              method: "POST",
              path: "/user",
              body: userRequest(input),
            });
            return created(json);
          },
          look: async () => {
            const found = await find((candidate) => lost.find(candidate));
            return found === undefined ? { found: "absent" } : { found: "done", result: { ...found, recovered: true } };
          },
        },
        core.once,
      ),
    async update(id, input) {
      const doing = `update the service user "${input.nickname}" (${id})`;
      const { json } = await send({
        doing,
        kind: "idempotent",
        method: "PUT",
        path: pathOf("user", id),
        body: userRequest(input),
      });
      return json === undefined ? getOne(id) : user(json);
    },
    enable: (id) => toggle(id, "enable"),
    disable: (id) => toggle(id, "disable"),
    async delete(id) {
      try {
        await send({ doing: `delete the user ${id}`, kind: "idempotent", method: "DELETE", path: pathOf("user", id) });
        return "deleted";
      } catch (error) {
        if (isNotFoundError(error)) return "gone";
        throw error;
      }
    },
  };
}
