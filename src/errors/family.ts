import { inspect } from "node:util";
import { safeCause, scrub } from "../redaction";
import { sentence } from "./words";

/**
 * Where an error keeps the names of its classes, so that guards work across copies of the package. They are written out:
 * minifiers rename classes.
 */
export const kindsKey = Symbol.for("pulumi-digicert-one/error-kinds");

/** What every error of this package may be given. */
export interface ErrorOptions {
  /** What the reader should do about it. Becomes the last part of the message. */
  readonly remedy?: string | undefined;
  /** What lies behind it. Only a harmless copy is kept. */
  readonly cause?: unknown;
  /** The call that failed, if it was one. Nothing else of it is kept. */
  readonly call?:
    | {
        readonly method?: string | undefined;
        readonly path?: string | undefined;
        readonly attempts?: number | undefined;
        readonly requestId?: string | undefined;
      }
    | undefined;
}

/**
 * The root of every error that this package throws. The message says what we were doing, what came back and what
 * to do; it never holds a secret.
 *
 * @example try { await client.serviceUsers.get(id); } catch (error) { if (isNotFoundError(error)) … }
 */
export class DigiCertOneError extends Error {
  static readonly [kindsKey]: readonly string[] = ["DigiCertOneError"];
  override readonly name: string;
  /** What the reader should do about it; also the last part of the message. */
  readonly remedy?: string;
  /** Of the call that failed; absent where none was made. */
  declare readonly method?: string;
  /** The path, without host and query. */
  declare readonly path?: string;
  /** How often the call was sent. */
  declare readonly attempts?: number;
  /** The request's id, to be given to DigiCert's support; absent where no response came or none was named. */
  declare readonly requestId?: string;

  constructor(message: string, options: ErrorOptions = {}) {
    const cause = safeCause(options.cause);
    const text = options.remedy === undefined ? message : `${sentence(message)} ${options.remedy}`;
    super(scrub(text), cause === undefined ? undefined : { cause });
    this.name = new.target[kindsKey][0] ?? "DigiCertOneError";
    if (options.remedy !== undefined) this.remedy = scrub(options.remedy);
    const { method, path, attempts, requestId } = options.call ?? {};
    if (method !== undefined) this.method = method;
    if (path !== undefined) this.path = scrub(path);
    if (attempts !== undefined) this.attempts = attempts;
    if (requestId !== undefined) this.requestId = scrub(requestId);
  }

  /** The names of this class and its parents, nearest first. */
  get [kindsKey](): readonly string[] {
    return (this.constructor as typeof DigiCertOneError)[kindsKey];
  }

  /** The error as plain data, without a secret and without a stack. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...publicFields(this) };
  }
}

function publicFields(error: DigiCertOneError): Record<string, unknown> {
  const {
    name: _name,
    message: _message,
    stack: _stack,
    cause: _cause,
    ...fields
  } = { ...error } as Record<string, unknown>;
  return fields;
}

/** One error out of the body of a response. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
}

/** What an {@link ApiError} is made of. */
export interface ApiErrorInit extends ErrorOptions {
  readonly message: string;
  readonly status: number;
  readonly code?: string | undefined;
  readonly serverMessage?: string | undefined;
  readonly details?: readonly ErrorDetail[] | undefined;
  readonly requestId?: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly attempts?: number | undefined;
}

/** The API responded with a refusal. */
export class ApiError extends DigiCertOneError {
  static override readonly [kindsKey] = ["ApiError", ...DigiCertOneError[kindsKey]];
  /** The HTTP status, for example 403. */
  readonly status: number;
  /** DigiCert's machine code, for example `access_denied`; an empty text if the response named none. Always a text. */
  readonly code: string;
  /** DigiCert's own words, unchanged but for secrets. */
  readonly serverMessage: string;
  /** All errors of the response; a body may hold several. */
  readonly details: readonly ErrorDetail[];
  declare readonly method: string;
  declare readonly path: string;
  declare readonly attempts: number;

  constructor(init: ApiErrorInit) {
    const { method, path, attempts = 1, requestId } = init;
    super(init.message, { remedy: init.remedy, cause: init.cause, call: { method, path, attempts, requestId } });
    this.status = init.status;
    this.code = scrub(init.code ?? "");
    this.serverMessage = scrub(init.serverMessage ?? "");
    this.details = (init.details ?? []).map((d) => ({ code: scrub(d.code), message: scrub(d.message) }));
  }
}

/** 400 for anything but a taken name: the API did not accept what was sent. Repeating it does not help. */
export class InvalidRequestError extends ApiError {
  static override readonly [kindsKey] = ["InvalidRequestError", ...ApiError[kindsKey]];
}
/** 401: the API does not know the key, or it (or its user) is disabled or past its end date. */
export class AuthenticationError extends ApiError {
  static override readonly [kindsKey] = ["AuthenticationError", ...ApiError[kindsKey]];
}
/** 403: the key is known, its service user lacks a role. */
export class PermissionError extends ApiError {
  static override readonly [kindsKey] = ["PermissionError", ...ApiError[kindsKey]];
}
/** 404: there is no such object, or this key cannot see it. */
export class NotFoundError extends ApiError {
  static override readonly [kindsKey] = ["NotFoundError", ...ApiError[kindsKey]];
}
/**
 * A name is taken. Known by the code `duplicate_error` at any 4xx but 401, at 400 and 409 by words that say so, and where
 * another 400 refuses a creation, by somebody who is seen to hold the name.
 */
export class DuplicateError extends ApiError {
  static override readonly [kindsKey] = ["DuplicateError", ...ApiError[kindsKey]];
}
/** 409 for anything else: the object was changed by somebody else meanwhile. */
export class ConflictError extends ApiError {
  static override readonly [kindsKey] = ["ConflictError", ...ApiError[kindsKey]];
}
/** 429, and the time that may be spent on retries is used up. */
export class RateLimitError extends ApiError {
  static override readonly [kindsKey] = ["RateLimitError", ...ApiError[kindsKey]];
}
/** 5xx, and the time that may be spent on retries is used up. */
export class ServerError extends ApiError {
  static override readonly [kindsKey] = ["ServerError", ...ApiError[kindsKey]];
}

/** No response: the connection could not be made, or it broke. */
export class ConnectionError extends DigiCertOneError {
  static override readonly [kindsKey] = ["ConnectionError", ...DigiCertOneError[kindsKey]];
  /** Whether the API may have done the work although no response came. */
  readonly mayHaveBeenProcessed: boolean;

