/** The embedded engine, with the SDK's own processes or all in this one. Opened anew for each run, as the command line is. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Counts, Engine, EngineName, Operation } from "./engine.mts";
import { PASSPHRASE, PROJECT, type Project, STACK } from "./project.mts";

const require = createRequire(import.meta.url);
const { EmbeddedStack }: typeof import("../../src/engine/index.js") = require("../../dist/engine/index.js");

export class Embedded implements Engine {
  readonly #project: Project;
  readonly #host: "process" | "in-process";

  private constructor(project: Project, host: "process" | "in-process") {
    this.#project = project;
    this.#host = host;
  }

  static async open(project: Project, name: EngineName): Promise<Embedded> {
    return new Embedded(project, name === "in-process" ? "in-process" : "process");
  }

  #open(env: Readonly<Record<string, string>>) {
    const { folder, scratch, plugins } = this.#project;
    const inProcess = { host: "in-process" as const, program: () => runProgram(folder) };
    return EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: STACK,
      workDir: folder,
      passphrase: PASSPHRASE,
      stateFile: join(scratch, "state.json"),
      plugins,
      ...(this.#host === "in-process" ? inProcess : { envVars: env }),
    });
  }

  async run(operation: Operation, env: Readonly<Record<string, string>>): Promise<Counts> {
    const stack = await this.#open(env);
    const giveBack = this.#host === "in-process" ? borrowProcess(this.#project.folder, env) : () => undefined;
    try {
      const { summary } = await stack[operation]();
      const { same = 0, create = 0, update = 0, delete: deleted = 0 } = summary.resourceChanges;
      return { same, create, update, delete: deleted };
    } finally {
      giveBack();
    }
  }

  async deployment(): Promise<string> {
    return JSON.stringify((await (await this.#open({})).exportStack()).deployment);
  }
}

const runProgram = (folder: string): unknown => createRequire(join(folder, "program.js"))("./index.js");

/** Sets the environment, and forgets the modules of the folder, as a new process would have neither. */
function borrowProcess(folder: string, env: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  for (const file of Object.keys(require.cache)) if (file.startsWith(folder)) delete require.cache[file];
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
