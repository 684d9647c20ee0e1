/** The error family: what a caller can catch, how to distinguish them, and how secrets stay out. */
export { REDACTED, redact, registerSecret, safeCause, scrub } from "../redaction";
export { apiError, nameTaken, type Refusal, serverSentence } from "./api-error";
export { causeOfAll } from "./cause";
export { type Explanation, explain } from "./explain";
export type { ExplainContext, Failure } from "./failure";
export {
  ApiError,
  type ApiErrorInit,
  AuthenticationError,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  DigiCertOneError,
  DuplicateError,
  type ErrorDetail,
  type ErrorOptions,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  PartialCreationError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  TlsError,
  type TlsFailure,
  UnexpectedResponseError,
} from "./family";
export {
  isApiError,
  isAuthenticationError,
  isConfigurationError,
  isConflictError,
  isConnectionError,
  isDigiCertOneError,
  isDuplicateError,
  isInternalError,
  isInvalidRequestError,
  isNotFoundError,
  isPartialCreationError,
  isPermissionError,
  isRateLimitError,
  isServerError,
  isTimeoutError,
  isTlsError,
  isUnexpectedResponseError,
} from "./guards";
export { errorNames } from "./names";
export { withoutRemedy } from "./without-remedy";
export { inWords, listed, shortened } from "./words";
