/** Delete of a service user: only while it is ours. */
import { isNotFoundError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import { refuseOwnUser } from "../host/own-user";
import { flag, type Props, text } from "../host/state";
import { deleteKey } from "../key/gone";
import { mayBeOwnKey } from "../key/own-key";
import { describeOwnership, ownershipNow, refuseLiveKeys } from "./fence";
import { deleteUser, getUserOrGone, keyOfUser, proveUserGone, type UserRef } from "./gone";
import { serviceUserInputs } from "./plan";

export async function deleteServiceUser(id: string, olds: Props, context: ApplyContext): Promise<void> {
  const state = serviceUserInputs(olds);
  const onDestroy = state.onDestroy || (flag(olds, "adopted", false) ? "retain" : "delete");
  const firstKey = text(olds, "initialApiKeyId");
  // Left as it is, so nothing is asked; but for a first key that a replacement by `--replace` has left behind.
  const user = { id, accountIds: state.accountIds };
  const existing = onDestroy === "retain" && firstKey === "" ? undefined : await getUserOrGone(user, context);
  const found = ownershipNow(existing, { ownerHash: state.ownerHash, nonce: text(olds, "nonce") });
  if (found.is === "same-resource-other-record") await removeFirstKey(firstKey, user, olds, context);
  if (onDestroy === "retain") {
    const why = state.onDestroy === "retain" ? 'onDestroy: "retain"' : "it was adopted, not made here";
    context.notice(`${id} is left as it is (${why})`);
    return;
  }
  if (!existing || found.is === "gone") return;
  if (found.is !== "ours") {
    context.notice(`${id} is left alone: ${describeOwnership(found, state.owner)}`);
    return;
  }
  const doing = onDestroy === "disable" ? "disabling" : "deleting";
  await refuseOwnUser(id, { doing, nickname: state.nickname, allowSelf: state.allowSelf }, context);
  if (onDestroy === "disable") {
    await disable(user, context);
    return;
  }
  if (!state.forceDestroy) await refuseLiveKeys(context, existing, state.nickname, olds);
  await deleteUser("delete the user", user, context);
}

/**
 * `--replace` took the same user back under a new nonce and gave it another first key. The one before it served until
 * everything that reads it had the new one; now, last of all, it goes.
 */
async function removeFirstKey(keyId: string, user: UserRef, olds: Props, context: ApplyContext): Promise<void> {
  if (keyId === "") return;
  const key = { what: `The initial API key ${keyId}`, userId: user.id, value: text(olds, "initialApiKey") };
  if (!flag(olds, "allowSelf", false) && (await mayBeOwnKey(key, context))) {
    context.notice(`the initial API key before this one (${keyId}) stays: this provider runs with it, or may do so`);
    return;
  }
  await deleteKey("delete the initial key", keyOfUser(keyId, user), context);
}

async function disable(user: UserRef, context: ApplyContext): Promise<void> {
  try {
    await context.step("disable the user instead of deleting it").serviceUsers.disable(user.id);
  } catch (error) {
    if (!isNotFoundError(error)) throw error;
    await proveUserGone(user, error, context);
  }
}
