/** What becomes of a key of a slot that may not be handed out. */
import { PartialCreationError } from "../../../errors";
import type { ApplyContext } from "../../host";
import { messageOf } from "../../undo";
import type { SlotState } from "./plan";

/**
 * Deletes a key again; one that cannot be deleted is kept in state, as unproven, so that nothing enabled is forgotten.
 *
 * @param why what is wrong with the key: the first reason of the error for a key that is kept
 */
export async function undoOrKeep(
  id: string,
  state: SlotState,
  why: { readonly reason: string; readonly cause?: unknown },
  { step }: Pick<ApplyContext, "step">,
): Promise<void> {
  try {
    await step("undo the slot's key").apiKeys.delete(id);
  } catch (error) {
    throw new PartialCreationError({
      id,
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
