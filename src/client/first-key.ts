/**
 * A new service user whose response was lost: it has been found again, but the value of the key that came with it is
 * gone for ever. Another key is made for it, and then the one that nobody can use is deleted.
 */

import { randomBytes } from "node:crypto";
import { messageOf } from "../basics/unknown";
import { DigiCertOneError, isApiError, isDigiCertOneError, isDuplicateError, withoutRemedy } from "../errors/index";
import { firstKeyOf } from "../ownership/first-key";
import type { ApiKeys } from "./api-keys";
import type { Core } from "./core";
import type { ApiKey, CreatedServiceUser, ServiceUserInput } from "./reading/types";

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
      throw core.abortError(
        { doing: `make a key for ${who}, which exists`, method: "POST", path: "/api-access-token" },
        true,
      );
    user.initialApiKeyError = noFirstKey(who, error);
    core.notice(user.initialApiKeyError.message);
    return user;
  }
  const { first, unsure } = firstKeyOf(there, user.createdAt);
  if (first !== undefined) {
    await removeLost(core, apiKeys, first.id, who, signal);
  } else if (there.length > 0) {
    // If none is as old as the user, any of them may be it.
    const ids = (unsure.length > 0 ? unsure : there).map(({ id }) => id).join(", ");
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
  const oneKeyOnly = !isDuplicateError(error) && isApiError(error) && [403, 404, 405].includes(error.status);
  const remedy = oneKeyOnly
    ? "This tenant does not let one user make a key for another: delete the service user and create it again."
    : "Make a key for it with apiKeys.create, or delete it and create it again.";
  return new DigiCertOneError(`${lost}: ${withoutRemedy(error)}`, { remedy, cause: error });
}
