/** When a user counts as gone, and how one is deleted: every handler asks here, and nowhere else. */
import type { ServiceUser } from "../../client";
import { type ApiError, isNotFoundError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { StepName } from "../host/steps";
import type { KeyRef } from "../key/ref";
import { goneError, orGone, unverified } from "../proof/not-found";

/** A user as state knows it. */
export interface UserRef {
  readonly id: string;
  readonly accountIds: readonly string[];
}

/** A key of a user, as the user's state knows it. */
export const keyOfUser = (id: string, user: UserRef): KeyRef => ({
  id,
  userId: user.id,
  accountId: user.accountIds[0] ?? "",
});

/** The user of a state; undefined once it is proved to be gone. */
export function getUserOrGone(user: UserRef, context: ApplyContext): Promise<ServiceUser | undefined> {
  return orGone(context.client.serviceUsers.get(user.id), (refusal) => proveUserGone(user, refusal, context));
}

/** Deletes a user; one that is not found must be proved to be gone. */
export async function deleteUser(step: StepName, user: UserRef, context: ApplyContext): Promise<void> {
  const result = await context.step(step).serviceUsers.delete(user.id);
  if (result !== "deleted") await proveUserGone(user, `DELETE /user/${user.id}`, context);
}

/** A write to a user; one that is not found by then must be proved to be gone, and the error says so. */
export async function writeUser<T>(
  user: UserRef & { readonly nickname: string },
  write: Promise<T>,
  context: ApplyContext,
): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
    await proveUserGone(user, error, context);
    throw goneError(`Service user "${user.nickname}" (${user.id})`, { is: "user" });
  }
}

/** Fails unless a user that was not found is gone. */
export async function proveUserGone(user: UserRef, refusal: ApiError | string, context: ApplyContext): Promise<void> {
  const { proof } = context;
  const doubt = await proof.doubtOf(user.accountIds);
  if (doubt !== undefined) throw unverified({ kind: "service user", id: user.id }, refusal, doubt, proof);
}
