/**
 * The steps of all handlers, as data: every request that changes something, and the one that proves a new key. A handler
 * reaches the writing half of the client through a step alone (`ApplyContext.step`), so a request without a row here does
 * not compile; the scenarios of broken runs are counted against this list.
 */
import type { DigiCertOneClient } from "../../client";
import type { Kind } from "../../fields/kinds";

/** One step of a handler, and the request in which it consists. */
interface StepRow {
  readonly name: string;
  /** The resource whose handlers take it. */
  readonly of: Kind;
  readonly method: "POST" | "PUT" | "DELETE" | "GET";
  /** A path below the API's prefix; `*` is one segment. */
  readonly path: string;
  /** What is made, moved or retired because of today, or writes an end that was counted from it. */
  readonly byDay?: true;
}

const USER = "/user/*";
const KEYS = "/api-access-token";
const KEY = "/api-access-token/*";

export const steps = [
  { name: "post the user", of: "ServiceUser", method: "POST", path: "/user", byDay: true },
  { name: "adopt the user", of: "ServiceUser", method: "PUT", path: USER, byDay: true },
  { name: "take the user back", of: "ServiceUser", method: "PUT", path: USER, byDay: true },
  { name: "delete the lost initial key", of: "ServiceUser", method: "DELETE", path: KEY },
  { name: "delete the initial key", of: "ServiceUser", method: "DELETE", path: KEY },
  { name: "move the end of the initial key", of: "ServiceUser", method: "PUT", path: KEY, byDay: true },
  { name: "make the initial key again", of: "ServiceUser", method: "POST", path: KEYS, byDay: true },
  { name: "disable the user", of: "ServiceUser", method: "PUT", path: "/user/*/disable" },
  { name: "enable the user", of: "ServiceUser", method: "PUT", path: "/user/*/enable" },
  { name: "undo the user", of: "ServiceUser", method: "DELETE", path: USER },
  { name: "update the user", of: "ServiceUser", method: "PUT", path: USER, byDay: true },
  { name: "delete the user", of: "ServiceUser", method: "DELETE", path: USER },
  { name: "disable the user instead of deleting it", of: "ServiceUser", method: "PUT", path: "/user/*/disable" },
  { name: "mint the key", of: "ApiKey", method: "POST", path: KEYS, byDay: true },
  { name: "see the key work", of: "ApiKey", method: "GET", path: "/user/me" },
  { name: "disable the new key", of: "ApiKey", method: "PUT", path: KEY },
  { name: "undo the key", of: "ApiKey", method: "DELETE", path: KEY },
  { name: "update the key", of: "ApiKey", method: "PUT", path: KEY, byDay: true },
  { name: "delete the key", of: "ApiKey", method: "DELETE", path: KEY },
  { name: "disable the key instead of deleting it", of: "ApiKey", method: "PUT", path: KEY },
  { name: "mint the slot's key", of: "ApiKeySlot", method: "POST", path: KEYS, byDay: true },
  { name: "see the slot's key work", of: "ApiKeySlot", method: "GET", path: "/user/me" },
  { name: "undo the slot's key", of: "ApiKeySlot", method: "DELETE", path: KEY },
  { name: "move the end of the slot's key", of: "ApiKeySlot", method: "PUT", path: KEY, byDay: true },
  { name: "delete the slot's key", of: "ApiKeySlot", method: "DELETE", path: KEY },
  { name: "disable the previous key", of: "ApiKeyRetirement", method: "PUT", path: KEY, byDay: true },
  { name: "enable the previous key", of: "ApiKeyRetirement", method: "PUT", path: KEY },
] as const satisfies readonly StepRow[];

/** The name of a step. */
export type StepName = (typeof steps)[number]["name"];

const byDay: ReadonlySet<string> = new Set(steps.filter((row: StepRow) => row.byDay).map(({ name }) => name));

/** Whether a step is decided by the day, so that it must be the right one. */
export const isByDay = (name: StepName): boolean => byDay.has(name);

/** The half of the client that changes nothing: what a handler may call outside of a step. */
export interface Reader {
  readonly serviceUsers: Pick<DigiCertOneClient["serviceUsers"], "get" | "list" | "findByNickname">;
  readonly apiKeys: Pick<DigiCertOneClient["apiKeys"], "get" | "list">;
}

/** What a step may call. */
export type Writer = Pick<DigiCertOneClient, "serviceUsers" | "apiKeys">;
