/** Disables the previous key of a `RotatingApiKey` when its overlap is over, and calls it back for `use: "previous"`. */
import { randomBytes } from "node:crypto";
import type { ApiKey } from "../../../client";
import { DigiCertOneError, isInvalidRequestError, isNotFoundError } from "../../../errors";
import { addDays, parseDay } from "../../../rotation";
import { fingerprint } from "../../api-key/apply";
import type { ApplyContext, ResourceHandlers } from "../../host";
import { text } from "../../state";
import { checkRetirement, diffRetirement, type RetirementInputs, retirementInputs } from "./plan";

export const apiKeyRetirementHandlers: ResourceHandlers = {
  kind: "retirement of the previous API key",
  // It has no id of its own there, but what it disables is there alone.
  isRemote: () => true,
  subject: (props) => `previous API key ${text(props, "previousKeyId") || "(none)"}`,
  check: checkRetirement,
  diff: diffRetirement,
  async create(inputs, context) {
    await apply("", retirementInputs(inputs), context);
    return { id: randomBytes(6).toString("hex"), outs: retirementInputs(inputs) };
  },
  read: (_id, olds) => {
    const state = retirementInputs(olds);
    return Promise.resolve(text(olds, "currentKeyId") === "" ? undefined : { props: state, inputs: state });
  },
  async update(_id, olds, news, context) {
    await apply(text(olds, "retiredKeyId"), retirementInputs(news), context);
    return retirementInputs(news);
  },
  // The keys belong to the slots.
  delete: () => Promise.resolve(),
};

/** Brings the previous key from what was decided before to what is decided now. */
async function apply(retiredBefore: string, state: RetirementInputs, context: ApplyContext): Promise<void> {
  const { retiredKeyId, previousKeyId } = state;
  if (retiredKeyId === retiredBefore) return;
  if (retiredKeyId !== "") {
    refuseOwnKey(state, context);
    await requireSuccessor(state, context);
    await setEnabled(state, false, context);
  } else if (retiredBefore === previousKeyId) {
    await setEnabled(state, true, context);
  }
}

/** The last look before a key is taken away: the one that is to serve instead works, and has done so long enough. */
async function requireSuccessor(state: RetirementInputs, context: ApplyContext): Promise<void> {
  const { currentKeyId, previousKeyId, overlapDays } = state;
  const stays = `The previous key ${previousKeyId} stays enabled.`;
  const current = await getKey(currentKeyId, context);
  if (current === undefined) {
    throw new DigiCertOneError(`The newest key ${currentKeyId} is gone. ${stays}`, {
      remedy: "Run `pulumi up --refresh`: it makes a new one.",
    });
  }
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
async function setEnabled(state: RetirementInputs, enabled: boolean, context: ApplyContext): Promise<void> {
  const id = state.previousKeyId;
  const key = await getKey(id, context);
  if (key === undefined) {
    context.notice("is gone already");
    return;
  }
  // Where the answer does not tell whether it is enabled, it is written to be sure.
  if (key.enabled === enabled || hasEnded(key, context)) return;
  // A write replaces the whole key: what the answer lacks is sent as the state knows it.
  const endDate = key.endDate ?? state.previousEndDate;
  const name = key.name ?? state.previousName;
  try {
    const step = enabled ? "enable the previous key" : "disable the previous key";
    await context.step(step).apiKeys.update(id, { name, enabled, ...(endDate !== "" && { endDate }) });
  } catch (error) {
    if (isNotFoundError(error)) return;
    // A key that has ended meanwhile can no longer be written, and need not be: it opens nothing.
    const now = isInvalidRequestError(error) ? await getKey(id, context) : undefined;
    if (!isInvalidRequestError(error) || (now !== undefined && !hasEnded(now, context))) throw error;
  }
}

/** A key that has ended opens nothing; a status may say so, or only that it is not active. */
function hasEnded({ status, endDate }: ApiKey, { today }: ApplyContext): boolean {
  return status === "EXPIRED" || (endDate !== undefined && endDate < today);
}

function refuseOwnKey(state: RetirementInputs, { settings }: ApplyContext): void {
  if (state.previousFingerprint === "") return;
  if (!settings.apiKeys.some((key) => fingerprint(key) === state.previousFingerprint)) return;
  throw new DigiCertOneError(
    `The previous key ${state.previousKeyId} is the key that this provider itself runs with: disabling it would lock the provider out.`,
    { remedy: "Give the provider the newest key first, then run again." },
  );
}

async function getKey(id: string, { client }: ApplyContext): Promise<ApiKey | undefined> {
  try {
    return await client.apiKeys.get(id);
  } catch (error) {
    if (isNotFoundError(error)) return undefined;
    throw error;
  }
}
