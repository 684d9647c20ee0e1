/** Runs a program function in this process, against an emulator of its own, and says what became of it. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider, type RunResult } from "../../src/engine";
import * as provider from "../../src/provider";

export type Config = Record<string, string | undefined>;
export type Operation = "preview" | "up" | "destroy";

export interface Outcome {
  readonly ok: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Steps of ours and of providers, `create ci`. */
  readonly ours: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const HANDLERS = provider as unknown as Record<string, () => ReturnType<LoadProvider>>;

/** A stage for the tests of a file. */
export function programStage(projectName: string) {
  let emulator: Emulator | undefined;
  // Changed in place: the handlers hold on to it.
  const ours = () => Object.keys(process.env).filter((name) => name.startsWith("DIGICERT_ONE_"));
  const before = Object.fromEntries(ours().map((name) => [name, process.env[name]]));
  const forget = () => {
    for (const name of ours()) delete process.env[name];
  };
  beforeAll(async () => {
    emulator = await startEmulator({ seed: 7, rateLimits: "off" });
  });
  beforeEach(async () => {
    forget();
    await fetch(`${there().managementUrl}/journal`, { method: "DELETE" });
  });
  afterAll(async () => {
    forget();
    Object.assign(process.env, before);
    await emulator?.close();
  });
  const there = (): Emulator => {
    if (emulator === undefined) throw new Error("the emulator has not started yet");
    return emulator;
  };

  /** The calls since the test began, `GET /account/api/v1/user`. */
  async function calls(): Promise<string[]> {
    const journal = await fetch(`${there().managementUrl}/journal`);
    return ((await journal.json()) as { method: string; path: string }[]).map(
      ({ method, path }) => `${method} ${path}`,
    );
  }

  /** A stack whose runs come one after another; `program` is asked anew for each run. */
  async function open(program: () => unknown, config: Config = {}) {
    const settings: Config = {
      "digicert-one:baseUrl": there().url,
      "digicert-one:apiKey": there().apiKey,
      "digicert-one:maxRetrySeconds": "0",
      ...config,
    };
    const stack = await EmbeddedStack.createOrSelect({
      projectName,
      stackName: "dev",
      workDir: process.cwd(),
      stateFile: false,
      passphrase: "p",
      host: "in-process",
      program,
      loadProvider: (text) => {
        const handler = HANDLERS[/\.(\w+)\(\)$/.exec(text)?.[1] ?? ""];
        if (handler === undefined) throw new Error(`unknown provider: ${text}`);
        return handler();
      },
      config: Object.fromEntries(
        Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
      ),
    });
    return async (operation: Operation): Promise<Outcome> => {
      try {
        return outcome(await stack[operation](), true);
      } catch (error) {
        if (error instanceof EngineRunError) return outcome(error.result, false);
        throw error;
      }
    };
  }

  return {
    get emulator() {
      return there();
    },
    calls,
    open,
    /** The day, here and there. */
    async goTo(day: string) {
      process.env.DIGICERT_ONE_AS_OF = day;
      await there().setClock(`${day}T12:00:00Z`);
    },
    run: async (operation: Operation, program: () => unknown, config: Config = {}) =>
      (await open(program, config))(operation),
  };
}

function outcome(result: RunResult, ok: boolean): Outcome {
  const said = (wanted: string) =>
    result.diagnostics.filter(({ severity }) => severity === wanted).map(({ message }) => message);
  return {
    ok,
    errors: said("error"),
    warnings: said("warning"),
    ours: result.steps
      .filter(({ type }) => /digicert-one|pulumi-nodejs/.test(type))
      .map(({ op, name }) => `${op} ${name}`),
    outputs: Object.fromEntries(Object.entries(result.outputs ?? {}).map(([name, { value }]) => [name, value])),
  };
}

/** The last error of a run that was refused. */
export const closing = (count: number) =>
  `${count === 1 ? "1 validation error" : `${count} validation errors`}, listed above: nothing was changed in DigiCert ONE.`;
