/**
 * The steps that bring a user from what it is to what is declared, after it exists. They are data: create, adopt and
 * update run the same list, and a failure in any of them is a partial creation that the next run finishes with the rest.
 */

import type { ApiKey } from "../../client";
import { firstKeyOf, isGeneratedName } from "../../ownership";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserState } from "../host/state";
import type { StepName } from "../host/steps";
import { deleteKey } from "../key/gone";
import { isKeyToFollow, moveKeptKey } from "../key/kept-key";
import { asSingleKeyTenant } from "../key/mint";
import { newKeyName } from "../key/name";
import { refuseOwnKey } from "../key/own-key";
import { keyOfUser, type UserRef, writeUser } from "./gone";

/** A user on its way: its state so far, changed by each step as soon as the server has done it. */
export interface Draft {
  id: string;
  state: ServiceUserState;
  /** This very run has made it: none of its keys is in use anywhere. */
  isNew?: boolean;
}

/** One step: whether it is needed, and how it is done. */
export interface Step {
  name: StepName;
  needed(draft: Draft, declared: { enabled: boolean }): boolean;
  run(draft: Draft, context: ApplyContext): Promise<void>;
}

export const steps: readonly Step[] = [
  {
    name: "delete the lost initial key",
    needed: ({ state }) => state.lostInitialKey,
    async run(draft, context) {
      const { state } = draft;
      const keys: ApiKey[] = [];
      for await (const key of context.client.apiKeys.list(draft.id))
        if (key.id !== state.initialApiKeyId) keys.push(key);
      // The mark proves that a create of ours made this user; the key that came with it was made in that very call.
      const unnamedByUs = keys.filter(({ name = "" }) => !isGeneratedName(name));
      const { first, unsure } = firstKeyOf(unnamedByUs, state.createdAt);
      if (first !== undefined) {
        await refuseKeyInUse(draft, first.id, "", context);
        await deleteKey("delete the lost initial key", keyOfUser(first.id, userOf(draft)), context);
      }
      if (unsure.length > 0) context.notice(leftAlone(unsure));
      state.lostInitialKey = false;
    },
  },
  {
    name: "delete the initial key",
    needed: ({ state }) => state.initialKey === "delete" && state.initialApiKeyId !== "",
    async run(draft, context) {
      const { state } = draft;
      await refuseKeyInUse(draft, state.initialApiKeyId, state.initialApiKey, context);
      await deleteKey("delete the initial key", keyOfUser(state.initialApiKeyId, userOf(draft)), context);
      state.initialApiKeyId = "";
      state.initialApiKey = "";
      state.initialApiKeyEndDate = "";
    },
  },
  {
    name: "move the end of the initial key",
    needed: ({ state }) => isKeyToFollow(state),
    async run(draft, context) {
      Object.assign(draft.state, await moveKeptKey(draft, draft.state.endDate, context));
    },
  },
  {
    name: "make the initial key again",
    needed: ({ state }) => state.initialKey === "keep" && state.initialApiKey === "" && !state.adopted,
    async run(draft, { step }) {
      const { state } = draft;
      const drawName = () => newKeyName("initial", state.endDate);
      const key = await step("make the initial key again")
        .apiKeys.create(
          { userId: draft.id, name: drawName(), ...(state.endDate !== "" && { endDate: state.endDate }) },
          { drawName },
        )
        .catch((error: unknown) => {
          throw asSingleKeyTenant(error);
        });
      state.initialApiKeyId = key.id;
      state.initialApiKey = key.value;
      state.initialApiKeyEndDate = key.endDate ?? state.endDate;
      state.initialApiKeyAskedEnd = state.endDate;
    },
  },
  {
    name: "disable the user",
    needed: ({ state }, declared) => state.enabled && !declared.enabled,
    async run(draft, context) {
      const disabled = context.step("disable the user").serviceUsers.disable(draft.id);
      const user = await writeUser(userOf(draft), disabled, context);
      draft.state.enabled = false;
      draft.state.status = user?.status ?? "DISABLED";
    },
  },
  {
    name: "enable the user",
    needed: ({ state }, declared) => !state.enabled && declared.enabled,
    async run(draft, context) {
      const enabled = context.step("enable the user").serviceUsers.enable(draft.id);
      const user = await writeUser(userOf(draft), enabled, context);
      draft.state.enabled = true;
      draft.state.status = user?.status ?? "ACTIVE";
    },
  },
];

const userOf = ({ id, state: { accountIds, nickname } }: Draft): UserRef & { nickname: string } => ({
  ...{ id, accountIds, nickname },
});

/** Runs every step that is needed, in order. */
export async function runSteps(draft: Draft, declared: { enabled: boolean }, context: ApplyContext): Promise<void> {
  for (const step of steps) if (step.needed(draft, declared)) await step.run(draft, context);
}

/** The provider's own key stays. One of a user that this run has made is nobody's yet. */
async function refuseKeyInUse(
  { id: userId, state, isNew }: Draft,
  keyId: string,
  value: string,
  context: ApplyContext,
): Promise<void> {
  if (isNew) return;
  const key = { what: `The initial API key ${keyId} of "${state.nickname}"`, userId, value };
  await refuseOwnKey(key, { doing: "deleting", allowSelf: state.allowSelf }, context);
}

function leftAlone(keys: readonly ApiKey[]): string {
  const ids = keys.map(({ id }) => id).join(", ");
  return `the API key that it came with is still there, though nobody has its value. Which of ${ids} it is, is not certain, so all stay: delete the one that nobody uses`;
}
