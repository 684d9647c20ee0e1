/** What becomes of a key of a slot that may not be handed out. */

import { messageOf } from "../../../basics/unknown";
import { PartialCreationError } from "../../../errors";
import type { ApplyContext } from "../../host/handlers";
import { deleteKey } from "../../key/gone";
import type { KeyRef } from "../../key/ref";
import type { SlotState } from "./plan";

/**
 * Deletes a key again; one that cannot be deleted is kept in state, as unproven, so that nothing enabled is forgotten.
 *
 * @param why what is wrong with the key: the first reason of the error for a key that is kept
 */
export async function undoOrKeep(
  key: KeyRef,
  state: SlotState,
  why: { readonly reason: string; readonly cause?: unknown },
  context: ApplyContext,
): Promise<void> {
  try {
    await deleteKey("undo the slot's key", key, context);
  } catch (error) {
    throw new PartialCreationError({
      id: key.id,
      properties: { ...state, unproven: true },
      reasons: [
        why.reason,
        `Deleting it again failed: ${messageOf(error)}`,
        "It is kept in state, and the next `pulumi up` makes another in its place and deletes it.",
      ],
      cause: why.cause ?? error,
    });
  }
}
