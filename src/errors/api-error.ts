import { printable } from "../basics/printable";
import { DUPLICATE_CODE, ENTITY_NOT_FOUND_CODE, meansNameTaken } from "../contract/error-codes";
import { NAME_TAKEN_REMEDY } from "./api-remedy";
import { explain } from "./explain";
import type { ExplainContext, Failure } from "./failure";
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
import { withoutRemedy } from "./without-remedy";
import { sentence, shortened } from "./words";

type ApiErrorClass = new (init: ApiErrorInit) => ApiError;

// The code is asked first: that a taken name is a 409 is our assumption, that its code is duplicate_error is not.
function classFor(status: number, codes: readonly string[], nameTaken: boolean): ApiErrorClass {
  if (nameTaken) return DuplicateError;
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
      return ConflictError;
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
  const { status } = refusal;
  // A server's words go to terminals and logs of CI, which carry out control characters and lines that begin with a command.
  const details = refusal.details.map((each) => ({ code: printable(each.code), message: printable(each.message) }));
  const codes = details.map((detail) => detail.code).filter((code) => code !== "");
  // What is not of the API's form, or a failure of the server, says nothing about an object; a 401 speaks of the key.
  const decides = refusal.foreign !== true && status < 500 && status !== 401;
  const nameTaken = decides && details.some((detail) => meansNameTaken(status, detail));
  const failure: Failure = {
    kind: "api",
    status,
    nameTaken,
    code: codes.includes(DUPLICATE_CODE) ? DUPLICATE_CODE : (codes[0] ?? ""),
    serverMessage: details
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
  return new (classFor(status, decides ? codes : [], nameTaken))({
    message,
    remedy,
    status,
    code: failure.code,
    serverMessage: failure.serverMessage,
    details,
    requestId: refusal.requestId,
    // Of the call that failed: where the refusal of another call blocks its key, it was never sent itself.
    method: context.method ?? refusal.method,
    path: context.path ?? refusal.path,
    attempts: context.attempts,
  });
}

/**
 * The refusal of a creation that does not say why, and whose name was then seen to be held: that is the likeliest reason.
 * @param existing who holds it, as the message names it
 */
export function nameTaken(refused: ApiError, existing: string): DuplicateError {
  const { status, code, serverMessage, details, requestId, method, path, attempts } = refused;
  return new DuplicateError({
    message: `${withoutRemedy(refused)} Its name is held by ${existing}, which is the likeliest reason.`,
    remedy: NAME_TAKEN_REMEDY,
    ...{ status, code, serverMessage, details, requestId, method, path, attempts },
  });
}

/** What the server said, as a sentence of a message that is about something larger than one call. */
export function serverSentence({ status, code, serverMessage }: ApiError): string {
  const words = serverMessage === "" ? " without a message" : `: "${shortened(serverMessage)}"`;
  return sentence(`DigiCert ONE answered ${[status, code].join(" ").trim()}${words}`);
}
