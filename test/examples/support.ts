/**
 * Runs an example's stack. In this process, which takes a second: the program as vitest compiles it, the compiled package.
 * In processes, as people run it: its own program process and provider process.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { type ConfigValue, EmbeddedStack, type PulumiProgram, type RunResult } from "../../src/engine";
import { repository } from "../e2e/project";

export interface ExampleRun {
  /** Two runs with one state share it. */
  readonly scratch: string;
  /** The program in this process, by its module; without it the example runs in processes. */
  readonly program?: () => Promise<unknown>;
  readonly stackName?: string;
  readonly config?: Readonly<Record<string, ConfigValue>>;
  /** Without it the program has no default provider. */
  readonly emulator?: { readonly url: string; readonly apiKey: string };
}

export const folderOf = (example: string): string => join(repository, "examples", example);

/** A folder for states and files, outside of the example. */
export function makeScratch(purpose: string): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), `${purpose}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** A folder and an emulator for the tests of an example; both go with the tests, and days that were set with each. */
export function stageOf(
  example: string,
  options: EmulatorOptions = {},
): { readonly folder: string; readonly emulator: Emulator } {
  const scratch = makeScratch(example);
  let emulator: Emulator | undefined;
  beforeAll(async () => {
    emulator = await startEmulator(options);
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await emulator?.close();
    scratch.remove();
  });
  return {
    folder: scratch.folder,
    get emulator() {
      if (emulator === undefined) throw new Error("the emulator starts with the first test");
      return emulator;
    },
  };
}

/** The day of both the emulator and the runs. */
export async function setDay(emulator: { setClock(now: string): Promise<unknown> }, day: string): Promise<void> {
  await emulator.setClock(`${day}T12:00:00Z`);
  vi.stubEnv("DIGICERT_ONE_AS_OF", day);
}

/** Opens an example's stack. */
export function openExample(example: string, { scratch, stackName = "dev", config, emulator, program }: ExampleRun) {
  return EmbeddedStack.createOrSelect({
    projectName: example,
    stackName,
    workDir: folderOf(example),
    stateFile: join(scratch, `${example}.${stackName}.json`),
    passphrase: "p",
    ...(program
      ? { host: "in-process", program: anew(program) }
      : { envVars: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } }), // types are another test's business
    config: {
      ...(emulator && {
        "digicert-one:baseUrl": emulator.url,
        "digicert-one:apiKey": { value: emulator.apiKey, secret: true },
      }),
      ...config,
    },
  });
}

/** A run evaluates the program's modules; a second run in this process must as well. */
const anew =
  (program: () => Promise<unknown>): PulumiProgram =>
  async () => {
    vi.resetModules();
    return await program();
  };

/** The steps that change something: a replacement once, by its name. */
export const stepsOf = ({ steps }: RunResult): string[] =>
  steps
    .filter(({ op }) => op !== "same" && op !== "create-replacement" && op !== "delete-replaced")
    .map(({ op, name }) => `${op} ${name}`)
    .sort();

/** Whether a key opens the door. */
export async function opens(api: { readonly url: string }, value: unknown): Promise<boolean> {
  const headers = { "x-api-key": String(value), "user-agent": "consumer/1" };
  const { status } = await fetch(`${api.url}/account/api/v1/user/me`, { headers });
  return status !== 401;
}
