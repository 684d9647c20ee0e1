/** Plays jobs of a pipeline on a fresh copy of a program each, with the emulator behind them. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { temporaryFolder } from "../../e2e/project";
import { root } from "../blocks";
import { executable } from "../executable";
import type { Event, Pipeline, Vault } from "./pipeline";

export const STACK = "acme/keys/prod";
export const CI = join(root, "examples", "ci");

export interface Ended {
  readonly code: number;
  readonly output: string;
}
export interface Played extends Ended {
  /** The environments of its scripts, without the path. */
  readonly environments: readonly Readonly<Record<string, string>>[];
  /** What the job showed to whoever looks at it: a summary. */
  readonly summary: string;
}

/** Runs a script in a folder, with nothing of this process's environment but the path. */
export function bash(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  shell: readonly string[] = [],
) {
  const path = [join(cwd, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter);
  const all = { PATH: path, HOME: cwd, PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...env };
  return new Promise<Ended>((resolve) => {
    execFile("bash", [...shell, "-c", script], { cwd, env: all }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    );
  });
}

/** The emulator, the keys that the secrets hold, and the stack's backend. */
export class Stage {
  readonly emulator: Emulator;
  readonly vault: Vault;
  /** What platforms did themselves, by name: nothing of the examples may hide among it. */
  readonly services = new Map<string, number>();
  readonly scripts = new Set<string>();
  /** A further edit of each fresh copy. */
  edit: (folder: string) => void = () => undefined;
  readonly #pipeline: Pipeline;
  readonly #folder = temporaryFolder("ci");
  readonly #addresses: Readonly<Record<string, string>>;
  #day = "2027-01-01";

  private constructor(
    emulator: Emulator,
    pipeline: Pipeline,
    vault: Vault,
    addresses: Readonly<Record<string, string>>,
  ) {
    this.emulator = emulator;
    this.#pipeline = pipeline;
    this.vault = vault;
    this.#addresses = addresses;
    mkdirSync(join(this.#folder, "backend"));
    mkdirSync(join(this.#folder, "artifacts"));
  }

  static async open(pipeline: Pipeline, given: { token: string; monitor: string; addresses: Record<string, string> }) {
    const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z" });
    const { roles } = await emulator.state();
    const keyOf = async (name: string): Promise<string> => {
      const role = roles.find((each) => each.name === name);
      const { apiKey } = await emulator.addUser({
        ...{ user_type: "service", friendly_name: name, email: "ci@example.com", apiKey: true },
        ...{ accounts: [emulator.accountId], roles: [role?.id] },
      });
      if (role === undefined || apiKey === undefined) throw new Error(`the emulator has no role ${name}`);
      return apiKey;
    };
    const PULUMI_ACCESS_TOKEN = "pul-of-the-organization";
    const writing = { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY: await keyOf("User manager") };
    const reading = { PULUMI_ACCESS_TOKEN, DIGICERT_ONE_API_KEY: await keyOf("Read only") };
    const vault: Vault = {
      preview: { ...reading, GITLAB_TOKEN: given.token },
      production: writing,
      rotation: { ...writing, HEARTBEAT_URL: given.monitor },
      jobToken: given.token,
    };
    return new Stage(emulator, pipeline, vault, given.addresses);
  }

  async goTo(day: string): Promise<void> {
    this.#day = day;
    await this.emulator.setClock(`${day}T12:00:00Z`);
  }

  /** Plays a job as its platform does: a failed step skips those after it that do not run always. */
  async play(name: string, event: Event): Promise<Played> {
    const { steps, artifacts } = this.#pipeline.job(name, event, this.vault);
    const folder = this.#freshCopy();
    const workspace = join(folder, "workspace");
    const summary = join(folder, "summary.md");
    const forked = event === "pull request of a fork";
    const machine = {
      ...(!forked && { DIGICERT_ONE_BASE_URL: this.emulator.url, DIGICERT_ONE_RATE_LIMITS: "off" }),
      PULUMI_BACKEND_URL: pathToFileURL(join(this.#folder, "backend")).href,
      DIGICERT_ONE_AS_OF: this.#day,
      ...this.#pipeline.variables,
      ...this.#addresses,
      GITHUB_STEP_SUMMARY: summary,
      PIPELINE_WORKSPACE: workspace,
    };
    const outputs: string[] = [];
    const environments: Record<string, string>[] = [];
    let code = 0;
    for (const { script, service, file, env, always } of steps) {
      if (code !== 0 && !always) continue;
      if (service !== undefined) this.#serve(service, folder, workspace, file);
      if (script === undefined) continue;
      for (const line of script.split("\n")) this.scripts.add(line);
      environments.push({ ...machine, ...env });
      const ended = await bash(script, folder, { ...machine, ...env, STACK }, this.#pipeline.shell);
      outputs.push(ended.output);
      code ||= ended.code;
    }
    for (const file of code === 0 ? artifacts : []) this.#serve("upload", folder, workspace, file);
    const uploaded = /^##vso\[task\.uploadsummary\](.+)$/m.exec(outputs.join(""))?.[1];
    const shown = [summary, uploaded]
      .map((file) => (file && existsSync(file) ? readFileSync(file, "utf8") : ""))
      .join("");
    rmSync(folder, { recursive: true, force: true });
    return { code, output: outputs.join(""), environments, summary: shown };
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What stands in for what a platform does itself. */
  #serve(service: string, folder: string, workspace: string, file: string | undefined): void {
    this.services.set(service, (this.services.get(service) ?? 0) + 1);
    const store = join(this.#folder, "artifacts");
    const services: Record<string, () => void> = {
      checkout: () => undefined, // the fresh copy
      node: () => undefined, // the Node of this run
      pulumi: () => undefined, // on the path already
      image: () => undefined, // both
      upload: () => cpSync(join(folder, file ?? ""), join(store, file ?? "")),
      download: () => cpSync(store, file === undefined ? folder : join(workspace, file), { recursive: true }),
    };
    const serve = services[service];
    if (serve === undefined) throw new Error(`nothing stands in for ${service}`);
    serve();
  }

  /** A project as a user of the examples has it: the quickstart's program, the scripts in ci/, and the commands. */
  #freshCopy(): string {
    const folder = temporaryFolder("ci");
    for (const file of ["index.ts", "package.json", "tsconfig.json"]) {
      cpSync(join(root, "examples", "quickstart", file), join(folder, file));
    }
    writeFileSync(join(folder, "Pulumi.yaml"), "name: keys\nruntime: nodejs\n");
    cpSync(CI, join(folder, "ci"), { recursive: true });
    installs(folder);
    this.edit(folder);
    return folder;
  }
}

/** `npm ci` links what it would have installed; Pulumi is the embedded engine; nothing is downloaded. */
function installs(folder: string): void {
  const modules = join(folder, "installed");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  symlinkSync(join(root, "node_modules", "@pulumi", "pulumi"), join(modules, "@pulumi", "pulumi"));
  symlinkSync(root, join(modules, "pulumi-digicert-one"));
  executable(join(modules, ".bin", "digicert-one"), `exec node "${join(root, "dist", "cli", "main.js")}" "$@"`);
  const engine = join(root, "test", "support", "pulumi.mts");
  executable(join(folder, "bin", "pulumi"), `exec node --no-warnings "${engine}" "$@"`);
  executable(join(folder, "bin", "npm"), 'test "$*" = ci && mv installed node_modules');
  executable(join(folder, "bin", "npx"), 'PATH="node_modules/.bin:$PATH" exec "$@"');
  executable(join(folder, "bin", "curl"), 'test "$*" = "-fsSL https://get.pulumi.com"');
}
