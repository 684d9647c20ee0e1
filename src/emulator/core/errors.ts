import {
  DUPLICATE_CODE,
  duplicateMessage,
  ENTITY_NOT_FOUND_CODE,
  errorCodes,
  needsApiForm,
  VERSION_CLASH_CODE,
} from "../../contract";
import type { Rules } from "./variants";

/** Every refusal that the emulator knows, all on this page. Routes throw them; the wrapper sends them. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly messages: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, messages: readonly string[], headers: Record<string, string> = {}) {
    super(messages.join("; "));
    this.status = status;
    this.code = code;
    this.messages = messages;
    this.headers = headers;
  }
}

const CLOSE = { connection: "close" };

/** The request breaks a rule; each message is a detail of its own. */
export const invalid = (...messages: string[]): Refusal => new Refusal(400, "invalid_request", messages);

/** A body that is too long: refused before it is read to its end. */
export const tooLarge = (limit: number): Refusal =>
  new Refusal(400, "invalid_request", [`The body is longer than ${limit} bytes.`], CLOSE);

/** No key, a wrong key, or one that has ended, is disabled, or whose user is. One text for all: it reveals no secret. */
export const unauthorized = (): Refusal =>
  new Refusal(401, "invalid_api_key", ["The API key is missing, invalid, disabled or past its end date."]);

/** The client certificate has ended or belongs to no active user. */
export const badCertificate = (): Refusal =>
  new Refusal(401, "invalid_api_key", ["The client certificate is not valid for an active user."]);

/** The caller lacks a permission. */
export const denied = (permission: string): Refusal =>
  new Refusal(403, "access_denied", [`The permission ${permission} is required.`]);

/** The tenant gives a user one key only (older DigiCert pages). */
export const singleKey = (): Refusal =>
  new Refusal(403, "access_denied", ["An API key is generated only when a service user is created."]);

/** No such object, or none that the caller can reach. */
export const notFound = (what: string): Refusal =>
  new Refusal(404, "resource_not_found", [`The ${what} was not found.`]);

/** An object that exists but that the caller cannot reach. */
export const unreachable = (what: string, rules: Rules): Refusal =>
  rules.on("unreachable-is-404")
    ? new Refusal(403, "access_denied", [`The ${what} is outside your accounts.`])
    : notFound(what);

/** The path exists, but not with this method. */
export const methodNotAllowed = (allow: string): Refusal =>
  new Refusal(405, "invalid_request", [`The method is not allowed; use ${allow}.`], { allow });

/** The name is taken. */
export function duplicate(name: string, rules: Rules): Refusal {
  if (rules.on("duplicate-words")) return new Refusal(400, "invalid_request", ["The request could not be processed."]);
  if (rules.on("duplicate-code")) return new Refusal(400, "invalid_input", [`${name} already exists`]);
  return new Refusal(rules.on("duplicate-status") ? 400 : 409, DUPLICATE_CODE, [duplicateMessage(name)]);
}

/** A window is exceeded; the words are CertCentral's. */
export const limited = (retryAfter: string, rules: Rules): Refusal =>
  new Refusal(
    429,
    rules.on("rate-limit-code") ? "too_many_requests" : (errorCodes[429]?.code ?? ""),
    ["Service unavailable, please limit request volume"],
    { "retry-after": retryAfter },
  );

/** A page of another origin, or under a name that was bound to this machine: somebody's browser was talked into calling us. */
export const foreign = (): Refusal =>
  new Refusal(
    421,
    "invalid_request",
    ["This emulator answers only to loopback host names, and to no page of another machine."],
    CLOSE,
  );

/** The response of a fault of kind `status`. */
export function faulty(status: number, rules: Rules, code?: string, headers: Record<string, string> = {}): Refusal {
  const other: Record<number, string> = {
    ...(rules.on("internal-error-code") ? { 500: "generic_error" } : {}),
    ...(rules.on("unavailable-code") ? { 503: "maintenance" } : {}),
    ...(rules.on("rate-limit-code") ? { 429: "too_many_requests" } : {}),
    409: VERSION_CLASH_CODE,
  };
  const chosen = code ?? other[status] ?? errorCodes[status]?.code ?? "internal_error";
  return new Refusal(status, chosen, [`A fault asked for this answer (${status}).`], headers);
}

/** Something in the emulator itself went wrong; the message stays inside. */
export const broken = (rules: Rules): Refusal =>
  new Refusal(500, rules.on("internal-error-code") ? "generic_error" : "internal_error", ["The emulator failed."]);

/**
 * The body of a refusal. The two documented envelopes take turns; several details need the second. The flat body
 * of sibling services, whose code may be a number, is the other reading of `error-envelope-used`.
 */
export function bodyOf(refusal: Refusal, turn: number, rules: Rules): unknown {
  const [first = "", ...more] = refusal.messages;
  const { status } = refusal;
  const isOther = rules.on("not-found-code") && refusal.code === errorCodes[404]?.code;
  const code = isOther ? ENTITY_NOT_FOUND_CODE : refusal.code;
  if (rules.on("error-envelope-used")) {
    // A number proves nothing, so numbers stand only where nothing hangs on the code: limits and failures of the server.
    const number = !needsApiForm(status) && code === errorCodes[status]?.code && turn % 2 === 1;
    return { code: number ? status : code, message: refusal.messages.join("; ") };
  }
  if (more.length > 0 || turn % 2 === 1) return { errors: refusal.messages.map((message) => ({ code, message })) };
  return { error: { code, message: first } };
}
