/** A stack as one person has it: a backend of its own, a program, and the settings of today. */
import * as path from "node:path";
import { EmbeddedStack } from "../../src/engine";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import { stackIdentityProvider } from "../../src/provider/stack-identity/apply";
import { Cut } from "../model/kill";
import { FIRST_DAY, noonOf, type Operation, type Recorded, type Report } from "../model/stage";
import { ended, handlersNamedIn, patience } from "../model/stage-in-process";
import { declare, type Program } from "./program";
import type { KeyName, Tenants } from "./tenant";

export const PROJECT = "places";

export interface Settings {
  /** Which of the tenants: 0 or 1. */
  readonly tenant: 0 | 1;
  readonly key: KeyName;
}

/** What a run did, said and asked. */
export interface SeatReport extends Report {
  readonly notices: readonly string[];
  readonly requests: number;
}

type Exported = Awaited<ReturnType<EmbeddedStack["exportStack"]>>;

export class Seat {
  readonly label: string;
  stackName: string;
  program: Program = [];
  settings: Settings = { tenant: 0, key: "both" };
  /** The state as it is stored; undefined before the first run. */
  state: string | undefined;
  records: readonly Recorded[] = [];
  /** States that earlier runs have left. */
  readonly past: string[] = [];

  constructor(label: string, stackName: string) {
    this.label = label;
    this.stackName = stackName;
  }

  /** The id of the stack's identity, as its state has it. */
  get identity(): string | undefined {
    return this.records.find(({ type, condemned }) => type.endsWith(":StackIdentity") && !condemned)?.id;
  }

  /** Puts another state in the place of this one, as `pulumi stack import` does. */
  async write(state: string | undefined): Promise<void> {
    this.state = state;
    this.records = state === undefined ? [] : await recordsOf(await this.#open(() => undefined));
  }

  async run(
    operation: Operation,
    tenants: Tenants,
    today: string,
    options: { refresh?: true } = {},
  ): Promise<SeatReport> {
    const notices: string[] = [];
    const cut = new Cut(undefined, () => undefined);
    const env = environmentOf(this.settings, tenants);
    const deps: HostDeps = {
      env,
      now: () => Date.parse(noonOf(today)),
      engineAlive: cut.engineAlive,
      notice: (subject, message) => notices.push(`${subject}: ${message}`),
      memory: new Map(),
      client: { ...patience, fetch: cut.fetch, signal: cut.signal, random: () => 0.5 },
    };
    const tenant = tenants[this.settings.tenant];
    const stack = await this.#open(() => declare(this.program, tenant), deps);
    const result = await inEnvironment(env, () => ended(stack[operation](options)));
    if (operation !== "preview") {
      if (this.state !== undefined && result.summary.result === "succeeded") this.past.push(this.state);
      this.state = JSON.stringify(await stack.exportStack());
      this.records = await recordsOf(stack);
    }
    return {
      ok: result.summary.result === "succeeded",
      text: [result.stdout, result.stderr, ...notices].join("\n"),
      errors: result.diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
      steps: result.steps,
      struck: false,
      notices,
      requests: cut.requests,
    };
  }

  /** Opened anew for each run: its settings may be others than yesterday. */
  async #open(program: () => void, deps?: HostDeps): Promise<EmbeddedStack> {
    const stack = await EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: this.stackName,
      workDir: path.resolve(__dirname),
      stateFile: false,
      passphrase: "correct horse",
      host: "in-process",
      program,
      loadProvider: (text) => {
        const { handlers } = handlersNamedIn(text);
        return (handlers === undefined ? stackIdentityProvider() : dynamicProvider(handlers, deps)) as never;
      },
    });
    if (this.state !== undefined) await stack.importStack(JSON.parse(this.state) as Exported);
    return stack;
  }
}

/** As in CI settings come from the environment: they are today's in refresh and destroy too. */
function environmentOf({ tenant: at, key }: Settings, tenants: Tenants): Record<string, string> {
  const { emulator, keys } = tenants[at];
  const stranger = tenants[at === 0 ? 1 : 0].keys.both;
  return {
    DIGICERT_ONE_BASE_URL: emulator.url,
    DIGICERT_ONE_RATE_LIMITS: "off",
    DIGICERT_ONE_MAX_RETRY_SECONDS: "20",
    ...(key === "pool"
      ? { DIGICERT_ONE_API_KEYS: `${keys.a},${keys.b}` }
      : { DIGICERT_ONE_API_KEY: key === "stranger" ? stranger : keys[key] }),
  };
}

/** The program looks at the environment of this process. */
async function inEnvironment<T>(env: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const names = [...Object.keys(env), "DIGICERT_ONE_API_KEY", "DIGICERT_ONE_API_KEYS"];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const [name] of before) delete process.env[name];
  Object.assign(process.env, env);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

async function recordsOf(stack: EmbeddedStack): Promise<Recorded[]> {
  const rows = ((await stack.exportStack()).deployment.resources ?? []) as { delete?: boolean }[];
  return (await stack.decryptedState()).map((resource, at) => ({ ...resource, condemned: rows[at]?.delete === true }));
}

/** The day on which every story begins. */
export { FIRST_DAY };
