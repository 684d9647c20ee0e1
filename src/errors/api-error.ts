import { DUPLICATE_CODE, ENTITY_NOT_FOUND_CODE } from "../contract/error-codes";
import { type ExplainContext, explain, type Failure } from "./explain";
import {
  ApiError,
  type ApiErrorInit,
  AuthenticationError,
  ConflictError,
  DuplicateError,
  type ErrorDetail,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
} from "./family";

type ApiErrorClass = new (init: ApiErrorInit) => ApiError;

// The code is asked first: that a taken name is a 409 is our assumption, that its code is duplicate_error is not.
function classFor(status: number, said: readonly string[], foreign: boolean): ApiErrorClass {
  // What is not of the API's form, or a failure of the server, says nothing about an object.
  const codes = foreign || status >= 500 ? [] : said;
  if (codes.includes(DUPLICATE_CODE)) return DuplicateError;
  if (codes.includes(ENTITY_NOT_FOUND_CODE)) return NotFoundError;
  if (status >= 500) return ServerError;
  switch (status) {
    case 400:
      return InvalidRequestError;
    case 401:
      return AuthenticationError;
    case 403:
      return PermissionError;
    case 404:
      return NotFoundError;
    case 409:
      return codes.length === 0 ? DuplicateError : ConflictError;
    case 429:
      return RateLimitError;
    default:
      return ApiError;
  }
}

/** Everything about a response that is a refusal. */
export interface Refusal {
  readonly status: number;
  readonly details: readonly ErrorDetail[];
  readonly method: string;
  readonly path: string;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Not in the API's form: its codes decide nothing. */
  readonly foreign?: boolean | undefined;
}

/** The error for a refusal, of the class that a caller would handle, with its remedy. */
export function apiError(refusal: Refusal, context: ExplainContext): ApiError {
  const codes = refusal.details.map((detail) => detail.code).filter((code) => code !== "");
  const failure: Failure = {
    kind: "api",
    status: refusal.status,
    code: codes.includes(DUPLICATE_CODE) ? DUPLICATE_CODE : (codes[0] ?? ""),
    serverMessage: refusal.details
      .map((detail) => detail.message)
      .filter((text) => text !== "")
      .join("; "),
    retryAfterSeconds: refusal.retryAfterSeconds,
  };
  const { message, remedy } = explain(failure, {
    ...context,
    method: refusal.method,
    path: refusal.path,
    requestId: refusal.requestId,
  });
  return new (classFor(refusal.status, codes, refusal.foreign === true))({
    message,
    remedy,
    status: refusal.status,
    code: failure.code,
    serverMessage: failure.serverMessage,
    details: refusal.details,
    requestId: refusal.requestId,
    // Of the call that failed: where the refusal of another call blocks its key, it was never sent itself.
    method: context.method ?? refusal.method,
    path: context.path ?? refusal.path,
    attempts: context.attempts,
  });
}
