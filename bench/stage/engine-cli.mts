/**
 * Pulumi's command line, as a person or a pipeline starts it. Everything it writes lies beside the project (a home, a file
 * backend, a passphrase), so that no login of the user's is touched.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { findCli } from "../../scripts/find-cli.mts";
import type { Counts, Engine, Operation } from "./engine.mts";
import { PASSPHRASE, PROJECT, type Project, STACK } from "./project.mts";

const call = promisify(execFile);

/** The version that the command line says it has. */
export async function commandLineVersion(): Promise<string | undefined> {
  const program = findCli();
  return program === undefined ? undefined : (await call(program, ["version"])).stdout.trim();
}

const ARGUMENTS: Readonly<Record<Operation, readonly string[]>> = {
  up: ["up", "--yes", "--skip-preview"],
  preview: ["preview"],
  refresh: ["refresh", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

const MAX_OUTPUT_BYTES = 2 ** 28;

export class CommandLine implements Engine {
  readonly #project: Project;
  readonly #program: string;

  private constructor(project: Project, program: string) {
    this.#project = project;
    this.#program = program;
  }

  static async open(project: Project): Promise<CommandLine> {
    const program = findCli();
    if (program === undefined) throw new Error("no `pulumi` is on the path, and PULUMI_BIN names none");
    const engine = new CommandLine(project, program);
    mkdirSync(engine.#backend, { recursive: true });
    await engine.#call(["stack", "init", STACK], {});
    return engine;
  }

  get #backend(): string {
    return join(this.#project.scratch, "backend");
  }

  async #call(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
    const { stdout } = await call(this.#program, [...args, "--non-interactive", "--color", "never"], {
      cwd: this.#project.folder,
      maxBuffer: MAX_OUTPUT_BYTES,
      env: {
        ...process.env,
        ...env,
        // The language plugin starts the first `node` on the path: let it be the one that runs this.
        PATH: [dirname(process.execPath), dirname(this.#program), process.env.PATH ?? ""].join(delimiter),
        PULUMI_HOME: join(this.#project.scratch, "home"),
        PULUMI_BACKEND_URL: pathToFileURL(this.#backend).href,
        PULUMI_ACCESS_TOKEN: "",
        PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    });
    return stdout;
  }

  async run(operation: Operation, env: Readonly<Record<string, string>>): Promise<Counts> {
    return countsIn(await this.#call([...ARGUMENTS[operation], "--stack", STACK, "--suppress-progress"], env));
  }

  async deployment(): Promise<string> {
    const file = join(this.#backend, ".pulumi", "stacks", PROJECT, `${STACK}.json`);
    return JSON.stringify(JSON.parse(readFileSync(file, "utf8")).checkpoint.latest);
  }
}

/** The summary that the command line prints: `    + 301 created`, and `to create` in a preview. */
export function countsIn(shown: string): Counts {
  const summary = shown.slice(shown.lastIndexOf("\nResources:"));
  const of = (words: string): number => Number(new RegExp(`(\\d+) (?:to )?(?:${words})`).exec(summary)?.[1] ?? 0);
  return {
    same: of("unchanged"),
    create: of("created?\\b"),
    update: of("updated?\\b"),
    delete: of("deleted?\\b"),
  };
}
