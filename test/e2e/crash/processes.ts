/** Runs in processes of their own, which are killed in earnest: the engine's, or the provider's. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nativeSdk } from "../../native/engine/sdk";
import { executable } from "../../native/engine/stage";
import { CliStack } from "../cli-stack";
import { makeProject, type Project } from "../project";
import { type Run, RunFailed } from "../stack";
import { plugins } from "./native";
import { declare, type Spec } from "./program";
import { type Ran, ranOf } from "./ran";
import type { Turn } from "./scenarios";
import { type CrashWorld, type Mender, PASSPHRASE, PROJECT, STACK, sweepWith } from "./world";

/** An engine whose runs can be killed. */
export interface Killable extends Mender {
  /** Begins an `up`. */
  start(turn: Turn): Promise<ChildProcess>;
  /** What has to be done by hand after the engine was killed. */
  unlock(): Promise<void>;
  /** Ends whatever still lives. */
  close(): void;
  /** The processes of the provider. */
  providerPids(): readonly number[];
  /** Whether all of them have ended by themselves. */
  providersEnded(): boolean;
}

const programOf = (
  sdk: string,
) => `const spec = JSON.parse(require("node:fs").readFileSync(__dirname + "/spec.json", "utf8"));
(${declare.toString()})(require("${sdk}"), spec);
`;

/** By host: the package of a program, and the process of its provider. */
const hosts = {
  dynamic: { sdk: "pulumi-digicert-one", provider: "dynamic-provider", plugins: {} },
  native: { sdk: "./native-sdk", provider: executable, plugins },
} as const;

/** The embedded engine, as a program of its own. */
const engine = `const { EmbeddedStack } = require("pulumi-digicert-one/testing");
EmbeddedStack.createOrSelect(JSON.parse(process.env.CRASH_STACK))
  .then((stack) => stack.up())
  .then(() => process.exit(0), () => process.exit(1));
`;

/** Every Node process of a run writes down who it is, so that a test finds the one to kill, whoever started it, and that it ends. */
const pids = `const { appendFileSync, existsSync } = require("node:fs");
appendFileSync(__dirname + "/pids", process.pid + " " + process.argv[1] + "\\n");
process.on("exit", () => existsSync(__dirname) && appendFileSync(__dirname + "/ended", process.pid + "\\n"));
`;

class Processes {
  readonly project: Project;
  readonly world: CrashWorld;
  readonly #started: ChildProcess[] = [];

  constructor(world: CrashWorld) {
    this.world = world;
    const program = programOf(hosts[world.host].sdk);
    const files = { "engine.js": engine, "native-sdk.js": nativeSdk, "pids.cjs": pids, pids: "", ended: "" };
    this.project = makeProject({ name: PROJECT, program, files });
  }

  get env(): Record<string, string> {
    return {
      ...this.world.env,
      DIGICERT_ONE_MAX_RETRY_SECONDS: "5",
      NODE_OPTIONS: `--require ${JSON.stringify(join(this.project.folder, "pids.cjs"))}`,
    };
  }

  declare(spec: Spec): void {
    writeFileSync(join(this.project.folder, "spec.json"), JSON.stringify(this.world.whole(spec)));
  }

  started(child: ChildProcess): ChildProcess {
    this.#started.push(child);
    return child;
  }

  #lines(file: string): string[] {
    return readFileSync(join(this.project.folder, file), "utf8").split("\n").filter(Boolean);
  }

  #pids(file: string, of = ""): number[] {
    return this.#lines(file)
      .filter((line) => line.includes(of))
      .map((line) => Number.parseInt(line, 10));
  }

  providerPids(): readonly number[] {
    return this.#pids("pids", hosts[this.world.host].provider);
  }

  providersEnded(): boolean {
    const ended = this.#pids("ended");
    return this.providerPids().every((pid) => ended.includes(pid));
  }

  close(): void {
    const own = this.#started.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    for (const pid of [...own, ...this.#pids("pids")]) kill(pid);
    this.project.remove();
  }
}

/** Ends a process at once; one that has ended already is fine. */
export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

/** The embedded engine in processes; what comes after the kill runs in this one, on the same state file. */
export async function embedded(world: CrashWorld): Promise<Killable> {
  const processes = new Processes(world);
  return {
    emulator: world.emulator,
    up: (turn, options) => world.up(turn, options),
    preview: (turn) => world.preview(turn),
    stored: () => world.stored(),
    sweep: (...argv) => world.sweep(...argv),
    start: ({ spec }) => {
      processes.declare(spec);
      const { folder } = processes.project;
      const args = {
        projectName: PROJECT,
        stackName: STACK,
        workDir: folder,
        stateFile: world.stateFile,
        passphrase: PASSPHRASE,
        config: world.config,
        plugins: hosts[world.host].plugins,
      };
      const env = { ...process.env, ...processes.env, CRASH_STACK: JSON.stringify(args) };
      return Promise.resolve(
        processes.started(spawn(process.execPath, ["engine.js"], { cwd: folder, env, stdio: "ignore" })),
      );
    },
    unlock: () => Promise.resolve(),
    close: () => processes.close(),
    providerPids: () => processes.providerPids(),
    providersEnded: () => processes.providersEnded(),
  };
}

/** Pulumi's command line, before the kill and after it. */
export async function commandLine(world: CrashWorld, cli: string): Promise<Killable> {
  const processes = new Processes(world);
  const { folder, scratch } = processes.project;
  const stack = await CliStack.create({
    cli,
    projectName: PROJECT,
    stackName: STACK,
    workDir: folder,
    homeDir: scratch,
  });
  for (const [key, { value, secret }] of Object.entries(world.config)) await stack.setConfig(key, value, { secret });
  await stack.importStack(JSON.parse(await world.stateText()));
  const ready = ({ spec }: Turn) => {
    for (const [name, value] of Object.entries(processes.env)) stack.setEnv(name, value);
    processes.declare(spec);
  };
  const text = async () => JSON.stringify(await stack.exportStack());
  return {
    emulator: world.emulator,
    up: (turn, options = {}) => {
      ready(turn);
      return running(stack.up({ refresh: options.refresh ?? false }));
    },
    preview: (turn) => {
      ready(turn);
      return running(stack.preview());
    },
    async stored() {
      const resources = (await stack.exportStack()).deployment.resources ?? [];
      return resources.filter(({ type }) => /digicert-one:(?!StackIdentity$)/.test(type)).map(opened);
    },
    sweep: async (...argv) => sweepWith(world.emulator, await text(), ...argv),
    start: async (turn) => {
      ready(turn);
      return processes.started(stack.spawn("up", "--yes", "--skip-preview"));
    },
    unlock: async () => {
      const child = stack.spawn("cancel", "--yes");
      await new Promise((resolve) => child.once("exit", resolve));
    },
    close: () => processes.close(),
    providerPids: () => processes.providerPids(),
    providersEnded: () => processes.providersEnded(),
  };
}

async function running(run: Promise<Run>): Promise<Ran> {
  try {
    return ranOf(await run, true);
  } catch (error) {
    if (error instanceof RunFailed) return ranOf(error.run, false);
    throw error;
  }
}

type Stored = Awaited<ReturnType<CrashWorld["stored"]>>[number];

/** A resource of `export --show-secrets`, each secret as its plain text. */
function opened(resource: object): Stored {
  return JSON.parse(JSON.stringify(resource), (_key, value) =>
    value !== null && typeof value === "object" && "plaintext" in value ? JSON.parse(value.plaintext) : value,
  );
}
