import {
  type ApiError,
  type AuthenticationError,
  type ConfigurationError,
  type ConflictError,
  type ConnectionError,
  type DigiCertOneError,
  type DuplicateError,
  type InternalError,
  type InvalidRequestError,
  kindsKey,
  type NotFoundError,
  type PartialCreationError,
  type PermissionError,
  type RateLimitError,
  type ServerError,
  type TimeoutError,
  type TlsError,
  type UnexpectedResponseError,
} from "./family";

// Not instanceof: a program and its provider process may each load their own copy of this package, and npm may
// install two versions side by side. The names travel with the error.
function is(error: unknown, kind: string): boolean {
  if (typeof error !== "object" || error === null) return false;
  const kinds = (error as Record<symbol, unknown>)[kindsKey];
  return Array.isArray(kinds) && kinds.includes(kind);
}

/** Whether it is an error of this package. */
export const isDigiCertOneError = (e: unknown): e is DigiCertOneError => is(e, "DigiCertOneError");
/** Whether the API responded with a refusal of any kind. */
export const isApiError = (e: unknown): e is ApiError => is(e, "ApiError");
/** Whether it is a 400 for anything but a taken name. */
export const isInvalidRequestError = (e: unknown): e is InvalidRequestError => is(e, "InvalidRequestError");
/** Whether it is a 401. */
export const isAuthenticationError = (e: unknown): e is AuthenticationError => is(e, "AuthenticationError");
/** Whether it is a 403. */
export const isPermissionError = (e: unknown): e is PermissionError => is(e, "PermissionError");
/** Whether it is a 404. */
export const isNotFoundError = (e: unknown): e is NotFoundError => is(e, "NotFoundError");
/** Whether a name was taken, whatever the status. */
export const isDuplicateError = (e: unknown): e is DuplicateError => is(e, "DuplicateError");
/** Whether it is a 409 other than a taken name. */
export const isConflictError = (e: unknown): e is ConflictError => is(e, "ConflictError");
/** Whether it is a 429 that outlasted the budget. */
export const isRateLimitError = (e: unknown): e is RateLimitError => is(e, "RateLimitError");
/** Whether it is a 5xx that outlasted the budget. */
export const isServerError = (e: unknown): e is ServerError => is(e, "ServerError");
/** Whether no response came because of the network. */
export const isConnectionError = (e: unknown): e is ConnectionError => is(e, "ConnectionError");
/** Whether the secure connection could not be made. */
export const isTlsError = (e: unknown): e is TlsError => is(e, "TlsError");
/** Whether no response came in time. */
export const isTimeoutError = (e: unknown): e is TimeoutError => is(e, "TimeoutError");
/** Whether the response was not one of this API. */
export const isUnexpectedResponseError = (e: unknown): e is UnexpectedResponseError => is(e, "UnexpectedResponseError");
/** Whether a setting or an argument is wrong. */
export const isConfigurationError = (e: unknown): e is ConfigurationError => is(e, "ConfigurationError");
/** Whether it is a fault of this package. */
export const isInternalError = (e: unknown): e is InternalError => is(e, "InternalError");
/** Whether something exists that could not be finished. */
export const isPartialCreationError = (e: unknown): e is PartialCreationError => is(e, "PartialCreationError");
