/** What each HTTP status of the API is called in its body, and whether the same request may be sent again. */
import { isNameTakenMessage } from "./taken-words";

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

/** The code for a taken name, at any 4xx but 401. */
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

/** One error of a refusal; its code is a text. */
interface Detail {
  readonly code: string;
  readonly message: string;
}

/**
 * Whether an error says that a name is taken: by its code, or, at the two statuses at which the platform says so, by its
 * words. A 401 is about the key, whatever it says.
 */
export function meansNameTaken(status: number, { code, message }: Detail): boolean {
  if (status < 400 || status > 499 || status === 401) return false;
  if (code === DUPLICATE_CODE) return true;
  return (status === 400 || status === 409) && code !== ENTITY_NOT_FOUND_CODE && isNameTakenMessage(message);
}

/**
 * Whether a refusal speaks for the API. Gateways, proxies and frameworks respond with these statuses too, in JSON with a code
 * and a message as well: only the API's own codes, spelled as published, count, or words that say that a name is taken. A
 * number proves nothing: a framework says `{"code":404,"message":"Not Found"}`.
 */
export function speaksForApi(status: number, details: readonly Detail[]): boolean {
  if (status < 400 || status > 499) return false;
  const isListed = ({ code }: Detail): boolean => REFUSAL_CODES[status]?.includes(code) ?? false;
  // A refused key is left out of the pool: that takes the very code for it.
  if (status === 401) return details.some(isListed);
  return details.some((each) => each.code === ENTITY_NOT_FOUND_CODE || isListed(each) || meansNameTaken(status, each));
}

/** The published message for a taken name. */
export function duplicateMessage(name: string): string {
  return `Nickname ${name} already exists. Enter a different nickname.`;
}
