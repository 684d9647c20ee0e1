/** What fails every call: where a key, a host or the way there is wrong, one sentence is enough for all of them. */
import { isApiError, isConnectionError, isTimeoutError, isTlsError, isUnexpectedResponseError } from "./guards";

/** Statuses that are about the key or the service as a whole. */
const OF_ALL_CALLS: readonly number[] = [401, 403, 429, 503];

/** A name for the cause of an error that is not about what was asked for; undefined for any other. */
export function causeOfAll(error: Error): string | undefined {
  if (isApiError(error)) return OF_ALL_CALLS.includes(error.status) ? `${error.name} ${error.status}` : undefined;
  // Of what may have been done, each object has to be named.
  if (isConnectionError(error) || isTimeoutError(error)) return error.mayHaveBeenProcessed ? undefined : error.name;
  if (isTlsError(error)) return error.name;
  return isUnexpectedResponseError(error) && (error.status ?? 0) >= 300 ? `${error.name} ${error.status}` : undefined;
}
