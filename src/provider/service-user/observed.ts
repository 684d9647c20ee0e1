/** From what the server says of a user to what is stored: a field that the response lacks is unknown, not empty. */

import { isEnabled, type ServiceUser } from "../../client";
import { defined, pick } from "../../fields/row";
import { SERVICE_USER_OUTPUTS, serviceUserFields } from "../../fields/service-user";
import { parseMark } from "../../ownership";
import { lesserEnd, parseDay } from "../../rotation";
import { defaultsOf, inputDefaults, inputNames, sameValue, withoutDefaults } from "../host/fields";
import { type Props, type ServiceUserInputs, type ServiceUserState, text, texts } from "../host/state";
import type { KeptKeyEnds } from "../key/kept-key";
import { written } from "./wire";

/** What only we know of a user: no response shows it. */
export type Ours = Pick<
  ServiceUserState,
  | "nonce"
  | "adopted"
  | "initialApiKeyId"
  | "initialApiKey"
  | "lostInitialKey"
  | "requestedEndDate"
  | "endGrantedOn"
  | keyof KeptKeyEnds
>;

/** The day of a grant that is less than was asked for. */
export const grantedOn = (endDate: string | undefined, asked: string, today: string): string =>
  lesserEnd({ asked: parseDay(asked), granted: parseDay(endDate) }) === undefined ? "" : today;

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
  // What a program may leave out stands in state while it is declared; what means the same stays as it was written.
  const isStored = (name: (typeof written)[number]): boolean =>
    serviceUserFields[name].inputs === "always" || known[name] !== undefined;
  const differs = (name: (typeof written)[number]): boolean =>
    !sameValue(serviceUserFields[name], user[name], known[name]);
  return {
    ...known,
    ...defined(pick(user, written.filter(isStored).filter(differs))),
    description: user.description === undefined ? known.description : parseMark(user.description).description,
    accountIds: idsOf("accountIds", user, known.accountIds),
    roleIds: idsOf("roleIds", user, known.roleIds),
    ...(known.applicationIds && { applicationIds: applicationsOf(user, known.applicationIds) }),
    keptPrimaryAccountId: user.primaryAccountId ?? known.keptPrimaryAccountId ?? "",
    endDate,
    enabled: isEnabled(user) ?? known.enabled,
    status: user.status ?? known.status ?? (known.enabled ? "ACTIVE" : "DISABLED"),
    createdAt: user.createdAt ?? known.createdAt ?? "",
    ...ours,
  };
}

/** Ids as known while they are the same, since the API promises no order; otherwise sorted, the primary account first. */
function idsOf(name: "accountIds" | "roleIds" | "applicationIds", user: ServiceUser, known: string[]): string[] {
  const shown = user[name];
  if (shown === undefined || sameValue(serviceUserFields[name], shown, known)) return known;
  const primary = (id: string): number => (id === user.primaryAccountId ? 0 : 1);
  return [...shown].sort().sort((one, other) => primary(one) - primary(other));
}

/** A response holds the applications of a user's roles too: those that were named stand, while all of them are among it. */
function applicationsOf(user: ServiceUser, known: string[]): string[] {
  const isThere = (id: string): boolean => user.applicationIds?.includes(id) ?? true;
  return known.every(isThere) ? known : idsOf("applicationIds", user, known);
}

const DEFAULTS = defaultsOf(serviceUserFields);
const INPUT_DEFAULTS = inputDefaults(serviceUserFields);

/** A state as it is stored: what is seldom there, or follows from the rest, stands in it only where it says something. */
export function toStore(state: Props): Props {
  const { endDate, initialKey, initialApiKeyId, initialApiKeyAskedEnd } = state;
  const isKept = initialKey === "keep" && initialApiKeyId !== "";
  return withoutDefaults(state, {
    ...DEFAULTS,
    requestedEndDate: endDate,
    endGrantedOn: "",
    keptPrimaryAccountId: texts(state, "accountIds")[0],
    lostInitialKey: false,
    ...SERVICE_USER_OUTPUTS,
    // A state of before says nothing of the end of a kept key, so an end that is empty is stored.
    ...(isKept && { initialApiKeyEndDate: undefined }),
    initialApiKeyAskedEnd: isKept ? endDate : initialApiKeyAskedEnd,
  });
}

/** The primary account that a state knows: the first of the accounts, unless it says another. */
export function keptPrimaryOf(olds: Props): string {
  return text(olds, "keptPrimaryAccountId", texts(olds, "accountIds")[0]);
}

/** The inputs that a state stands for, so that drift shows as a diff. */
export function inputsOf(state: ServiceUserState): Props {
  const names = [...(["owner", "ownerHash", "autoNickname"] as const), ...inputNames(serviceUserFields)];
  return withoutDefaults({ ...defined(pick(state, names)), endDate: state.requestedEndDate }, INPUT_DEFAULTS);
}
