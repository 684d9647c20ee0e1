import { DigiCertOneError, PartialCreationError } from "../../errors";
import type { ApplyContext } from "../host";
import type { ServiceUserInputs } from "../state";
import { type Draft, runSteps } from "./steps";

const because = (error: unknown) => (error instanceof Error ? error.message : String(error));

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
  if (undo && !(await context.engineAlive())) throw await undone(draft.id, undo);
  if (failure === undefined) return;
  throw new PartialCreationError({
    id: draft.id,
    properties: { ...draft.state },
    reasons: [
      `Service user "${draft.state.nickname}" exists (${draft.id}), but is not finished: ${because(failure)}`,
      "It is kept in state, and the next `pulumi up` finishes it.",
    ],
    cause: failure,
  });
}

async function undone(id: string, undo: () => Promise<unknown>): Promise<DigiCertOneError> {
  const gone = `The engine is gone, so nobody would record service user ${id}`;
  try {
    await undo();
    return new DigiCertOneError(`${gone}: it was deleted again.`);
  } catch (error) {
    return new DigiCertOneError(`${gone}, and deleting it again failed: ${because(error)}`, {
      remedy: "The next `pulumi up` takes it back by its mark; `digicert-one sweep` lists it until then.",
    });
  }
}
