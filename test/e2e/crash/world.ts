/**
 * A stack on the embedded engine in this process, against an emulator: a whole engine with its state file and its pending
 * operations, whose provider process and whose own life can end at any request.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as tick } from "node:timers/promises";
import * as digicert from "../../../src";
import { API_PREFIX } from "../../../src/contract";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { EmbeddedStack, type EmbeddedStackArgs, type LoadProvider } from "../../../src/engine";
import type { ResourceHandlers } from "../../../src/provider/host/handlers";
import { dynamicProvider } from "../../../src/provider/host/host";
import type { HostDeps } from "../../../src/provider/host/session";
import type { AccountMemory } from "../../../src/provider/proof/seen";
import { stackIdentityProvider } from "../../../src/provider/stack-identity/apply";
import { jsonOf, sweep } from "../../cli/sweep-fixture";
import type { Host } from "../../native/engine/stage";
import { settingsFor } from "../../provider/apply-harness";
import { handlersByName } from "../../support/handlers";
import { repository, temporaryFolder } from "../project";
import type { BrokenHost } from "./broken-host";
import { behindNative } from "./native";
import { declare, type Spec } from "./program";
import { OURS, type Ran, running } from "./ran";
import { DAY, type Scenario, type Turn } from "./scenarios";

/** Handlers by the name that the text in state gives them. */
export type Handlers = Readonly<Record<string, ResourceHandlers>>;
type Loaded = ReturnType<LoadProvider>;

/** All handlers, by the name that the text in state gives them. */
export const realHandlers: Handlers = handlersByName({ waitsMs: [1, 1], sleep: () => tick() });

type Found = ReturnType<typeof jsonOf>["found"];

/** What `sweep` finds with a state, a year later. */
export async function sweepWith(emulator: Emulator, stdin: string, ...argv: string[]): Promise<Found> {
  const sweeper = { emulator, env: settingsFor(emulator), notices: [], deps: {} };
  return jsonOf(await sweep(sweeper, ["-", "--json", ...argv], { stdin, later: 24 * 400 })).found;
}

/** What mends a broken run: the same engine again, and `sweep`. */
export type Mender = Pick<CrashWorld, "emulator" | "up" | "preview" | "stored" | "sweep">;

export const PROJECT = "crash";
export const STACK = "prod";
export const PASSPHRASE = "correct horse";
/** The identity of a stack: a resource of its own, or the native provider. */
const IDENTITY = /:StackIdentity$|^pulumi:providers:digicert-one$/;

/** Something on the server. */
export interface Thing {
  readonly id: string;
  /** Of a key: whose it is. */
  readonly user?: string;
}

/** What stands on the server; a user counts as another one when it carries another mark. */
export async function things({ emulator }: Pick<CrashWorld, "emulator">): Promise<Map<string, Thing>> {
  const { users, tokens } = await emulator.state();
  return new Map([
    ...users.map(({ id, description }) => [`${id} ${description}`, { id: String(id) }] as const),
    ...tokens.map(({ id, user_id }) => [String(id), { id: String(id), user: String(user_id) }] as const),
  ]);
}

export class CrashWorld {
  readonly emulator: Emulator;
  readonly folder: string;
  /** Names of the steps that handlers took. */
  readonly taken = new Set<string>();
  /** What was said to the person who runs it. */
  readonly notices: string[] = [];
  /** The key that the provider runs with. */
  apiKey: string;
  /** Behind which host its runs stand. */
  readonly host: Host;
  private readonly handlers: Handlers;
  private today = DAY;

  private constructor(emulator: Emulator, folder: string, handlers: Handlers, host: Host) {
    this.emulator = emulator;
    this.host = host;
    this.apiKey = emulator.apiKey;
    this.folder = folder;
    this.handlers = handlers;
  }

