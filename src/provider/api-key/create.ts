/** Create of an API key: minted, tried or switched off, and undone where it does not work or nobody would record it. */
import { messageOf } from "../../basics/unknown";
import { PartialCreationError, registerSecret } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { Props } from "../host/state";
import { sweepForKey, undoForNobody } from "../host/undo";
import { deleteKey } from "../key/gone";
import { explainMint } from "../key/mint";
import { newKeyName } from "../key/name";
import type { ReadyOptions } from "../key/ready";
import { keyRef } from "../key/ref";
import { requireReady } from "../key/trial";
import { goneError } from "../proof/not-found";
import { observed } from "./observed";
import { apiKeyInputs } from "./plan";
import { disableKey } from "./switch";

export async function createApiKey(
  props: Props,
  context: ApplyContext,
  ready: ReadyOptions,
): Promise<{ id: string; outs: object }> {
  const declared = apiKeyInputs(props);
  const drawName = () => newKeyName(declared.namePrefix, declared.endDate);
  const accountId = await context.proof.accountOf(declared.serviceUserId);
  const key = await context
    .step("mint the key")
    .apiKeys.create(
      {
        userId: declared.serviceUserId,
        name: drawName(),
        ...(declared.endDate !== "" && { endDate: declared.endDate }),
      },
      { drawName },
    )
    .catch(async (error: unknown) => {
      throw await explainMint(error, declared, context);
    });
  registerSecret(key.value);
  const state = observed(
    key,
    { ...declared, accountId, enabled: true },
    { value: key.value, requestedEndDate: declared.endDate },
  );
  const steps = { see: "see the key work", undo: "undo the key" } as const;
  // A first key needs no trial for the sake of a predecessor, but a create does not know whether there is one, and nobody
  // is helped by a key that does not work.
  if (declared.enabled) await requireReady({ ref: keyRef(key.id, { ...state }), state, steps }, context, ready);
  let failure: unknown;
  try {
    const there = declared.enabled || (await disableKey(key.id, state, "disable the new key", context));
    if (!there) throw goneError(`API key "${state.name}" (${key.id})`, { is: "key" });
  } catch (error) {
    failure = error;
  }
  if (!(await context.engineAlive())) {
    const undo = () => deleteKey("undo the key", keyRef(key.id, { ...state }), context);
    throw await undoForNobody(`API key "${state.name}"`, undo, sweepForKey(key.id));
  }
  if (failure !== undefined) {
    throw new PartialCreationError({
      id: key.id,
      properties: { ...state },
      reasons: [
        `API key "${state.name}" exists (${key.id}), but could not be disabled: ${messageOf(failure)}`,
        "It is kept in state with its value, and the next `pulumi up` finishes it.",
      ],
      cause: failure,
    });
  }
  if (state.endDate !== "" && (declared.endDate === "" || state.endDate < declared.endDate)) {
    context.notice(
      `asked ${declared.endDate === "" ? "for no end" : `until ${declared.endDate}`}, granted until ${state.endDate}; it rotates on ${state.rotateOn || "no day"}`,
    );
  }
  return { id: key.id, outs: state };
}
