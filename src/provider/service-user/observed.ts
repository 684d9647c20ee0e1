/** From what the server says of a user to what is stored: a field that the answer lacks is unknown, not empty. */

import type { ServiceUser } from "../../client";
import { defined, pick } from "../../fields/row";
import { serviceUserFields } from "../../fields/service-user";
import { parseMark } from "../../ownership";
import { endsAt } from "../../rotation";
import { inputNames } from "../host/fields";
import type { ServiceUserInputs, ServiceUserState } from "../host/state";
import { isEnabled } from "./duplicate";
import { written } from "./wire";

/** What only we know of a user: no response shows it. */
export type Ours = Pick<
  ServiceUserState,
  "nonce" | "adopted" | "initialApiKeyId" | "initialApiKey" | "lostInitialKey" | "requestedEndDate"
>;

/**
 * The state of a user.
 * @param known the last known values: as declared just after a write, as stored on a read
 */
export function observed(
  user: ServiceUser,
  known: ServiceUserInputs & Partial<ServiceUserState>,
  ours: Ours,
): ServiceUserState {
  const endDate = user.endDate ?? known.endDate;
  return {
    ...known,
    ...defined(pick(user, written)),
    description: user.description === undefined ? known.description : parseMark(user.description).description,
    accountIds: accountsOf(user, known.accountIds),
    roleIds: user.roleIds ? [...user.roleIds].sort() : known.roleIds,
    endDate,
    enabled: isEnabled(user) ?? known.enabled,
    status: user.status ?? known.status ?? (known.enabled ? "ACTIVE" : "DISABLED"),
    endsAt: endDate === "" ? "" : endsAt(endDate),
    createdAt: user.createdAt ?? known.createdAt ?? "",
    ...ours,
  };
}

/** The accounts, primary first: as known while they are the same, since the API promises no order. */
function accountsOf(user: ServiceUser, known: string[]): string[] {
  const { accountIds, primaryAccountId } = user;
  if (accountIds === undefined) return known;
  const same = accountIds.length === known.length && known.every((id) => accountIds.includes(id));
  const primaryMoved = primaryAccountId !== undefined && primaryAccountId !== known[0];
  if (same && !primaryMoved) return known;
  const primary = accountIds.filter((id) => id === primaryAccountId);
  return [...primary, ...accountIds.filter((id) => id !== primaryAccountId).sort()];
}

/** The inputs that a state stands for, so that drift shows as a diff. */
export function inputsOf(state: ServiceUserState): Partial<ServiceUserInputs> {
  const names = [...(["owner", "ownerHash", "autoNickname"] as const), ...inputNames(serviceUserFields)];
  return { ...defined(pick(state, names)), endDate: state.requestedEndDate };
}
