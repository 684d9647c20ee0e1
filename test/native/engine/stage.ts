/** One program behind either host: dynamic resources, or the native executable; on the embedded engine and the command line. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { byHand, configure, prelude, type Settings } from "../../e2e/digicert/stage";
import { EmbeddedEngineStack } from "../../e2e/embedded-stack";
import { cliStack, describeOnCli } from "../../e2e/engines";
import { makeProject, type Project, repository } from "../../e2e/project";
import type { Stack } from "../../e2e/stack";
import { nativeSdk } from "./sdk";

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
}

export interface HostStageOptions {
  readonly emulator?: Emulator;
  readonly now?: string;
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

/** Describes tests that may use either host, on each engine that is there. */
export function describeHosts(title: string, body: (makeStage: MakeHostStage) => void): void {
  describe(`${title}, on the embedded engine`, () => onEngine(embedded, body));
  describeOnCli(title, () => onEngine(cliStack, body));
}

function onEngine(makeStack: (project: Project) => Promise<Stack>, body: (makeStage: MakeHostStage) => void): void {
  const ends: (() => unknown)[] = [];
  afterAll(async () => {
    for (const end of ends.splice(0)) await end();
  });
  body(async (host, program, options = {}) => {
    const lines = options.prelude ?? prelude;
    const emulator =
      options.emulator ?? (await startEmulator({ seed: 11, ...(options.now !== undefined && { now: options.now }) }));
    const name = options.project ?? "scenario";
    const project = makeProject({
      name,
      program: `${preludeOf(host, lines)}${program}`,
      files: { "native-sdk.js": nativeSdk, "Pulumi.yaml": projectFile(name) },
    });
    installPlugin(project.folder);
    ends.push(() => project.remove());
    if (options.emulator === undefined) ends.push(() => emulator.close());
    const stack = await makeStack(project);
    await configure(stack, emulator, options.config);
    let current = host;
    return {
      stack,
      emulator,
      setProgram: (next, other = current) => {
        current = other;
        project.setProgram(`${preludeOf(other, lines)}${next}`);
      },
      byHand: (method, path, content) => byHand(emulator, method, path, content),
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
