/** A run in a process of its own, which is killed in earnest, or whose provider is. */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Emulator, Fault } from "../../src/emulator";
import { repository } from "../e2e/project";
import { descendantsOf, end, type Process } from "../support/processes";
import { PROJECT, STACK } from "./program";
import type { Kill, Report, RunOptions } from "./stage";

export interface DoomedOptions {
  /** Pulumi's command line; without it the embedded engine. */
  readonly cli: string | undefined;
  readonly emulator: Emulator;
  readonly folder: string;
  readonly home: string;
  readonly config: Readonly<Record<string, { value: string; secret: boolean }>>;
}

/** The request at which the kill comes: the server holds its answer back meanwhile. */
const MOMENTS: readonly NonNullable<Fault["match"]>[] = [
  { method: "POST", nth: 1 },
  { method: "POST", nth: 2 },
  { method: "PUT", nth: 1 },
  { method: "DELETE", nth: 1 },
];
const HELD_MS = 600;

/** The embedded engine, as a program that only runs `up`. */
const RUNNER = `
const { EmbeddedStack } = require(${JSON.stringify(join(repository, "dist", "engine"))});
const { args, options } = JSON.parse(process.argv[2]);
EmbeddedStack.createOrSelect(args)
  .then((stack) => stack.up({ ...options, onOutput: (line) => console.log(line) }))
  .then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });
`;

export class Doomed {
  /** Added to the environment of the run. */
  readonly env: Record<string, string> = {};
  readonly #options: DoomedOptions;

  constructor(options: DoomedOptions) {
    this.#options = options;
  }

  async up(options: RunOptions, kill: Kill): Promise<Report> {
    const { emulator, cli } = this.#options;
    await emulator.clearJournal();
    const match = MOMENTS[kill.nth % MOMENTS.length] ?? {};
    await emulator.addFault({ match, kind: "delay", delayMs: HELD_MS });
    const child = cli === undefined ? this.#embedded(options) : this.#commandLine(cli, options);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += String(chunk)));
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
    let code: number | null | undefined;
    exited.then((status) => {
      code = status;
    });
    const isFrozen = async () => (await emulator.journal()).some((entry) => entry.fault === "delay");
    while (code === undefined && !(await isFrozen())) await pause(15);
    const struck = code === undefined;
    const family = struck ? descendantsOf(child.pid ?? 0) : [];
    if (struck && kill.who === "engine") child.kill("SIGKILL");
    if (struck && kill.who === "provider") {
      for (const each of family) if (each.command.includes("dynamic-provider")) end(each.pid);
    }
    await exited;
    await emulator.clearFaults();
    if (struck) await this.#bury(family);
    if (cli !== undefined)
      rmSync(join(this.#options.home, "backend", ".pulumi", "locks"), { recursive: true, force: true });
    const ok = !struck && code === 0;
    return { ok, text, errors: ok ? [] : [text], steps: [], struck };
  }

  /** A provider process goes on without its engine; once it has nothing more to do, it is ended. */
  async #bury(family: readonly Process[]): Promise<void> {
    const { emulator } = this.#options;
    for (let seen = -1, now = 0; seen !== now; ) {
      seen = now;
      await pause(HELD_MS + 400);
      now = (await emulator.journal()).length;
    }
    for (const { pid } of family) end(pid);
  }

  #embedded(options: RunOptions): ChildProcess {
    const { folder, home, config } = this.#options;
    const runner = join(home, "runner.cjs");
    writeFileSync(runner, RUNNER);
    const args = {
      projectName: PROJECT,
      stackName: STACK,
      workDir: folder,
      config,
      envVars: this.env,
      passphrase: "correct horse",
      stateFile: join(home, "state.json"),
    };
    return spawn(process.execPath, [runner, JSON.stringify({ args, options })], { stdio: ["ignore", "pipe", "pipe"] });
  }

  #commandLine(cli: string, { replace = [] }: RunOptions): ChildProcess {
    const { folder, home } = this.#options;
    const env = {
      ...process.env,
      ...this.env,
      PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter),
      PULUMI_HOME: join(home, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(join(home, "backend")).href,
      PULUMI_ACCESS_TOKEN: "",
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const replaced = replace.flatMap((urn) => ["--replace", urn]);
    const argv = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", STACK, ...replaced];
    return spawn(cli, argv, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }
}
