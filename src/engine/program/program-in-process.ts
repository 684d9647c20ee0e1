import type { Diagnostic } from "../planning/plan-memory";
import type { Sdk } from "../sdk/sdk";
import type { MonitorMethods } from "./monitor";
import type { ProgramContext, ProgramResult } from "./program";
import { failure } from "./server";

/** A Pulumi program as a function; what it returns are the stack's outputs. */
export type PulumiProgram = () => unknown;

type Callback = (error: object | null, response?: unknown) => void;
interface BinaryMessage {
  serializeBinary(): Uint8Array;
  readonly constructor: { deserializeBinary(bytes: Uint8Array): unknown };
}

/** Pulumi's runtime is one per process, so in-process runs take turns. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Runs a program function in this process, as the Automation API's inline programs run (automation/server.ts), but for
 * the socket: each request and response is a message, serialized and read back.
 */
export function runProgramFunction(settings: {
  sdk: Sdk;
  program: PulumiProgram;
  context: ProgramContext;
  monitor: MonitorMethods;
  engine: MonitorMethods;
  report: (diagnostic: Diagnostic) => void;
  /** Rejects or resolves when the run is cut off by an error: the program may then wait for ever. */
  cancelled: Promise<void>;
  /** Resolves when nothing of the run is under way any more. */
  settled: () => Promise<void>;
}): Promise<ProgramResult> {
  const run = turn.then(() => runAlone(settings));
  turn = run.catch(() => undefined);
  return run;
}

async function runAlone(settings: Parameters<typeof runProgramFunction>[0]): Promise<ProgramResult> {
  const { sdk, context } = settings;
  const state = sdk.require("./runtime/state.js");
  // Older SDKs keep the storage itself in this module and have no function for it.
  const withLocalStorage = (work: () => Promise<ProgramResult>): Promise<ProgramResult> =>
    state.withLocalStorage?.(work) ?? state.asyncLocalStorage.run(new state.LocalStore(), work);
  return await withLocalStorage(async () => {
    const runtime = sdk.require("./runtime/settings.js");
    const { project, stack, parallel, preview, organization } = context;
    runtime.resetOptions(project, stack, parallel, "in-process", "in-process", preview, organization);
    const store = state.getStore();
    store.settings.monitor = directClient(settings.monitor);
    store.settings.engine = directClient(settings.engine);
    sdk.require("./runtime/config.js").setAllConfig({ ...context.config }, [...context.secretKeys]);
    return await evaluate(settings, runtime);
  });
}

async function evaluate(
  settings: Parameters<typeof runProgramFunction>[0],
  runtime: { disconnect(signal: boolean): Promise<void> },
): Promise<ProgramResult> {
  const { sdk } = settings;
  const { runInPulumiStack } = sdk.require("./runtime/stack.js");
  const log = sdk.require("./log/index.js");
  const { isGrpcError } = sdk.require("./errors.js");
  const uncaught = catchUncaught((error) => {
    // A call cut off by the end of the run: its cause has been reported.
    if (!isGrpcError(error)) settings.report({ severity: "error", message: describe(sdk, error) });
  });
  try {
    const finished: Promise<ProgramResult> = (async () => {
      await runInPulumiStack(async () => await settings.program());
      await runtime.disconnect(false);
      await nextTurn();
      if (uncaught.count() > 0 || log.hasErrors()) return { ok: false, message: undefined };
      return { ok: true };
    })();
    const cut = settings.cancelled.then((): ProgramResult => ({ ok: false, message: undefined }));
    finished.catch(() => undefined);
    return await Promise.race([finished, cut]);
  } catch (error) {
    // What the program rejected with may be announced as unhandled as well, in a later turn: it is reported once.
    await settings.settled();
    await nextTurn();
    return { ok: false, message: uncaught.has(error) ? undefined : describe(sdk, error) };
  } finally {
    await settings.settled();
    await nextTurn();
    uncaught.restore();
  }
}

/** Rejections that nobody awaited are announced in the turn after. */
async function nextTurn(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * The program's unhandled errors belong to the run, not to whoever else listens in this process (a test runner would
 * fail its test): their listeners are put aside for the time of the run.
 */
function catchUncaught(onError: (error: unknown) => void) {
  const seen = new Set<unknown>();
  const listener = (error: unknown): void => {
    if (seen.has(error)) return;
    seen.add(error);
    onError(error);
  };
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const others = events.map((event) => process.listeners(event as "uncaughtException"));
  for (const event of events) {
    process.removeAllListeners(event);
    process.on(event, listener);
  }
  const restore = (): void => {
    for (const [at, event] of events.entries()) {
      process.off(event, listener);
      for (const other of others[at] ?? []) process.on(event, other);
    }
  };
  return { count: () => seen.size, has: (error: unknown) => seen.has(error), restore };
}

/** As the SDK's runner words it: no stack for errors meant for users. */
function describe(sdk: Sdk, error: unknown): string {
  const errors = sdk.require("./errors.js");
  if (!(error instanceof Error)) return String(error);
  if (errors.RunError.isInstance(error) || errors.ResourceError.isInstance(error)) return error.message;
  return `Running program failed with an unhandled exception:\n${error.stack ?? error.message}`;
}

/** A client of a service in this process. */
function directClient(methods: MonitorMethods): Record<string, unknown> {
  const client: Record<string, unknown> = { close: () => undefined };
  for (const [name, method] of Object.entries(methods)) {
    client[name] = (request: BinaryMessage, callback: Callback): void => {
      method(copyOf(request)).then(
        (response) => callback(null, copyOf(response as BinaryMessage)),
        (error: unknown) => callback(failure(error)),
      );
    };
  }
  return client;
}

function copyOf(message: BinaryMessage): unknown {
  return message.constructor.deserializeBinary(message.serializeBinary());
}
