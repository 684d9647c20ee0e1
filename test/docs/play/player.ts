/** Plays a page as a reader follows it: in a project of its own, on the emulator, with the embedded engine as Pulumi. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { temporaryFolder } from "../../e2e/project";
import { root } from "../blocks";
import { bash } from "../ci/stage";
import { executable } from "../executable";
import { edited, missing, type Script, type Step } from "./script";

/** The ports that pages name; each play takes free ones instead. */
const PORTS = ["8080", "8081"];
const STOOD_IN = ["gh", "kubectl"];

export class Player {
  readonly #script: Script;
  readonly #folder = temporaryFolder("page");
  readonly #project = join(this.#folder, "project");
  readonly #emulator: Emulator;
  readonly #ports: readonly string[];
  #day: string;
  #shown = "";
  #typed: string;
  readonly #others: ChildProcess[] = [];

  private constructor(script: Script, emulator: Emulator, ports: readonly string[]) {
    this.#script = script;
    this.#emulator = emulator;
    this.#ports = ports;
    this.#day = script.day;
    this.#typed = emulator.apiKey;
    mkdirSync(join(this.#folder, "backend"));
    mkdirSync(this.#project);
    if (script.project !== undefined) {
      const filter = (path: string) => !/node_modules|Pulumi\..+\.yaml/.test(path);
      cpSync(join(root, script.project), this.#project, { recursive: true, filter });
    }
    const given = join(this.#project, "Pulumi.yaml");
    if (!existsSync(given)) writeFileSync(given, "name: keys\nruntime: nodejs\nmain: index.ts\n");
    install(this.#project);
  }

  /** Plays all of it; what went otherwise than the page says is an error that names the place. */
  static async play(script: Script): Promise<void> {
    const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: `${script.day}T12:00:00Z` });
    const player = new Player(script, emulator, await Promise.all(PORTS.map(freePort)));
    try {
      if (script.project !== undefined) await player.#run("pulumi stack init dev", false);
      for (const { place, ...step } of script.steps) {
        await player.#step(step).catch((error: unknown) => {
          throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`);
        });
      }
    } finally {
      for (const other of player.#others) other.kill();
      await emulator.close();
      rmSync(player.#folder, { recursive: true, force: true });
    }
  }

  async #step(step: Step): Promise<void> {
    const at = (file: string) => join(this.#project, file);
    switch (step.does) {
      case "day":
        this.#day = step.day;
        await this.#emulator.setClock(`${step.day}T12:00:00Z`);
        return;
      case "tenant":
        return this.#tenant(step);
      case "run":
        if (step.stays) return this.#stay(step.script);
        return this.#run(step.script, step.fails);
      case "write":
        mkdirSync(dirname(at(step.file)), { recursive: true });
        return writeFileSync(at(step.file), `${step.text}\n`);
      case "edit":
        return writeFileSync(at(step.file), edited(readFileSync(at(step.file), "utf8"), step.patch));
      case "show": {
        const line = missing(this.#shown, step.text);
        if (line === undefined) return;
        throw new Error(`no line "${line}" in what was shown:\n${this.#shown}`);
      }
      case "nothing":
        return;
    }
  }

  async #run(script: string, fails: boolean): Promise<void> {
    const { code, output } = await bash(
      `set -e -o pipefail\nexec < /dev/null\n${this.#own(script)}`,
      this.#project,
      this.#environment(),
    );
    this.#shown = output;
    if ((code !== 0) !== fails) throw new Error(`the commands ended with ${code}:\n${output}`);
  }

  /** Starts what goes on in another terminal: the emulator, whose first line names its key. */
  async #stay(script: string): Promise<void> {
    const env = { PATH: this.#path(), HOME: this.#project };
    const child = spawn("bash", ["-c", `exec ${this.#own(script)}`], { cwd: this.#project, env });
    this.#others.push(child);
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()));
      child.once("exit", () => reject(new Error(`${script} ended at once`)));
    });
    this.#shown = line;
    this.#typed = (JSON.parse(line) as { apiKey: string }).apiKey;
  }

  async #tenant({ users, keys }: { users: number; keys: number }): Promise<void> {
    const state = await this.#emulator.state();
    const isActive = ({ status }: { status?: unknown }) => status === "ACTIVE";
    const ours = state.users.filter((user) => isActive(user) && user.user_type === "service").length - 1;
    const active = state.tokens.filter(isActive).length - 1;
    if (ours !== users || active !== keys) throw new Error(`the tenant has ${ours} users and ${active} keys`);
  }

  readonly #own = (script: string) =>
    PORTS.reduce((text, port, index) => text.replaceAll(port, this.#ports[index] ?? port), script);
  readonly #path = () => [join(this.#project, "bin"), dirname(process.execPath), process.env.PATH].join(":");

  #environment(): Record<string, string> {
    const settings = {
      DIGICERT_ONE_BASE_URL: this.#emulator.url,
      DIGICERT_ONE_API_KEY: this.#emulator.apiKey,
    };
    return {
      DIGICERT_ONE_AS_OF: this.#day,
      EMULATOR: this.#emulator.url,
      SUPPORT: join(root, "test", "support"),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "",
      PULUMI_BACKEND_URL: pathToFileURL(join(this.#folder, "backend")).href,
      PULUMI_ACCESS_TOKEN: "none",
      TYPED: this.#typed,
      // A page that begins with nothing says itself how the program finds its tenant.
      ...(this.#script.project !== undefined && settings),
    };
  }
}

const PACKAGES = ["@pulumi/pulumi", "@pulumi/policy", "vitest"];

/** What `npm install` does where it stands, or in another folder, and `npm test` of an example. */
const NPM = `case "$1" in
  install) [ "$2" != --prefix ] || ln -s "$PWD/node_modules" "$3/node_modules" ;;
  test) exec node node_modules/vitest/vitest.mjs run ;;
  *) exit 1 ;;
esac`;

/** What a reader has on his machine: the packages, Pulumi, and the command lines of where keys are delivered. */
function install(folder: string): void {
  mkdirSync(join(folder, "node_modules", "@pulumi"), { recursive: true });
  for (const name of PACKAGES) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  symlinkSync(root, join(folder, "node_modules", "pulumi-digicert-one"));
  const bin = (name: string, script: string) => executable(join(folder, "bin", name), script);
  bin("digicert-one", `exec node "${join(root, "dist", "cli", "main.js")}" "$@"`);
  bin("pulumi", `exec node --no-warnings "${join(root, "test", "support", "pulumi.mts")}" "$@"`);
  bin("npx", 'exec "$@"');
  bin("npm", NPM);
  for (const name of STOOD_IN) bin(name, `{ echo "$@"; cat; } | tee "${name}.received"`);
}

const freePort = () =>
  new Promise<string>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(String(port)));
    });
  });
