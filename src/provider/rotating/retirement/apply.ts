/** Disables the previous key of a `RotatingApiKey` when its overlap is over, and enables it again for `use: "previous"`. */
import { randomBytes } from "node:crypto";
import type { ApiKey } from "../../../client";
import { DigiCertOneError, isInvalidRequestError, isNotFoundError } from "../../../errors";
import { addDays, parseDay } from "../../../rotation";
import type { ApplyContext, ResourceHandlers } from "../../host/handlers";
import { type Props, text } from "../../host/state";
import { getKeyOrGone, proveKeyGone } from "../../key/gone";
import { GIVE_NEWEST, type KeyAtRisk, refuseOwnKey } from "../../key/own-key";
import type { KeyRef } from "../../key/ref";
import { goneError } from "../../proof/not-found";
import { type RetirementState, retirementInputs, retirementPlan } from "./plan";

export const apiKeyRetirementHandlers: ResourceHandlers = {
  ...retirementPlan,
  async create(inputs, context) {
    const state = stateOf({ host: context.proof.host }, inputs, context);
    await apply("", state, context);
    return { id: randomBytes(6).toString("hex"), outs: state };
  },
  read: (_id, olds, context) => {
    const inputs = retirementInputs(olds);
    const props = stateOf(olds, olds, context);
    return Promise.resolve(text(olds, "currentKeyId") === "" ? undefined : { props, inputs });
  },
  async update(_id, olds, news, context) {
    const state = stateOf(olds, news, context);
    await apply(text(olds, "retiredKeyId"), state, context);
    return context.hasStepped() ? { ...state, host: context.proof.host } : state;
  },
  // The keys belong to the slots.
  delete: () => Promise.resolve(),
};

function stateOf(olds: Props, news: Props, { proof }: ApplyContext): RetirementState {
  const inputs = retirementInputs(news);
  const [accountId = text(olds, "accountId")] = proof.accountsOf(inputs.serviceUserId);
  return { ...inputs, accountId, host: text(olds, "host") === "" ? "" : proof.host };
}

/** Brings the previous key from what was decided before to what is decided now. */
async function apply(retiredBefore: string, state: RetirementState, context: ApplyContext): Promise<void> {
  const { retiredKeyId, previousKeyId } = state;
  if (retiredKeyId === retiredBefore) return;
  if (retiredKeyId !== "") {
    await refuseOwnKey(previous(state), { doing: "disabling", allowSelf: false, remedy: GIVE_NEWEST }, context);
    await requireSuccessor(state, context);
    await setEnabled(state, false, context);
  } else if (retiredBefore === previousKeyId) {
    await setEnabled(state, true, context);
  }
}

/** The last look before a key is removed: the one that is to serve instead works, and has done so long enough. */
async function requireSuccessor(state: RetirementState, context: ApplyContext): Promise<void> {
  const { currentKeyId, previousKeyId, overlapDays } = state;
  const stays = `The previous key ${previousKeyId} stays enabled.`;
  const current = await getKeyOrGone(refOf(currentKeyId, state), context);
  if (current === undefined) throw goneError(`${stays} The newest key ${currentKeyId}`, { is: "key" });
  const inactive = current.enabled === false || (current.status !== undefined && current.status !== "ACTIVE");
  if (inactive) {
    const status = current.status ?? "DISABLED";
    throw new DigiCertOneError(`The newest key "${current.name ?? currentKeyId}" is ${status}. ${stays}`, {
      remedy: "Enable the newest key, or change `revoke` to make another.",
    });
  }
  const madeOn = parseDay(current.createdAt) ?? parseDay(state.currentCreatedAt);
  const retireOn = madeOn === undefined ? undefined : addDays(madeOn, overlapDays);
  if (retireOn !== undefined && retireOn <= context.today) return;
  throw new DigiCertOneError(
    `The newest key "${current.name ?? currentKeyId}" was made on ${madeOn ?? "an unknown day"}, not ${overlapDays} days ago. ${stays}`,
    { remedy: `Run \`pulumi up --refresh\`${retireOn === undefined ? "" : ` on ${retireOn} or later`}.` },
  );
}

/** Enables or disables a key. One that is gone, has ended or is in that state already needs nothing. */
async function setEnabled(state: RetirementState, enabled: boolean, context: ApplyContext): Promise<void> {
  const id = state.previousKeyId;
  const key = await getKeyOrGone(refOf(id, state), context);
  if (key === undefined) {
    context.notice("is gone already");
    return;
  }
  // Where the response does not show whether it is enabled, it is written to be sure.
  if (key.enabled === enabled || hasEnded(key, context)) return;
  // A write replaces the whole key: what the response lacks is sent as the state knows it.
  const endDate = key.endDate ?? state.previousEndDate;
  const name = key.name ?? state.previousName;
  try {
    const step = enabled ? "enable the previous key" : "disable the previous key";
    await context.step(step).apiKeys.update(id, { name, enabled, ...(endDate !== "" && { endDate }) });
  } catch (error) {
    if (isNotFoundError(error)) return await proveKeyGone(refOf(id, state), error, context);
    // A key that has ended meanwhile can no longer be written, and need not be: it opens nothing.
    const now = isInvalidRequestError(error) ? await getKeyOrGone(refOf(id, state), context) : undefined;
    if (!isInvalidRequestError(error) || (now !== undefined && !hasEnded(now, context))) throw error;
  }
}

/** One of the two keys, as the retirement knows it. */
const refOf = (id: string, state: RetirementState): KeyRef => ({
  id,
  userId: state.serviceUserId,
  accountId: state.accountId,
});

/** A key that has ended opens nothing; a status may say so, or only that it is not active. */
function hasEnded({ status, endDate }: ApiKey, { today }: ApplyContext): boolean {
  return status === "EXPIRED" || (endDate !== undefined && endDate < today);
}

const previous = (state: RetirementState): KeyAtRisk => ({
  what: `The previous key ${state.previousKeyId}`,
  userId: state.serviceUserId,
  fingerprint: state.previousFingerprint,
});
