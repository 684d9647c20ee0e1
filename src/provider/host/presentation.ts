/** What the engine is shown and stores when a handler throws: `Error` objects, redacted. */
import { SECRET_ARGUMENTS, secretsIn } from "../../arguments";
import { messageOf } from "../../basics/unknown";
import { isDigiCertOneError, isPartialCreationError, redact, scrub } from "../../errors";
import type { Props } from "./state";

/** The properties with which an object that could not be finished is stored. */
export type Stored = (id: string, properties: object) => Props;

/** What may be said where some properties are at hand. */
export interface Discretion {
  /** Whether an argument was given as a secret. */
  isSecret(argument: string): boolean;
  /** A text without the values of such arguments. */
  hide(text: string): string;
}

/** @param bags properties, old or new: what any of them says was given as a secret is one */
export function discretionOf(...bags: readonly Props[]): Discretion {
  const { names, values } = secretsIn(...bags);
  return {
    isSecret: (argument) => names.has(argument),
    hide: (text) => (values.length === 0 ? text : redact(text, [...values, ...inOtherCase(text, values)])),
  };
}

/** The names of the secret arguments, to be stored with what a handler returns; nothing where there are none. */
export function listOfSecrets(props: Props): Props {
  const names = props[SECRET_ARGUMENTS];
  return names === undefined ? {} : { [SECRET_ARGUMENTS]: names };
}

/** A server may show a nickname or an address in another case. */
function inOtherCase(text: string, values: readonly string[]): string[] {
  return values.flatMap((value) => text.match(new RegExp(value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "gi")) ?? []);
}

/** How a handler is run. */
export interface Guard {
  /** For messages: `creating the API key`. */
  readonly doing: string;
  /** A text without what the program gave as secrets. */
  hide(text: string): string;
  readonly stored?: Stored;
  /** What a 401 may mean as well. */
  readonly refused?: string | undefined;
  /** Whether the run has shown the cause of an error already. */
  isShown?(error: Error): boolean;
}

/** Without the program the engine runs with the provider's settings from state (seen on the real engine). */
export const RECORDED_SETTINGS =
  "A refresh or destroy uses the key that the last `pulumi up` recorded: if it was changed since, add --run-program, " +
  "or run `pulumi up` without --refresh first.";

/** Runs a handler and turns whatever it throws into what the engine can show and store. */
export async function guarded<T>(guard: Guard, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw presentable(error, guard);
  }
}

function presentable(error: unknown, { doing, hide, stored, refused, isShown }: Guard): Error {
  const shown = (text: string): string => hide(scrub(text));
  if (isPartialCreationError(error) && stored !== undefined) {
    const out = new Error(shown(error.message));
    return Object.assign(out, {
      id: String(error.id),
      properties: stored(error.id, error.properties),
      reasons: error.reasons.map(shown),
      stack: out.message,
    });
  }
  const expected = isDigiCertOneError(error);
  if (expected && isShown?.(error))
    return withoutStack(new Error(`Failed ${doing}, as another resource of this run did: see there.`), doing);
  const message = [messageOf(error), ...(refused !== undefined && isRefusal(error) ? [refused] : [])].join(" ");
  const out = new Error(shown(expected ? message : `${doing}: unexpected failure: ${message}`));
  if (expected) return withoutStack(out, doing);
  out.stack = shown(error instanceof Error ? (error.stack ?? out.message) : out.message);
  return out;
}

/**
 * Of an error from check, diff, read and delete the SDK prints `${error}: ${error.stack}` beside what the engine is given and
 * shows (seen): those words name what failed, so that the sentence for a person stands there once.
 */
function withoutStack(error: Error, doing: string): Error {
  error.stack = "failed, its error says why.";
  return Object.defineProperty(error, "toString", { value: () => doing });
}

/** Whether a 401 is at the bottom of an error; what lies behind ours is a copy. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && (error.name === "AuthenticationError" || isRefusal(error.cause));
}
