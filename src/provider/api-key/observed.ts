/** From what the server says of a key to what is stored. */
import type { ApiKey } from "../../client";
import { endsAt } from "../../rotation";
import type { ApiKeyInputs, ApiKeyState, Props } from "../host/state";
import { fingerprint } from "../key/fingerprint";
import { rotationDay } from "./plan";

/** What only we know of a key: the server cannot tell it. */
export type Ours = Pick<ApiKeyState, "value" | "requestedEndDate">;

/** The state of a key: a field that the answer lacks is unknown, not empty. */
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
    endsAt: endDate === "" ? "" : endsAt(endDate),
    rotateOn: rotationDay({ ...known }, endDate, ours.requestedEndDate),
    createdAt: key.createdAt ?? known.createdAt ?? "",
    accountId: known.accountId ?? "",
    fingerprint: ours.value === "" ? "" : fingerprint(ours.value),
    ...ours,
  };
}

const INPUT_KEYS = [
  "serviceUserId",
  "issuedOn",
  "lifetimeDays",
  "rotateBeforeDays",
  "rotate",
  "triggers",
  "namePrefix",
  "enabled",
  "onDestroy",
  "allowSelf",
] as const satisfies readonly (keyof ApiKeyInputs)[];

/** The inputs that a state stands for: as check settled them, but for what somebody changed. */
export function inputsOf(state: ApiKeyState): Props {
  const { requestedEndDate } = state;
  const inputs: Props = { endDate: requestedEndDate, rotateOn: rotationDay({ ...state }, requestedEndDate) };
  for (const key of INPUT_KEYS) if (state[key] !== undefined) inputs[key] = state[key];
  return inputs;
}
