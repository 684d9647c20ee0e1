/**
 * The SDK formats a stack trace for each of the four promises of each property, and nothing shows it but its search for leaks.
 * Where `pulumi` runs a program, source-map-support maps every frame of it: a third of what a program took
 * (docs/decisions/0014).
 */
import * as pulumi from "@pulumi/pulumi";

/** The SDK's function that takes those traces. Under another name, as in a bundle, they are formatted as ever. */
const TAKES_THEM = "debuggablePromise";

type Format = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * Leaves those traces unformatted until the program's synchronous part is over. Every other stack is as ever: that of the line which
 * makes a resource, and those of errors, which V8 formats when they are first read.
 */
export function skipDebugTraces(): void {
  // The SDK itself installs source-map-support only where it runs the program (cmd/run).
  if (!pulumi.runtime.hasEngine() || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const format = Error.prepareStackTrace as Format | undefined;
  if (format === undefined || skipping.has(format)) return;
  const skip: Format = (error, frames) =>
    frames[0]?.getFunctionName() === TAKES_THEM ? String(error) : format.call(Error, error, frames);
  skipping.add(skip);
  Error.prepareStackTrace = skip;
  queueMicrotask(() => {
    if (Error.prepareStackTrace === skip) Error.prepareStackTrace = format;
  });
}

const skipping = new WeakSet<Format>();
