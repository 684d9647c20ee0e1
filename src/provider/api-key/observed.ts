/** From what the server says of a key to what is stored. */
import type { ApiKey } from "../../client";
import { apiKeyFields } from "../../fields/api-key";
import { defined, pick } from "../../fields/row";
import { defaultsOf, inputDefaults, inputNames, withoutDefaults } from "../host/fields";
import type { ApiKeyInputs, ApiKeyState, Props } from "../host/state";
import { fingerprint } from "../key/fingerprint";
import { rotationDay } from "./plan";

/** What only we know of a key: no response shows it. */
export type Ours = Pick<ApiKeyState, "value" | "requestedEndDate">;

/** The state of a key: a field that the response lacks is unknown, not empty. */
export function observed(key: ApiKey, known: ApiKeyInputs & Partial<ApiKeyState>, ours: Ours): ApiKeyState {
  const endDate = key.endDate ?? known.endDate;
  // One that has ended may be enabled or not: unknown.
  const enabled = key.enabled ?? known.enabled;
  return {
    ...known,
    enabled,
    name: key.name ?? known.name ?? "",
    status: key.status ?? (enabled ? "ACTIVE" : "DISABLED"),
    endDate,
    rotateOn: rotationDay({ ...known }, endDate, ours.requestedEndDate),
    createdAt: key.createdAt ?? known.createdAt ?? "",
    accountId: known.accountId ?? "",
    fingerprint: ours.value === "" ? "" : fingerprint(ours.value),
    ...ours,
  };
}

const DEFAULTS = defaultsOf(apiKeyFields);
const INPUT_DEFAULTS = inputDefaults(apiKeyFields);

/** A state as it is stored: what is at its default, or follows from the rest, stands in none. */
export function toStore(state: Props): Props {
  return withoutDefaults(state, { ...DEFAULTS, requestedEndDate: state.endDate });
}

/** The inputs that a state stands for: as check settled them, but for what somebody changed. */
export function inputsOf(state: ApiKeyState): Props {
  const { requestedEndDate } = state;
  const inputs = {
    ...defined(pick(state, ["issuedOn", ...inputNames(apiKeyFields)])),
    endDate: requestedEndDate,
    rotateOn: rotationDay({ ...state }, requestedEndDate),
  };
  return withoutDefaults(inputs, INPUT_DEFAULTS);
}
