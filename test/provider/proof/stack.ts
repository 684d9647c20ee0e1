/** Stacks of the embedded engine in this process, against emulators that come and go: tenants, accounts, other keys. */

import { type SettingName, settingsTable } from "../../../src/client/settings/settings-table";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../src/emulator";
import { type ConfigValue, EmbeddedStack, EngineRunError, type RunResult } from "../../../src/engine";
import { handlersNamedIn } from "../../resources/rotating-world";

export const DAY = "2026-12-01";

/** An emulator on the day of these tests. Tenants of one seed hold the same ids. */
export function startTenant(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({ seed: 7, rateLimits: "off", now: `${DAY}T12:00:00Z`, ...options });
}

/** Settings of a stack; `undefined` leaves one to the environment. */
export type Config = Readonly<Partial<Record<SettingName, string>>>;

/** What a run did: the steps that changed something, and everything that it said. */
export interface Ran {
  readonly ok: boolean;
  readonly steps: readonly string[];
  readonly text: string;
}

type Runs = "up" | "preview" | "refresh" | "destroy";
export type RunName = Runs | "up --refresh" | "preview --refresh" | "destroy --refresh";

export interface ProofStack {
  readonly stack: EmbeddedStack;
  run(name: RunName, options?: { target?: string[]; replace?: string[] }): Promise<Ran>;
  /** What state says, decrypted: outputs by name of the resource. */
  outputs(): Promise<Record<string, Record<string, unknown>>>;
}

const SILENT = new Set(["same", "refresh", "read", "create-replacement", "delete-replaced"]);

/** The settings that lead to an emulator. */
export function settingsFor(emulator: Pick<Emulator, "url" | "apiKey">, more: Config = {}): Config {
  return { baseUrl: emulator.url, apiKey: emulator.apiKey, rateLimits: "off", maxRetrySeconds: "1", ...more };
}

export interface StackOptions {
  /** Settings in the stack's config: what `refresh` and `destroy` use is what the last `up` recorded. */
  readonly config?: Config;
  /** Settings in the environment, as in CI: always of today. */
  readonly env?: Config;
  /** Begins with the state of this stack. */
  readonly state?: ProofStack;
}

/** A stack of one name, whatever its settings and its state. */
export async function stackWith(
  program: () => unknown,
  { config = {}, env = {}, state }: StackOptions,
): Promise<ProofStack> {
  const given = Object.entries(config).flatMap(([name, value]): [string, ConfigValue][] =>
    value === undefined ? [] : [[`digicert-one:${name}`, name === "apiKey" ? { value, secret: true } : value]],
  );
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "proof",
    stackName: "dev",
    workDir: process.cwd(),
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    program: async () => program() as Record<string, unknown> | undefined,
    loadProvider: (text) => handlersNamedIn(text) as ReturnType<typeof handlersNamedIn> & { configure(): unknown },
    config: Object.fromEntries(given),
  });
  if (state !== undefined) await stack.importStack(await state.stack.exportStack());
  return {
    stack,
    async run(name, options = {}) {
      setEnvironment(env);
      const [kind = "up", refresh] = name.split(" --") as [Runs, string | undefined];
      try {
        return ranOf(await stack[kind]({ ...options, ...(refresh !== undefined && { refresh: true }) }), "");
      } catch (error) {
        if (error instanceof EngineRunError) return ranOf(error.result, error.message);
        throw error;
      }
    },
    async outputs() {
      const resources = await stack.decryptedState();
      return Object.fromEntries(
        resources
          .filter(({ type }) => type.includes("digicert-one:"))
          .map(({ urn, outputs }) => [urn.split("::").at(-1) ?? "", { ...outputs }]),
      );
    },
  };
}

function setEnvironment(env: Config): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("DIGICERT_ONE_")) delete process.env[name];
  process.env.DIGICERT_ONE_AS_OF = DAY;
  for (const { name, env: variable } of settingsTable) if (env[name] !== undefined) process.env[variable] = env[name];
}

function ranOf(result: RunResult, problem: string): Ran {
  return {
    ok: problem === "",
    steps: result.steps.filter(({ op }) => !SILENT.has(op)).map(({ op, name }) => `${op} ${name}`),
    text: [...result.diagnostics.map(({ message }) => message), problem].join("\n"),
  };
}
