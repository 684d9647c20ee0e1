/** What the engine is shown and stores when a handler throws: `Error` objects, redacted. */
import { messageOf } from "../../basics/unknown";
import { isDigiCertOneError, isPartialCreationError, scrub } from "../../errors";
import type { Props } from "./state";

/** The properties with which an object that could not be finished is stored. */
export type Stored = (id: string, properties: object) => Props;

/** Runs a handler and turns whatever it throws into what the engine can show and store. */
export async function guarded<T>(doing: string, run: () => Promise<T>, stored?: Stored): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw presentable(error, doing, stored);
  }
}

function presentable(error: unknown, doing: string, stored: Stored | undefined): Error {
  if (isPartialCreationError(error) && stored !== undefined) {
    const out = new Error(scrub(error.message));
    return Object.assign(out, {
      id: String(error.id),
      properties: stored(error.id, error.properties),
      reasons: error.reasons.map((reason) => scrub(reason)),
      stack: out.message,
    });
  }
  const expected = isDigiCertOneError(error);
  const message = messageOf(error);
  const out = new Error(scrub(expected ? message : `${doing}: unexpected failure: ${message}`));
  // The engine prints message and stack of errors from check, diff, read and delete (seen): no stack for what a person is to act on.
  out.stack = expected ? out.message : scrub(error instanceof Error ? (error.stack ?? out.message) : out.message);
  return out;
}
