/** The handlers of an API key: read, update and delete; create stands beside. */
import type { ApiKey } from "../../client";
import { DigiCertOneError, isInvalidRequestError, isNotFoundError, shortened } from "../../errors";
import { apiKeyFields } from "../../fields/api-key";
import { withoutDeclared } from "../host/fields";
import type { ApplyContext, ResourceHandlers } from "../host/handlers";
import { type ApiKeyInputs, type ApiKeyState, flag, type Props, requestedEnd, text } from "../host/state";
import { deleteKey, getKeyOrGone, proveKeyGone } from "../key/gone";
import { type KeyAtRisk, refuseOwnKey } from "../key/own-key";
import type { ReadyOptions } from "../key/ready";
import { accountOf, keyRef } from "../key/ref";
import { goneError, readIfFound, reportGone } from "../proof/not-found";
import { createApiKey } from "./create";
import { inputsOf, observed, toStore } from "./observed";
import { apiKeyInputs, apiKeyPlan, rotationDay } from "./plan";
import { disableKey } from "./switch";

/** Handlers of an API key that wait for the readiness of a new key in their own way, for tests. */
export function apiKeyHandlersThat(ready: ReadyOptions): ResourceHandlers {
  return {
    ...apiKeyPlan,
    toStore,
    create: (props, context) => createApiKey(props, context, ready),
    read: readApiKey,
    update: updateApiKey,
    delete: deleteApiKey,
  };
}

export const apiKeyHandlers = apiKeyHandlersThat({});

async function readApiKey(
  id: string,
  olds: Props,
  context: ApplyContext,
): Promise<{ props: object; inputs: object } | undefined> {
  const isGet = text(olds, "issuedOn") === "";
  const { client, proof } = context;
  const key = isGet ? await readIfFound(client.apiKeys.get(id)) : await fromSnapshot(id, olds, context);
  if (!key && !isGet) reportGone(context);
  if (!key) {
    if (!isGet) return undefined;
    throw new DigiCertOneError(`There is no API key ${id} that this key can see.`, {
      remedy: "Correct the id given to ApiKey.get, or use a key that may see it.",
    });
  }
  const before = text(olds, "endDate");
  const requested = text(olds, "requestedEndDate", before);
  // An end date that is not the one last granted is somebody's change; otherwise what was asked for stands.
  const moved = key.endDate !== undefined && key.endDate !== before;
  const known = {
    ...apiKeyInputs(olds),
    ...(flag(olds, "unproven", false) && { unproven: true as const }),
    ...(isGet && { serviceUserId: key.userId ?? "", issuedOn: (key.createdAt ?? "").slice(0, 10) }),
    endDate: before,
    name: text(olds, "name"),
    status: text(olds, "status"),
    createdAt: text(olds, "createdAt"),
    ...(!isGet && { accountId: await accountOf(keyRef(id, olds), proof) }),
  };
  const state = observed(key, known, {
    value: text(olds, "value"),
    requestedEndDate: moved ? (key.endDate ?? before) : requested,
  });
  if (state.status === "EXPIRED") context.notice(`has ended (${state.endDate})`);
  return { props: state, inputs: isGet ? {} : inputsOf(state) };
}

async function fromSnapshot(id: string, olds: Props, context: ApplyContext): Promise<ApiKey | undefined> {
  const userId = text(olds, "serviceUserId");
  const ref = keyRef(id, olds);
  try {
    for await (const key of context.client.apiKeys.list(userId)) {
      if (key.id !== id) continue;
      return key.endDate === undefined && text(olds, "endDate") !== "" ? getKeyOrGone(ref, context) : key;
    }
  } catch (error) {
    if (!isNotFoundError(error)) throw error; // its user may be gone with all its keys
  }
  return getKeyOrGone(ref, context);
}

async function updateApiKey(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object> {
  const declared = apiKeyInputs(news);
  const before = { ...(olds as unknown as ApiKeyState), ...apiKeyInputs(olds) };
  if (before.enabled && !declared.enabled) {
    await refuseOwnKey(atRisk(before), { doing: "disabling", allowSelf: declared.allowSelf }, context);
  }
  const moves = requestedEnd(olds) !== declared.endDate;
  // What is no longer declared is no longer in state: an old lifetime would decide when the key rotates.
  const kept = withoutDeclared(apiKeyFields, before);
  const state: ApiKeyState = { ...kept, ...declared, enabled: before.enabled, endDate: before.endDate };
  if (!moves && before.enabled === declared.enabled) {
    return { ...state, rotateOn: rotationDay(news, before.endDate, declared.endDate) };
  }

  const { endDate, ...key } = await write(id, before, declared, moves, context);
  const accountId = await accountOf(keyRef(id, olds), context.proof);
  return observed(
    // An end that this write left as it is may be somebody's change: taken for granted here, no refresh would see it.
    moves && endDate !== undefined ? { ...key, endDate } : key,
    { ...state, accountId, enabled: declared.enabled, endDate: moves ? declared.endDate : before.endDate },
    { value: before.value, requestedEndDate: declared.endDate },
  );
}

/** Writes the whole key, name, end date and enabled: what is not declared as it is on the server now. */
async function write(
  id: string,
  before: ApiKeyState,
  declared: ApiKeyInputs,
  moves: boolean,
  context: ApplyContext,
): Promise<ApiKey> {
  const ref = keyRef(id, { ...before });
  try {
    const now = await getKeyOrGone(ref, context);
    if (now === undefined) throw goneError(`API key "${before.name}" (${id})`, { is: "key" });
    const endDate = moves ? declared.endDate : (now.endDate ?? before.endDate);
    return await context.step("update the key").apiKeys.update(id, {
      name: now.name ?? before.name,
      enabled: declared.enabled,
      ...(endDate !== "" && { endDate }),
    });
  } catch (error) {
    if (isNotFoundError(error)) {
      await proveKeyGone(ref, error, context);
      throw goneError(`API key "${before.name}" (${id})`, { is: "key" });
    }
    if (!moves || !isInvalidRequestError(error)) throw error;
    throw new DigiCertOneError(
      `The server refuses to move the end of API key "${before.name}" from ${before.endDate || "none"} to ${declared.endDate || "none"}: ${shortened(error.serverMessage)}`,
      { remedy: "Change `triggers` to replace the key with one that ends on the new day.", cause: error },
    );
  }
}

const atRisk = ({ name, serviceUserId: userId, value }: ApiKeyState): KeyAtRisk => ({
  what: `API key "${name}"`,
  userId,
  value,
});

async function deleteApiKey(id: string, olds: Props, context: ApplyContext): Promise<void> {
  const state = { ...(olds as unknown as ApiKeyState), ...apiKeyInputs(olds) };
  // What was never seen to work was to be deleted when it was made.
  const disable = state.onDestroy === "disable" && state.unproven !== true;
  const doing = disable ? "disabling" : "deleting";
  await refuseOwnKey(atRisk(state), { doing, allowSelf: state.allowSelf }, context);
  const ref = keyRef(id, olds);
  if (!disable) {
    await deleteKey("delete the key", ref, context);
    return;
  }
  try {
    await disableKey(id, state, "disable the key instead of deleting it", context);
  } catch (error) {
    // A key that has ended can no longer be written, and need not be: it opens nothing.
    const key = isInvalidRequestError(error) ? await getKeyOrGone(ref, context) : undefined;
    if (!isInvalidRequestError(error) || (key !== undefined && key.status !== "EXPIRED" && key.enabled !== false))
      throw error;
  }
}
