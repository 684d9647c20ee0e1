/** What becomes of a key of a slot that may not be handed out. */
import type { DigiCertOneClient } from "../../../client";
import { DigiCertOneError, PartialCreationError } from "../../../errors";
import type { SlotState } from "./plan";

/** What heals a state that names a key which is gone. */
export const REFRESH = "Run `pulumi up --refresh`: it drops the key from state and makes a new one.";

/** A key in state that DigiCert ONE does not have. */
export function goneError(id: string, name: string): DigiCertOneError {
  return new DigiCertOneError(`API key "${name}" (${id}) is gone.`, { remedy: REFRESH });
}

/**
 * Deletes a key again; one that cannot be deleted is kept in state, as unproven, so that nothing enabled is forgotten.
 *
 * @param why what is wrong with the key: the first reason of the error for a key that is kept
 */
export async function undoOrKeep(
  id: string,
  state: SlotState,
  why: { readonly reason: string; readonly cause?: unknown },
  client: DigiCertOneClient,
): Promise<void> {
  try {
    await client.apiKeys.delete(id);
  } catch (error) {
    throw new PartialCreationError({
      id,
      properties: { ...state, unproven: true },
      reasons: [
        why.reason,
        `Deleting it again failed: ${messageOf(error)}`,
        "It is kept in state, and the next `pulumi up` tries it again.",
      ],
      cause: why.cause ?? error,
    });
  }
}

/** Deletes a key again that nobody would record: where that fails, only the error can say that it exists. */
export async function undoForNobody(id: string, name: string, client: DigiCertOneClient): Promise<DigiCertOneError> {
  const gone = `The engine is gone, so nobody would record API key "${name}"`;
  try {
    await client.apiKeys.delete(id);
    return new DigiCertOneError(`${gone}: it was deleted again.`);
  } catch (error) {
    return new DigiCertOneError(`${gone}, and deleting it again failed: ${messageOf(error)}`, {
      remedy: `Delete ${id} by hand, or with \`digicert-one sweep\`, which lists it.`,
      cause: error,
    });
  }
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
