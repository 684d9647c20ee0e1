/** Runs in processes of their own, which are killed in earnest: the engine's, or the provider's. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CliStack } from "../cli-stack";
import { makeProject, type Project } from "../project";
import { type Run, RunFailed } from "../stack";
import { declare, type Spec } from "./program";
import type { Turn } from "./scenarios";
import { type CrashWorld, type Mender, PASSPHRASE, PROJECT, type Ran, ranOf, STACK, sweepWith } from "./world";

/** An engine whose runs can be killed. */
export interface Killable extends Mender {
  /** Begins an `up`. */
  start(turn: Turn): Promise<ChildProcess>;
  /** What has to be done by hand after the engine was killed. */
  unlock(): Promise<void>;
  /** Ends whatever still lives. */
  close(): void;
  /** The process of the provider. */
  providerPid(): number | undefined;
}

const program = `const spec = JSON.parse(require("node:fs").readFileSync(__dirname + "/spec.json", "utf8"));
(${declare.toString()})(require("pulumi-digicert-one"), spec);
`;

/** The embedded engine, as a program of its own. */
const engine = `const { EmbeddedStack } = require("pulumi-digicert-one/testing");
EmbeddedStack.createOrSelect(JSON.parse(process.env.CRASH_STACK))
  .then((stack) => stack.up())
  .then(() => process.exit(0), () => process.exit(1));
`;

/** Every Node process of a run writes down who it is, so that a test finds the one to kill, whoever started it. */
const pids = `require("node:fs").appendFileSync(__dirname + "/pids", process.pid + " " + process.argv[1] + "\\n");\n`;

class Processes {
  readonly project: Project;
  readonly world: CrashWorld;
  readonly #started: ChildProcess[] = [];

  constructor(world: CrashWorld) {
    this.world = world;
    this.project = makeProject({ name: PROJECT, program, files: { "engine.js": engine, "pids.cjs": pids, pids: "" } });
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

  lines(): string[] {
    return readFileSync(join(this.project.folder, "pids"), "utf8").split("\n").filter(Boolean);
  }

  providerPid(): number | undefined {
    const line = this.lines().findLast((each) => each.includes("dynamic-provider"));
    return line === undefined ? undefined : Number.parseInt(line, 10);
  }

  close(): void {
    const own = this.#started.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    for (const pid of [...own, ...this.lines().map((line) => Number.parseInt(line, 10))]) kill(pid);
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
      };
      const env = { ...process.env, ...processes.env, CRASH_STACK: JSON.stringify(args) };
      return Promise.resolve(
        processes.started(spawn(process.execPath, ["engine.js"], { cwd: folder, env, stdio: "ignore" })),
      );
    },
    unlock: () => Promise.resolve(),
    close: () => processes.close(),
    providerPid: () => processes.providerPid(),
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
    providerPid: () => processes.providerPid(),
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
