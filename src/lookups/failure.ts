/** How a look-up fails: whoever waits for it, its sentence is shown once, without a stack and without a dump. */
import * as pulumi from "@pulumi/pulumi";
import { type DigiCertOneError, isDigiCertOneError, redact } from "../errors";

/** The failures of each run by their sentences: the SDK shows an error once, however many promises it rejects. */
const failuresOfRuns = new WeakMap<object, Map<string, DigiCertOneError>>();

/** By this mark, which it does not declare, the SDK knows an error that speaks for itself. */
const RUN_ERROR = "__pulumiRunError";

/**
 * The error to fail with. It stays what it is for whoever catches it; only an error of our own is a sentence for a person,
 * any other keeps its stack.
 * @param secrets what its message must not quote
 */
export function shownOnce(error: unknown, secrets: readonly string[] = []): unknown {
  if (!isDigiCertOneError(error)) return error;
  const run = pulumi.runtime.getEngine();
  if (run === undefined) return error;
  const failures = failuresOfRuns.get(run) ?? new Map<string, DigiCertOneError>();
  failuresOfRuns.set(run, failures);
  const message = redact(error.message, secrets);
  const known = failures.get(message);
  if (known !== undefined) return known;
  failures.set(message, error);
  // The SDK writes the name of each property that waited in front of the message.
  Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
  Object.defineProperty(error, RUN_ERROR, { value: true });
  error.stack = message;
  return error;
}
