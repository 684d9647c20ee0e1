import { DigiCertOneError, withoutRemedy } from "../../errors";

/** Takes back what was made when the engine died meanwhile; where that fails, only the error can say that it exists. */
export async function undoForNobody(
  what: string,
  undo: () => Promise<unknown>,
  remedy: string,
): Promise<DigiCertOneError> {
  const gone = `The engine is gone, so nobody would record ${what}`;
  try {
    await undo();
    return new DigiCertOneError(`${gone}: it was deleted again.`);
  } catch (error) {
    return new DigiCertOneError(`${gone}, and deleting it again failed: ${withoutRemedy(error)}`, {
      remedy,
      cause: error,
    });
  }
}

/** What to do about a key that could not be undone. */
export const sweepForKey = (id: string): string =>
  `Delete ${id} by hand, or with \`digicert-one sweep\`, which lists it.`;
