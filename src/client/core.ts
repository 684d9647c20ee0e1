/** What the calls of all objects share: sending, reading responses, walking lists, and clocks. */
import { isRecord } from "../basics/unknown";
import { ConfigurationError, type DigiCertOneError, shortened } from "../errors/index";
import type { ApiResponse, Call, Send } from "./calling/call";
import { unreadable } from "./calling/call-errors";
import type { ServerClock } from "./calling/server-clock";
import { until } from "./calling/signals";
import type { CreateOnceDeps } from "./making/create-once";
import { withoutDeleted } from "./reading/deleted";
import { walkPages } from "./reading/pages";
import { type Age, createSnapshot, type Snapshot } from "./reading/snapshot";
import { Unreadable, withRaw } from "./reading/wire";

/** What the calls of an object are made of. */
export interface Core {
  readonly send: Send;
  readonly rawResponses: boolean;
  readonly creation: CreateOnceDeps;
  readonly serverClock: ServerClock;
  /** Says one line to a person. */
  readonly notice: (text: string) => void;
  /** The error for an aborted call; `doubt`: part of the work may have been done. */
  readonly abortError: (call: Pick<Call, "doing" | "method" | "path">, doubt?: boolean) => DigiCertOneError;
  /** A response to one of the client's own keys named accounts. */
  readonly onAccounts: (named: NamedAccounts) => void;
  /** The API said when the user of a key (without one: of the client) ends, or that it has no end date. */
  readonly noteUserEnd: (apiKey: string | undefined, endDate: string | undefined) => void;
}

/** Accounts that one response named: those of a user, all of them if `accountIds` is there, or one that can be reached. */
export interface NamedAccounts {
  /** Absent for an account that was read itself. */
  readonly userId?: string;
  readonly accountIds?: readonly string[];
  readonly primaryAccountId?: string;
}

/** A list of the API. */
export interface ListCall {
  readonly doing: string;
  readonly path: string;
  readonly query?: Record<string, string | undefined>;
}

/** Reads the object of a response; an error about it names the call. */
export function readAs<T extends object>(core: Core, response: ApiResponse, read: (json: unknown) => T): T {
  return orUnreadable(response, () => withRaw(read(response.json), response.json, core.rawResponses));
}

function orUnreadable<T>(response: ApiResponse, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unreadable ? unreadable(error, response) : error;
  }
}

/**
 * Checks the good response to a deletion: nothing, or the object as it was. A page of its own in JSON, such as that of a
 * gateway that wants somebody to sign in, has deleted nothing.
 */
export function requireDeletion(response: ApiResponse, id: string): void {
  const { json } = response;
  if (json === undefined || (isRecord(json) && String(json.id) === id)) return;
  throw unreadable(new Unreadable("something that no deletion answers"), response);
}

/** Walks a list of objects that have an id. */
export function listOf<T extends { id: string }>(
  core: Core,
  what: ListCall,
  read: (item: unknown) => T,
  signal?: AbortSignal,
): AsyncGenerator<T> {
  let response: ApiResponse;
  const walk = walkPages(
    async (page) => {
      const query = {
        ...what.query,
        ...(page === undefined ? {} : { offset: String(page.offset), limit: String(page.limit) }),
      };
      response = await core.send({ doing: what.doing, kind: "read", method: "GET", path: what.path, query, signal });
      return response.json;
    },
    (item) => orUnreadable(response, () => withRaw(read(item), item, core.rawResponses)),
    (item) => item.id,
    () => unreadable(new Unreadable("something that is no list"), response),
  );
  return until(signal, () => core.abortError({ ...what, method: "GET" }), walk);
}

/** A list that all reads of the run share, without what was deleted. */
export function sharedList<T extends { id: string; status?: string }>(
  core: Core,
  what: ListCall,
  read: (item: unknown) => T,
): Snapshot<T> {
  return createSnapshot(
    (signal) => withoutDeleted(listOf(core, what, read, signal)),
    () => core.abortError({ ...what, method: "GET" }),
  );
}

/** The items of a shared list, each a copy of its own. */
export async function* copiesOf<T extends { id: string; raw?: unknown }>(
  core: Core,
  what: ListCall,
  list: Snapshot<T>,
  signal: AbortSignal | undefined,
  age?: Age,
): AsyncGenerator<T> {
  const abortError = (): Error => core.abortError({ ...what, method: "GET" });
  for await (const item of until(signal, abortError, await list.all(signal, age))) yield copyOf(item);
}

/** A copy that its owner may change, with the raw response if there is one. */
export function copyOf<T extends { raw?: unknown }>(object: T): T {
  return withRaw({ ...object }, object.raw, object.raw !== undefined);
}

/** The item of a name, in any case; the exact one where two differ in case only. */
export function findNamed<T extends { name: string; raw?: unknown }>(items: readonly T[], name: string): T | undefined {
  const found =
    items.find((item) => item.name === name) ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : copyOf(found);
}

/** A path with ids in it, each encoded. */
export function pathOf(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(idFrom(part))}`).join("");
}

/**
 * The id, if it can be one. An empty one would name all objects, and `..` in a URL the folder above; a gateway may read
 * an encoded slash as one. The API would respond for something else, and its 404 would make a deletion a success.
 */
export function idFrom(id: string): string {
  if (typeof id === "string" && id.trim() !== "" && id !== "." && id !== ".." && !/[/\\\p{Cc}\p{Cs}]/u.test(id))
    return id;
  const remedy = "Pass the id of an object, for example as list() or findByNickname() gave it. No call was made.";
  throw new ConfigurationError(`"${shortened(String(id))}" is no id`, { property: "id", remedy });
}
