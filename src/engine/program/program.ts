import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { isObject } from "../model/values";
import type { Sdk } from "../sdk/sdk";

/** What a program's run is given. */
export interface ProgramContext {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly preview: boolean;
  readonly parallel: number;
  /** Every setting in plain text, `namespace:key`. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

export type ProgramResult = { readonly ok: true } | { readonly ok: false; readonly message: string | undefined };

/** The parts of Pulumi.yaml that say how to run the program. */
export interface ProjectFile {
  /** The folder of the program: `main`, else that of the file. */
  readonly folder: string;
  readonly entry: string;
  readonly typescript: boolean;
  readonly nodeArgs: readonly string[];
}

/** Reads `main` and `runtime.options` of a Pulumi.yaml, if there is one. */
export function readProject(sdk: Sdk, workDir: string): ProjectFile {
  const path = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(workDir, name)).find(existsSync);
  const yaml: unknown = path === undefined ? {} : sdk.require("js-yaml").load(readFileSync(path, "utf8"));
  const file = isObject(yaml) ? yaml : {};
  const main = typeof file.main === "string" ? file.main : "";
  const target = resolve(workDir, main);
  const isFile = main !== "" && /\.[cm]?[jt]s$/.test(main);
  const runtime = isObject(file.runtime) ? file.runtime : {};
  const options = isObject(runtime.options) ? runtime.options : {};
  return {
    folder: isFile ? workDir : target,
    entry: isFile ? main : ".",
    typescript: options.typescript !== false,
    nodeArgs: typeof options.nodeargs === "string" ? options.nodeargs.split(" ").filter((arg) => arg !== "") : [],
  };
}

/** Exit code of the SDK's runner when it has reported what went wrong (cmd/run/index.ts). */
const ALREADY_REPORTED = 32;
/** How long a program may take to end after its run was cut off. */
const GRACE_MS = 5_000;

export interface ProgramProcess {
  readonly done: Promise<ProgramResult>;
  /** The run is over: ends the program if it does not end by itself. */
  stop(): void;
}

/**
 * Ends the program with the engine that runs it, however that ends: the pipe to its standard input closes. The SDK's runner
 * would otherwise go on calling an engine that is gone, at full speed (seen after a test worker was killed).
 */
const END_WITH_ENGINE =
  'data:text/javascript,process.stdin.on("close",()=>process.exit(1)).on("error",()=>process.exit(1)).resume().unref()';

/** Runs the program in the SDK's own runner, as the CLI's language host does. */
export function runProgramProcess(settings: {
  sdk: Sdk;
  workDir: string;
  project: ProjectFile;
  address: string;
  context: ProgramContext;
  env: NodeJS.ProcessEnv;
  onLine: (line: string) => void;
}): ProgramProcess {
  const { sdk, workDir, project, address, context } = settings;
  const args = [
    ...project.nodeArgs,
    `--import=${END_WITH_ENGINE}`,
    join(sdk.folder, "cmd", "run"),
    `--monitor=${address}`,
    `--engine=${address}`,
    `--organization=${context.organization}`,
    `--project=${context.project}`,
    `--stack=${context.stack}`,
    `--root-directory=${workDir}`,
    `--pwd=${project.folder}`,
    ...(context.preview ? ["--dry-run"] : []),
    `--parallel=${context.parallel}`,
    project.entry === "." ? "." : resolve(workDir, project.entry),
  ];
  const env: NodeJS.ProcessEnv = {
    ...settings.env,
    PULUMI_CONFIG: JSON.stringify(context.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(context.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(project.typescript),
  };
  const child = spawn(process.execPath, args, { cwd: project.folder, env, stdio: ["pipe", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", settings.onLine);
  let timer: NodeJS.Timeout | undefined;
  const done = new Promise<ProgramResult>((settle) => {
    child.once("error", (error) => settle({ ok: false, message: error.message }));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) settle({ ok: true });
      else if (code === ALREADY_REPORTED) settle({ ok: false, message: undefined });
      else settle({ ok: false, message: `the program ended with ${signal ?? `exit code ${code}`}` });
    });
  });
  const stop = (): void => {
    timer ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  return { done, stop };
}
