/**
 * A new service user whose answer was lost: it has been found again, but the value of the key that came with it is
 * gone for ever. Another key is made for it, and then the one that nobody can use is deleted.
 */

import { randomBytes } from "node:crypto";
import { messageOf } from "../basics/unknown";
import { DigiCertOneError, isApiError, isDigiCertOneError } from "../errors/index";
import type { ApiKeys } from "./api-keys";
import type { Core } from "./core";
import type { ApiKey, CreatedServiceUser, ServiceUserInput } from "./reading/types";

/** How long after its user the first key may be stamped: both are made in one call. */
const SAME_CALL_MS = 2_000;

/**
 * The key that came with a user. Exactly one is made with it, so it is certain where only one key can be that: with two
 * of that age, or one whose age is not known, somebody else may have been as fast.
 */
function firstKeyOf(keys: readonly ApiKey[], user: CreatedServiceUser): { lost?: ApiKey; unsure: readonly ApiKey[] } {
  const apart = (key: ApiKey) => Math.abs(Date.parse(key.createdAt ?? "") - Date.parse(user.createdAt ?? ""));
  const candidates = keys.filter((key) => !(apart(key) > SAME_CALL_MS)); // an unknown age counts
  const [only, another] = candidates;
  if (only !== undefined && another === undefined && apart(only) <= SAME_CALL_MS) return { lost: only, unsure: [] };
  return { unsure: candidates.length > 0 ? candidates : keys };
}

/** The recovered user with a first key in hand, or with the error that says why it has none. */
export async function withFirstKey(
  core: Core,
  apiKeys: Pick<ApiKeys, "create" | "delete" | "list">,
  user: CreatedServiceUser,
  input: ServiceUserInput,
  signal: AbortSignal | undefined,
): Promise<CreatedServiceUser> {
  const who = `the service user "${input.nickname}" (${user.id})`;
  const there: ApiKey[] = [];
  try {
    // Before another is made: the one that came with the user is among these.
    for await (const key of apiKeys.list(user.id, { signal })) there.push(key);
    const drawName = (): string => `initial-${randomBytes(4).toString("hex")}`;
    const wanted = {
      userId: user.id,
      name: drawName(),
      ...(input.endDate !== undefined && { endDate: input.endDate }),
    };
    const { id, name, value, endDate } = await apiKeys.create(wanted, { drawName, signal });
    user.initialApiKey = { id, value, ...(name !== undefined && { name }), ...(endDate !== undefined && { endDate }) };
  } catch (error) {
    if (!isDigiCertOneError(error)) throw error;
    if (signal?.aborted)
      throw core.gaveUp(
        { doing: `make a key for ${who}, which exists`, method: "POST", path: "/api-access-token" },
        true,
      );
    user.initialApiKeyError = noFirstKey(who, error);
    core.notice(user.initialApiKeyError.message);
    return user;
  }
  const { lost, unsure } = firstKeyOf(there, user);
  if (lost !== undefined) await removeLost(core, apiKeys, lost.id, who, signal);
  if (unsure.length > 0) {
    const ids = unsure.map(({ id }) => id).join(", ");
    core.notice(
      `The first API key of ${who} is still there, though nobody has its value. Which of ${ids} it is, is not certain, so that ` +
        "all are left alone: delete the one that nobody uses.",
    );
  }
  return user;
}

/** The value of the other key is in hand and must not be thrown away when this fails. */
async function removeLost(
  core: Core,
  apiKeys: Pick<ApiKeys, "delete">,
  id: string,
  who: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await apiKeys.delete(id, { signal }).catch((error: unknown) => {
    const why = messageOf(error);
    core.notice(`The first API key ${id} of ${who} is still there, though nobody has its value: delete it. ${why}`);
  });
}

/** Older DigiCert pages say that a service user holds one key only; such a tenant refuses to make another for it. */
function noFirstKey(who: string, error: DigiCertOneError): DigiCertOneError {
  const lost = `The answer that held the first API key of ${who} was lost, and another could not be made`;
  const oneKeyOnly = isApiError(error) && [403, 404, 405].includes(error.status);
  const remedy = oneKeyOnly
    ? "This tenant does not let one user make a key for another: delete the service user and create it again."
    : "Make a key for it with apiKeys.create, or delete it and create it again.";
  return new DigiCertOneError(`${lost}: ${error.message}`, { remedy, cause: error });
}
