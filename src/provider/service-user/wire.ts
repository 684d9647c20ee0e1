/** Between what is declared of a user and what is written. */

import type { ServiceUser, ServiceUserInput } from "../../client";
import { fieldsWhere, pick } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";
import { type Mark, withMark } from "../../ownership";
import type { ServiceUserInputs } from "../host/state";

/** What is written with the whole user; the client knows where each of them goes. */
export const written = fieldsWhere(serviceUserFields, { written: true }) satisfies readonly (keyof ServiceUserInput)[];

/** Everything that can be written on a user, our mark included. */
export function toWire(declared: ServiceUserInputs, nonce: string): ServiceUserInput {
  const { endDate, ...whole } = pick(declared, written);
  return {
    ...whole,
    description: withMark(declared.description, markOf(declared, nonce)),
    ...(endDate !== "" && { endDate }),
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