  constructor(message: string, options: ErrorOptions & { mayHaveBeenProcessed: boolean }) {
    super(message, options);
    this.mayHaveBeenProcessed = options.mayHaveBeenProcessed;
  }
}

/** Why a TLS handshake failed, as far as this side can see. */
export type TlsFailure =
  | "wrong-certificate"
  | "missing-certificate"
  | "key-mismatch"
  | "expired-certificate"
  | "unreadable-certificate"
  | "untrusted-server"
  | "server-expired"
  | "wrong-host"
  | "unfit-server"
  | "cut"
  | "not-tls"
  | "proxy"
  | "other";

/** The secure connection could not be made. Nothing was sent. */
export class TlsError extends DigiCertOneError {
  static override readonly [kindsKey] = ["TlsError", ...DigiCertOneError[kindsKey]];
  /** Which of the known causes it is. */
  readonly failure: TlsFailure;

  constructor(message: string, options: ErrorOptions & { failure: TlsFailure }) {
    super(message, options);
    this.failure = options.failure;
  }
}

/** No response within the time of one attempt (`timeoutSeconds`), or the caller aborted. */
export class TimeoutError extends DigiCertOneError {
  static override readonly [kindsKey] = ["TimeoutError", ...DigiCertOneError[kindsKey]];
  /** Whether the API may have done the work although no response came. */
  readonly mayHaveBeenProcessed: boolean;

  constructor(message: string, options: ErrorOptions & { mayHaveBeenProcessed: boolean }) {
    super(message, options);
    this.mayHaveBeenProcessed = options.mayHaveBeenProcessed;
  }
}

/**
 * A response that is not of this API: a page or a text of a gateway, JSON of a framework, a refusal with a code that the API
 * does not know, truncated JSON, a redirect, an object without an id. It proves nothing about a user or a key.
 */
export class UnexpectedResponseError extends DigiCertOneError {
  static override readonly [kindsKey] = ["UnexpectedResponseError", ...DigiCertOneError[kindsKey]];
  /** The HTTP status of the response, where one came. */
  readonly status?: number;

  constructor(message: string, options: ErrorOptions & { status?: number | undefined } = {}) {
    super(message, options);
    if (options.status !== undefined) this.status = options.status;
  }
}

/** A setting or an argument is missing, contradictory or not readable. No call was made. */
export class ConfigurationError extends DigiCertOneError {
  static override readonly [kindsKey] = ["ConfigurationError", ...DigiCertOneError[kindsKey]];
  /** The setting or argument, for example `apiKey`. */
  readonly property?: string;

  constructor(message: string, options: ErrorOptions & { property?: string | undefined } = {}) {
    super(message, options);
    if (options.property !== undefined) this.property = options.property;
  }
}

/** What must not happen: a fault of this package, which is never repeated. Report it. */
export class InternalError extends DigiCertOneError {
  static override readonly [kindsKey] = ["InternalError", ...DigiCertOneError[kindsKey]];
  /** The same in each of them. */
  readonly code = "unexpected";
  /** Whether the API may have done the work although no response came. */
  readonly mayHaveBeenProcessed: boolean;

  constructor(message: string, options: ErrorOptions & { mayHaveBeenProcessed: boolean }) {
    super(message, options);
    this.mayHaveBeenProcessed = options.mayHaveBeenProcessed;
  }
}

/**
 * The object exists but could not be finished. Pulumi's host looks for exactly the own properties `id`,
 * `properties` and `reasons`, stores the state, fails the run, and calls update on the next one.
 */
export class PartialCreationError extends DigiCertOneError {
  static override readonly [kindsKey] = ["PartialCreationError", ...DigiCertOneError[kindsKey]];
  readonly id: string;
  /** The state to store. It may hold secret outputs, so it shows neither in JSON nor in an inspection. */
  readonly properties: Record<string, unknown>;
  readonly reasons: string[];

  constructor(init: { id: string; properties: Record<string, unknown>; reasons: readonly string[]; cause?: unknown }) {
    super(init.reasons.join(" "), { cause: init.cause });
    this.id = init.id;
    this.properties = init.properties;
    this.reasons = init.reasons.map(scrub);
  }

  override toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, id: this.id, reasons: this.reasons };
  }

  [inspect.custom](): string {
    return `${this.stack ?? this.message}\n  id: ${this.id}, properties: ${Object.keys(this.properties).join(", ")}`;
  }
}
