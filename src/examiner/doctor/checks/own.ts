/** Our own users and keys: those that the keys of the settings belong to. */
import { isRecord } from "../../../basics/unknown";
import type { ApiKey, ServiceUser } from "../../../client";
import { isDeleted } from "../../../client/reading/deleted";
import { toApiKey, toServiceUser } from "../../../client/reading/wire";
import type { ApiResponse } from "../../asking";
import { listShape } from "../../readings/lists";
import type { DoctorContext } from "../context";

export const ME = "/user/me";

/** What the API says about the user of a key, by default of the first; every check rests on this one response. */
export const me = ({ read }: DoctorContext, apiKey?: string): Promise<ApiResponse> =>
  read("read the user of the API key", ME, apiKey);

/** The user of a response; undefined where none can be read in it. */
export const userIn = ({ error, json }: ApiResponse): ServiceUser | undefined =>
  error === undefined ? readable(json, toServiceUser) : undefined;

/** The keys of our user, asked with the key that it belongs to; undefined where the user cannot be read. */
export async function ownKeys(context: DoctorContext, apiKey?: string): Promise<ApiResponse | undefined> {
  const path = ownKeysPath(await me(context, apiKey));
  return path === undefined ? undefined : context.read("list the keys of our own user", path, apiKey);
}

/** Where the keys of the user of a response are; undefined where no user can be read in it. */
export function ownKeysPath(response: ApiResponse): string | undefined {
  const id = userIn(response)?.id;
  return id === undefined ? undefined : `/api-access-token?user_id=${encodeURIComponent(id)}`;
}

/** The keys that a list holds and that were not deleted. */
export function keysIn({ error, json }: ApiResponse): ApiKey[] {
  if (error !== undefined) return [];
  const keys = (listShape(json)?.items ?? []).flatMap((item) => readable(item, toApiKey) ?? []);
  return keys.filter((key) => !isDeleted(key));
}

/** Each key of the settings once; undefined stands for the first, or for the client certificate. */
export function ownCredentials({ settings }: DoctorContext): (string | undefined)[] {
  return [undefined, ...settings().apiKeys.slice(1)];
}

/** Reads an object as the client does; undefined where it cannot. */
function readable<T>(json: unknown, read: (json: unknown) => T): T | undefined {
  if (!isRecord(json)) return undefined;
  try {
    return read(json);
  } catch {
    return undefined;
  }
}
