import { messageOf } from "../../basics/unknown";
import { PartialCreationError } from "../../errors";
import type { ApplyContext } from "../host/handlers";
import type { ServiceUserInputs } from "../host/state";
import { undoForNobody } from "../host/undo";
import { GoneError } from "../proof/not-found";
import { type Draft, runSteps } from "./steps";

const UNTIL_THEN = "The next `pulumi up` takes it back by its mark; `digicert-one sweep` lists it until then.";

/**
 * Runs the remaining steps. What exists but could not be finished is saved as a partial creation, which the next run
 * finishes; where the engine died meanwhile nobody would record it, so what was made is undone.
 */
export async function finish(
  draft: Draft,
  declared: ServiceUserInputs,
  context: ApplyContext,
  undo: (() => Promise<unknown>) | undefined,
): Promise<void> {
  let failure: unknown;
  try {
    await runSteps(draft, declared, context);
  } catch (error) {
    failure = error;
  }
  if (undo && !(await context.engineAlive())) {
    throw await undoForNobody(`service user ${draft.id}`, undo, UNTIL_THEN);
  }
  if (failure === undefined) return;
  // Nothing is there that a later run could finish; the state stays as it was.
  if (failure instanceof GoneError && undo === undefined) throw failure;
  throw new PartialCreationError({
    id: draft.id,
    properties: { ...draft.state },
    reasons: [
      `Service user "${draft.state.nickname}" exists (${draft.id}), but is not finished: ${messageOf(failure)}`,
      failure instanceof GoneError
        ? "State keeps it until then."
        : "It is kept in state, and the next `pulumi up` finishes it.",
    ],
    cause: failure,
  });
}
