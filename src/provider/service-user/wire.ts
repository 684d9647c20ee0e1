/** Between what is declared of a user and what is written. */

import type { ServiceUser, ServiceUserInput } from "../../client";
import { DigiCertOneError, isInvalidRequestError, withoutRemedy } from "../../errors";
import { fieldsWhere, pick } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";
import { type Mark, withMark } from "../../ownership";
import type { ServiceUserInputs } from "../host/state";

/** What is written with the whole user; the client knows where each of them goes. */
export const written = fieldsWhere(serviceUserFields, { written: true }) satisfies readonly (keyof ServiceUserInput)[];

/**
 * Everything that can be written on a user, our mark included.
 * @param primary its primary account; without one the first of its accounts becomes that
 */
export function toWire(declared: ServiceUserInputs, nonce: string, primary?: string): ServiceUserInput {
  const { endDate, primaryAccountId = primary, ...whole } = pick(declared, written);
  return {
    ...whole,
    description: withMark(declared.description, markOf(declared, nonce)),
    ...(endDate !== "" && { endDate }),
    ...(primaryAccountId !== undefined && { primaryAccountId }),
  };
}

/**
 * The primary account to write on a user that exists. Each write sends the whole user, and DigiCert ONE keeps the primary
 * account: where the program declares none, it is the one that the server shows, or else the one that was known.
 */
export function primaryToWrite(declared: ServiceUserInputs, existing: ServiceUser, known = ""): string | undefined {
  const primary = declared.primaryAccountId ?? existing.primaryAccountId ?? (known || declared.accountIds[0]);
  if (primary === undefined || declared.accountIds.includes(primary)) return primary;
  throw new DigiCertOneError(
    `Service user "${existing.nickname ?? declared.nickname}" (${existing.id}) was not changed: accountIds lacks its primary account, ${primary}.`,
    { remedy: "Add it to accountIds, or declare which of them is to be the primary one: primaryAccountId." },
  );
}

/** A refusal of what was written on a user, with the arguments that settle it where the server names their fields. */
export function explainRefusal(error: unknown, { roleIds, applicationIds }: ServiceUserInputs): unknown {
  if (!isInvalidRequestError(error)) return error;
  const matches = (word: RegExp): boolean => word.test(error.serverMessage);
  const remedies: string[] = [];
  if (matches(/primary.?account/i)) {
    remedies.push(
      "DigiCert ONE lets no user lose its primary account: keep that one in accountIds. To have another, declare primaryAccountId with both in accountIds, and take the old one out in a later run.",
    );
  }
  if (matches(/\bapplications?\b(?!\/)|\bmanagers\b/i)) {
    const ids = "ids of applications, such as getRole({ name }) shows as applicationId";
    remedies.push(
      applicationIds === undefined
        ? `This tenant wants the managers of a user named: declare applicationIds, ${ids}.`
        : `Correct applicationIds: ${ids}.`,
    );
  }
  if (matches(/\broles?\b/i) && roleIds.length === 0) {
    remedies.push("This tenant makes no user without a role: declare at least one in roleIds, which getRole finds.");
  }
  if (remedies.length === 0) return error;
  return new DigiCertOneError(withoutRemedy(error), { remedy: remedies.join(" "), cause: error });
}

/**
 * The response to a write, its gaps filled with what was known of the user before that a write does not change, and with the
 * primary account that was sent.
 */
export function filledIn(user: ServiceUser, before: ServiceUser, primary: string | undefined): ServiceUser {
  const status = user.status ?? before.status;
  const createdAt = user.createdAt ?? before.createdAt;
  const primaryAccountId = user.primaryAccountId ?? primary;
  return {
    ...user,
    ...(status !== undefined && { status }),
    ...(createdAt !== undefined && { createdAt }),
    ...(primaryAccountId !== undefined && { primaryAccountId }),
  };
}

function markOf({ owner, ownerHash }: ServiceUserInputs, nonce: string): Mark {
  return { owner, ...(ownerHash !== "" && { hash: ownerHash }), nonce };
}
