/**
 * The name of every error that leaves this package: a closed list. `InternalError` stands for a fault of our own; whatever has
 * another name (a TypeError, a RangeError) is one that escaped.
 */
export const errorNames = [
  "ApiError",
  "AuthenticationError",
  "ConfigurationError",
  "ConflictError",
  "ConnectionError",
  "DigiCertOneError",
  "DuplicateError",
  "InternalError",
  "InvalidRequestError",
  "NotFoundError",
  "PartialCreationError",
  "PermissionError",
  "RateLimitError",
  "ServerError",
  "TimeoutError",
  "TlsError",
  "UnexpectedResponseError",
] as const;
