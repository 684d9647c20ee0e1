/** One program behind either host: dynamic resources, or the native executable; on the embedded engine and the command line. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { CliStack } from "../../e2e/cli-stack";
import { byHand, configure, prelude, type Settings } from "../../e2e/digicert/stage";
import { EmbeddedEngineStack } from "../../e2e/embedded-stack";
import { cliStack, describeOnCli } from "../../e2e/engines";
import { makeProject, type Project, repository } from "../../e2e/project";
import type { Stack } from "../../e2e/stack";
import { readRecording, type Title, writeRecording } from "./recordings";
import { nativeSdk } from "./sdk";
import { type RecordedRun, Witness } from "./witness";

export type Host = "dynamic" | "native";

/** The executable, as it is published. */
export const executable = join(repository, "dist", "native", "main.js");
export const command = [process.execPath, executable] as const;

export interface HostStage {
  readonly stack: Stack;
  readonly emulator: Emulator;
  /** Another program, behind the same host or the other. */
  setProgram(program: string, host?: Host): void;
  byHand(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A command of the command line; hands back what it printed. */
  command(...args: readonly string[]): Promise<string>;
}

/** The day on which every scenario begins: dates in states are then the same on any day. */
export const FIRST_DAY = "2027-01-01";

export interface HostStageOptions {
  /** Default: one of its own, on {@link FIRST_DAY}. */
  readonly emulator?: Emulator;
  readonly config?: Settings;
  readonly prelude?: string;
  /** The name of the project; default `scenario`. */
  readonly project?: string;
}

export type MakeHostStage = (host: Host, program: string, options?: HostStageOptions) => Promise<HostStage>;

/** The lines before a program of a host. */
const preludeOf = (host: Host, lines: string): string =>
  host === "native" ? lines.replace('require("pulumi-digicert-one")', 'require("./native-sdk")') : lines;

const embedded = async (project: Project): Promise<Stack> =>
  new EmbeddedEngineStack({
    projectName: project.name,
    stackName: "dev",
    workDir: project.folder,
    homeDir: project.scratch,
    plugins: { "digicert-one": command },
  });

/** `npm run record` plays on the command line alone, and writes the recordings. `SCENARIO` narrows the titles. */
const isRecording = process.env.RECORD === "native";

/** What becomes of the runs of a stack that the native host has served. */
type Keep = (phases: readonly RecordedRun[]) => void;

/** Describes tests that may use either host, on each engine that is there. */
export function describeHosts(title: string, body: (makeStage: MakeHostStage) => void): void {
  describe(`${title}, on the embedded engine`, () => onEngine(embedded, body));
  describeHostsOnCli(title, body);
}

/** Describes tests that ask the command line for what the embedded engine has not. */
export function describeHostsOnCli(title: string, body: (makeStage: MakeHostStage) => void): void {
  if (!isRecording) describeOnCli(title, () => onEngine(cliStack, body));
}

/**
 * Describes one test with one stack that the native host serves. The embedded engine must do what the command line was recorded
 * doing. On the command line, which may be of another version, the test itself suffices.
 */
export function describeRecorded(title: Title, body: (makeStage: MakeHostStage) => void): void {
  if (!isRecording) {
    const compare: Keep = (phases) => expect({ title, phases }).toEqual(readRecording(title));
    describe(`${title}, on the embedded engine`, () => onEngine(embedded, body, compare));
    describeHostsOnCli(title, body);
  } else {
    const isWanted = new RegExp(process.env.SCENARIO ?? "").test(title);
    describe.runIf(isWanted)("recording", () =>
      describeOnCli(title, () => onEngine(cliStack, body, (phases) => writeRecording({ title, phases }))),
    );
  }
}

function onEngine(
  makeStack: (project: Project) => Promise<Stack>,
  body: (makeStage: MakeHostStage) => void,
  keep?: Keep,
): void {
  const ends: (() => unknown)[] = [];
  const native = new Set<Witness>();
  afterEach(({ task }) => {
    if (keep === undefined || task.result?.state === "fail") return;
    expect(native.size).toBe(1);
    for (const { phases } of native) keep(phases);
  });
  afterAll(async () => {
    for (const end of ends.splice(0)) await end();
  });
  body(async (host, program, options = {}) => {
    const lines = options.prelude ?? prelude;
    const name = options.project ?? "scenario";
    const emulator = options.emulator ?? (await startEmulator({ seed: 11, now: `${FIRST_DAY}T12:00:00Z` }));
    const project = makeProject({
      name,
      program: `${preludeOf(host, lines)}${program}`,
      files: { "native-sdk.js": nativeSdk, "Pulumi.yaml": projectFile(name) },
    });
    installPlugin(project.folder);
    ends.push(() => project.remove());
    if (options.emulator === undefined) ends.push(() => emulator.close());
    const plain = await makeStack(project);
    const stack = new Witness(plain, emulator);
    stack.setEnv("DIGICERT_ONE_AS_OF", FIRST_DAY);
    await configure(stack, emulator, options.config);
    let current = host;
    if (host === "native") native.add(stack);
    return {
      stack,
      emulator,
      setProgram: (next, other = current) => {
        current = other;
        if (other === "native") native.add(stack);
        project.setProgram(`${preludeOf(other, lines)}${next}`);
      },
      byHand: (method, path, content) => byHand(emulator, method, path, content),
      command: (...args) =>
        plain instanceof CliStack ? plain.command(...args) : Promise.reject(new Error("there is no command line here")),
    };
  });
}

/** The command line finds the executable by the project; the embedded engine is given it. */
const projectFile = (name: string): string => `name: ${name}
runtime:
  name: nodejs
  options:
    typescript: false
plugins:
  providers:
    - name: digicert-one
      path: plugin
`;

function installPlugin(folder: string): void {
  const file = join(folder, "plugin", "pulumi-resource-digicert-one");
  mkdirSync(join(folder, "plugin"));
  writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`);
  chmodSync(file, 0o755);
}
