/** Between what is declared of a user and what is written. */

import type { ServiceUser, ServiceUserInput } from "../../client";
import { type Mark, withMark } from "../../ownership";
import type { ServiceUserInputs } from "../host/state";

/** Everything that can be written on a user, our mark included. */
export function toWire(declared: ServiceUserInputs, nonce: string): ServiceUserInput {
  return {
    nickname: declared.nickname,
    description: withMark(declared.description, markOf(declared, nonce)),
    email: declared.email,
    accountIds: declared.accountIds,
    roleIds: declared.roleIds,
    ...(declared.endDate !== "" && { endDate: declared.endDate }),
  };
}

/** The answer to a write, its gaps filled with what was known of the user before that a write does not change. */
export function filledIn(user: ServiceUser, before: ServiceUser): ServiceUser {
  const status = user.status ?? before.status;
  const createdAt = user.createdAt ?? before.createdAt;
  return { ...user, ...(status !== undefined && { status }), ...(createdAt !== undefined && { createdAt }) };
}

function markOf({ owner, ownerHash }: ServiceUserInputs, nonce: string): Mark {
  return { owner, ...(ownerHash !== "" && { hash: ownerHash }), nonce };
}