  /** @param handlers of the dynamic host: the native one is a process, whose handlers are those of the package */
  static async open(handlers: Handlers = realHandlers, host: Host = "dynamic"): Promise<CrashWorld> {
    const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: `${DAY}T12:00:00Z` });
    return new CrashWorld(emulator, temporaryFolder("crash"), handlers, host);
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get stateFile(): string {
    return join(this.folder, "state.json");
  }

  /** The environment of a provider process: the settings, and the day. */
  get env(): Record<string, string> {
    return { ...settingsFor(this.emulator, this.apiKey), DIGICERT_ONE_AS_OF: this.today };
  }

  /** The settings of the stack. */
  get config(): Record<string, { value: string; secret: boolean }> {
    return {
      "digicert-one:baseUrl": { value: this.emulator.url, secret: false },
      "digicert-one:apiKey": { value: this.apiKey, secret: true },
    };
  }

  async goTo(day: string): Promise<void> {
    this.today = day;
    await this.emulator.setClock(`${day}T12:00:00Z`);
  }

  /**
   * The world as it is before the run that breaks.
   * @returns what is nobody's leftover: what others made. What an earlier run of ours left is one.
   */
  async prepare(scenario: Scenario): Promise<ReadonlyMap<string, Thing>> {
    const empty = await things(this);
    for (const turn of scenario.before ?? []) {
      const ran = await this.up(turn);
      if (!ran.ok) throw new Error(`the run before failed: ${ran.errors.join("\n")}`);
    }
    await scenario.arrange?.(this);
    await this.goTo(scenario.run.day ?? this.today);
    this.taken.clear();
    await this.emulator.clearJournal();
    return scenario.adopts ? await things(this) : empty;
  }

  async up(
    { spec, day = this.today }: Turn,
    { host, refresh = false, replace = [] }: { host?: BrokenHost; refresh?: boolean; replace?: readonly string[] } = {},
  ): Promise<Ran> {
    if (day !== this.today) await this.goTo(day);
    const stack = await this.stack(spec, host);
    const ran = await running(() => stack.up({ refresh, replace }));
    await host?.over();
    return ran;
  }

  async preview({ spec }: Turn): Promise<Ran> {
    const stack = await this.stack(spec);
    return running(() => stack.preview());
  }

  async refresh({ spec }: Turn, options: { clearPendingCreates?: boolean } = {}): Promise<Ran> {
    const stack = await this.stack(spec);
    return running(() => stack.refresh(options));
  }

  /** The records of our objects are lost, as where a run was cut off; the identity of the stack, made before them, is not. */
  async forget(): Promise<void> {
    const stack = await this.stack({});
    const state = await stack.exportStack();
    const stored = (state.deployment.resources ?? []) as { type: string }[];
    const resources = stored.filter(({ type }) => !OURS.test(type));
    if (!resources.some(({ type }) => IDENTITY.test(type))) throw new Error("there is no identity to keep");
    await stack.importStack({ ...state, deployment: { ...state.deployment, resources } });
  }

  /** The whole state as the engine stored it. */
  async stateText(): Promise<string> {
    return JSON.stringify(await (await this.stack({})).exportStack());
  }

  /** Our resources in state, secrets in the clear. */
  async stored(): Promise<Awaited<ReturnType<EmbeddedStack["decryptedState"]>>> {
    const resources = await (await this.stack({})).decryptedState();
    return resources.filter(({ type }) => OURS.test(type));
  }

  async sweep(...argv: string[]): Promise<Found> {
    return sweepWith(this.emulator, await this.stateText(), ...argv);
  }

  /** The requests since the run that broke began, as steps name them. */
  async requests(): Promise<string[]> {
    return (await this.emulator.journal()).map(({ method, path }) => `${method} ${shapeOf(path)}`);
  }

  /** What the program declares, with what only this world knows. */
  whole(spec: Spec): Spec {
    const accounts = { accountIds: [this.emulator.accountId], roleIds: [] };
    return { ...spec, ...(spec.user && { user: { ...accounts, ...spec.user } }) };
  }

  private stack(spec: Spec, host?: BrokenHost): Promise<EmbeddedStack> {
    return EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: STACK,
      workDir: repository,
      stateFile: this.stateFile,
      passphrase: PASSPHRASE,
      config: this.config,
      ...(this.host === "native" ? behindNative(this.whole(spec), this.env) : this.inProcess(spec, host)),
    });
  }

  private inProcess(spec: Spec, host?: BrokenHost): Pick<EmbeddedStackArgs, "host" | "program" | "loadProvider"> {
    // Every run has a process of its own.
    const memory: AccountMemory = new Map();
    return {
      host: "in-process",
      program: () => declare(digicert, this.whole(spec)),
      loadProvider: (text) => this.load(text, memory, host),
    };
  }

  private load(text: string, memory: AccountMemory, host: BrokenHost | undefined): Loaded {
    const name = /\.(\w+)\(\)$/.exec(text)?.[1] ?? "";
    if (name === "stackIdentity") return stackIdentityProvider() as Loaded;
    const handlers = this.handlers[name];
    if (!handlers) throw new Error(`no handlers are named in ${text}`);
    const deps: HostDeps = {
      env: { ...this.env, ...host?.env },
      now: () => Date.parse(`${this.today}T12:00:00Z`),
      engineAlive: () => Promise.resolve(host?.isEngineAlive ?? true),
      notice: (subject, message) => void this.notices.push(`${subject}: ${message}`),
      onStep: (step) => {
        this.taken.add(step);
        host?.taking(step);
      },
      memory,
      client: { random: () => 0.001, ...host?.client },
    };
    const provider = dynamicProvider(handlers, deps);
    return (host ? host.within(provider) : provider) as Loaded;
  }
}

/** A path below the API's prefix, with `*` for an id. */
const shapeOf = (path: string): string => path.slice(API_PREFIX.length).replace(/[0-9a-f-]{36}/, "*");
