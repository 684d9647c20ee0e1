/** When a key counts as gone, and how one is deleted: every handler asks here, and nowhere else. */

import type { ApiKey } from "../../client";
import { type ApiError, withoutRemedy } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { StepName } from "../host/steps";
import { orGone, unverified } from "../proof/not-found";
import type { KeyRef } from "./ref";

/**
 * The key of a state; undefined once it is proved to be gone.
 * @param read how it is asked for; by default alone
 */
export function getKeyOrGone(
  key: KeyRef,
  context: ApplyContext,
  read: Promise<ApiKey> = context.client.apiKeys.get(key.id),
): Promise<ApiKey | undefined> {
  return orGone(read, (refusal) => proveKeyGone(key, refusal, context));
}

/** Deletes a key; one that is not found must be proved to be gone. */
export async function deleteKey(step: StepName, key: KeyRef, context: ApplyContext): Promise<void> {
  const result = await context.step(step).apiKeys.delete(key.id);
  if (result !== "deleted") await proveKeyGone(key, `DELETE /api-access-token/${key.id}`, context);
}

/**
 * Fails unless a key that was not found is gone. Whoever sees its user sees its keys; where the user is not found either,
 * the account counts in which the key was minted.
 */
export async function proveKeyGone(key: KeyRef, refusal: ApiError | string, context: ApplyContext): Promise<void> {
  const { proof } = context;
  const named = { kind: "API key", id: key.id };
  const seesUser = await proof.sees(key.userId).catch((error: unknown) => {
    throw unverified(named, refusal, `its user could not be asked for: ${withoutRemedy(error)}`, proof);
  });
  if (seesUser && !proof.severalKeys) return;
  const stored = key.accountId === "" ? [] : [key.accountId];
  const doubt = await proof.doubtOf(seesUser ? proof.accountsOf(key.userId) : stored);
  if (doubt !== undefined) throw unverified(named, refusal, doubt, proof);
}
