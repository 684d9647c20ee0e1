/**
 * What the SDK reads of stacks while it registers a resource, without what nobody has a use for (docs/decisions/0014).
 *
 * It formats a stack trace for each of the four promises of each property, and nothing shows it but its search for leaks. Where
 * `pulumi` runs a program, source-map-support maps every frame of it: a third of what a program took. And it stores the stack of
 * the line that makes a resource, down to what loads the program: 290 bytes of each record.
 */
import * as pulumi from "@pulumi/pulumi";

/** The SDK's functions that read a stack. Under other names, as in a bundle, they get it as ever. */
const OF_PROMISE = "debuggablePromise";
const OF_RESOURCE = "callsites";

type Format = (error: Error, frames: NodeJS.CallSite[]) => unknown;

/**
 * Leaves the traces of promises unformatted, and ends those of resources with the program, until the program's synchronous part is
 * over. Every other stack is as ever: errors are formatted when their stack is first read, whole.
 */
export function shortenDebugTraces(): void {
  if (!pulumi.runtime.hasEngine() || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  // Of source-map-support where the SDK runs the program (cmd/run), or else Node's own. A program may have taken either away:
  // then V8 formats by itself.
  const format = Error.prepareStackTrace as Format | undefined;
  if (format === undefined || shortening.has(format)) return;
  const shorten: Format = (error, frames) => {
    const [innermost] = frames;
    const reader = innermost?.getFunctionName();
    if (reader === OF_PROMISE) return String(error);
    return format.call(Error, error, reader === OF_RESOURCE && isOfSdk(innermost) ? ofProgram(frames) : frames);
  };
  shortening.add(shorten);
  Error.prepareStackTrace = shorten;
  queueMicrotask(() => {
    if (Error.prepareStackTrace === shorten) Error.prepareStackTrace = format;
  });
}

const shortening = new WeakSet<Format>();

/** Frames without those at the outer end that only load and run the program: Node's and the SDK's. */
function ofProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  return frames.slice(0, frames.findLastIndex((frame) => !isOfSdk(frame) && !isOfNode(frame)) + 1);
}

const isOfSdk = (frame: NodeJS.CallSite | undefined): boolean =>
  /[\\/]@pulumi[\\/]pulumi[\\/]/.test(frame?.getFileName() ?? "");

const isOfNode = (frame: NodeJS.CallSite): boolean => /^(node:|$)/.test(frame.getFileName() ?? "");
