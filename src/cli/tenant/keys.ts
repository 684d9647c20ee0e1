import { type ApiKey, type DigiCertOneClient, isDeleted } from "../../client";
import { isNotFoundError } from "../../errors";

/** The keys of a user; undefined where the API does not find them although it returns the user. */
export async function keysOf(
  client: Pick<DigiCertOneClient, "serviceUsers" | "apiKeys">,
  userId: string,
): Promise<ApiKey[] | "gone" | undefined> {
  const keys: ApiKey[] = [];
  try {
    for await (const key of client.apiKeys.list(userId)) keys.push(key);
    return keys;
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
  }
  // Deleted while we walked, or a tenant that shows no keys of others.
  return (await isFound(client, userId)) ? undefined : "gone";
}

async function isFound({ serviceUsers }: Pick<DigiCertOneClient, "serviceUsers">, userId: string): Promise<boolean> {
  try {
    return !isDeleted(await serviceUsers.get(userId));
  } catch (error) {
    if (isNotFoundError(error)) return false;
    throw error;
  }
}
