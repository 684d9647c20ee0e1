/** The trial of a new key: it works before anybody gets it and before its predecessor goes, or it goes itself. */

import { DigiCertOneError, PartialCreationError, withoutRemedy } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { StepName } from "../host/steps";
import { deleteKey } from "./gone";
import { isReady, type ReadyOptions } from "./ready";
import type { KeyRef } from "./ref";

/** A key that was just made. */
export interface NewKey {
  readonly ref: KeyRef;
  /** As it is stored. */
  readonly state: { readonly name: string; readonly value: string };
  /** The steps in which keys of its kind are tried, and deleted again. */
  readonly steps: { readonly see: StepName; readonly undo: StepName };
}

const TRY_AGAIN = "Run `pulumi up` again; if it keeps failing, see whether the service user may use its keys.";

/** Waits until a new key works; one that never does is deleted, and the key before it stays. */
export async function requireReady(key: NewKey, context: ApplyContext, ready: ReadyOptions): Promise<void> {
  const { ref, state, steps } = key;
  let failure: unknown;
  try {
    if (await isReady(context, { value: state.value, userId: ref.userId, see: steps.see }, ready)) return;
    failure = new DigiCertOneError(`DigiCert ONE made API key "${state.name}", but does not accept it (401).`);
  } catch (error) {
    failure = error;
  }
  const unseen = withoutRemedy(failure);
  const reason = `API key "${state.name}" (${ref.id}) was made, but was not seen to work: ${unseen}`;
  await undoOrKeep(key, { reason, cause: failure }, context);
  throw new DigiCertOneError(`${unseen} The key was deleted again, and a key before it stays.`, {
    remedy: TRY_AGAIN,
    cause: failure,
  });
}

/**
 * Deletes a key again; one that cannot be deleted is kept in state, as unproven, so that nothing enabled is forgotten.
 *
 * @param why what is wrong with the key: the first reason of the error for a key that is kept
 */
export async function undoOrKeep(
  { ref, state, steps }: NewKey,
  why: { readonly reason: string; readonly cause?: unknown },
  context: ApplyContext,
): Promise<void> {
  try {
    await deleteKey(steps.undo, ref, context);
  } catch (error) {
    throw new PartialCreationError({
      id: ref.id,
      properties: { ...state, unproven: true },
      reasons: [
        why.reason,
        `Deleting it again failed: ${withoutRemedy(error)}`,
        "It is kept in state, and the next `pulumi up` makes another in its place and deletes it.",
      ],
      cause: why.cause ?? error,
    });
  }
}
