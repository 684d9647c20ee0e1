/** What each HTTP status of the API is called in its body, and whether the same request may be sent again. */

/** One row of the table. */
export interface ErrorCode {
  readonly code: string;
  readonly retryable: boolean;
  /** The fact of `evidence` it rests on. */
  readonly evidence: string;
}

/**
 * HTTP status to code. 502 and 504 come from gateways, whose bodies are anyone's guess.
 * 409 has a second code, for a version clash: `VERSION_CLASH_CODE`.
 */
export const errorCodes: Readonly<Record<number, ErrorCode>> = {
  400: { code: "invalid_request", retryable: false, evidence: "error-400" },
  401: { code: "invalid_api_key", retryable: false, evidence: "error-401" },
  403: { code: "access_denied", retryable: false, evidence: "error-403" },
  404: { code: "resource_not_found", retryable: false, evidence: "error-404" },
  409: { code: "duplicate_error", retryable: false, evidence: "error-409" },
  429: { code: "request_limit_exceeded", retryable: true, evidence: "rate-limit-code" },
  500: { code: "internal_error", retryable: true, evidence: "internal-error-code" },
  502: { code: "internal_error", retryable: true, evidence: "gateway-errors" },
  503: { code: "service_unavailable", retryable: true, evidence: "unavailable-code" },
  504: { code: "internal_error", retryable: true, evidence: "gateway-errors" },
};

/** The code for a taken name, whatever the HTTP status. */
export const DUPLICATE_CODE = "duplicate_error";

/** What the emulator calls a version clash; documented is only that it is not `duplicate_error`. */
export const VERSION_CLASH_CODE = "version_conflict";

/** What sibling services say, at any 4xx, of an object that is not there. */
export const ENTITY_NOT_FOUND_CODE = "entity_not_found";

/** What the API calls its refusals, by status. A refusal of another name proves nothing about a user or a key. */
const REFUSAL_CODES: Readonly<Record<number, readonly string[]>> = {
  400: ["invalid_request", "invalid_input"],
  401: ["invalid_api_key"],
  403: ["access_denied"],
  404: ["resource_not_found"],
  409: [VERSION_CLASH_CODE],
};

/** Whether a status is one whose refusals decide something: whether an object is there, a key works, a role is missing. */
export function needsApiForm(status: number): boolean {
  return REFUSAL_CODES[status] !== undefined;
}

/**
 * Whether a refusal speaks for the API. Gateways, proxies and frameworks answer these statuses too, in JSON with a code
 * and a message as well: only the API's own codes, spelled as published, count. A number proves nothing: a framework says
 * `{"code":404,"message":"Not Found"}`.
 */
export function speaksForApi(status: number, codes: readonly string[]): boolean {
  if (status < 400 || status > 499) return false;
  // A refused key is left out of the pool: that takes the very code for it.
  if (status === 401) return codes.some((code) => REFUSAL_CODES[401]?.includes(code));
  return codes.some(
    (code) =>
      code === DUPLICATE_CODE || code === ENTITY_NOT_FOUND_CODE || (REFUSAL_CODES[status]?.includes(code) ?? false),
  );
}

/** The published message for a taken name. */
export function duplicateMessage(name: string): string {
  return `Nickname ${name} already exists. Enter a different nickname.`;
}
