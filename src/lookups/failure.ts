/** How a look-up fails: whoever waits for it, its sentence is shown once, without a stack and without a dump. */
import * as pulumi from "@pulumi/pulumi";
import { causeOfAll, type DigiCertOneError, isDigiCertOneError, redact } from "../errors";

/** The failures of each run by their sentences: the SDK shows an error once, however many promises it rejects. */
const failuresOfRuns = new WeakMap<object, Map<string, DigiCertOneError>>();

/** By this mark, which it does not declare, the SDK knows an error that speaks for itself. */
const RUN_ERROR = "__pulumiRunError";

/** Names for providers, by which their failures are distinguished; a program without one has the stack's settings. */
const namesOfProviders = new WeakMap<object, string>();
let providers = 0;

/** How a look-up was made. */
export interface Failed {
  /** Whose settings it failed with; undefined for the stack's. */
  readonly provider: object | undefined;
  /** Texts that its message must not quote. */
  readonly secrets?: readonly string[];
}

/**
 * The error to fail with. It stays what it is for whoever catches it; only an error of our own is a sentence for a person,
 * any other keeps its stack. Where a key or a host fails every look-up, all of them fail with the error of the first.
 */
export function sharedFailure(error: unknown, { provider, secrets = [] }: Failed): unknown {
  if (!isDigiCertOneError(error)) return error;
  const run = pulumi.runtime.getEngine();
  if (run === undefined) return error;
  const failures = failuresOfRuns.get(run) ?? new Map<string, DigiCertOneError>();
  failuresOfRuns.set(run, failures);
  const message = redact(error.message, secrets);
  const ofAll = causeOfAll(error);
  const cause = ofAll === undefined ? message : JSON.stringify([nameOf(provider), ofAll]);
  const known = failures.get(message) ?? failures.get(cause);
  if (known !== undefined) return known;
  for (const name of [message, cause]) failures.set(name, error);
  // The SDK writes the name of each property that waited in front of the message.
  Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
  Object.defineProperty(error, RUN_ERROR, { value: true });
  error.stack = message;
  return error;
}

function nameOf(provider: object | undefined): string {
  if (provider === undefined) return "";
  const name = namesOfProviders.get(provider) ?? String(++providers);
  namesOfProviders.set(provider, name);
  return name;
}
