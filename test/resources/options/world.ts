/** A stack on the embedded engine, in this process, whose program each run may change. */
import * as pulumi from "@pulumi/pulumi";
import { vi } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider, type RunResult } from "../../../src/engine";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../../src/index";
import type { OptionKind } from "../../../src/resources/options/table";
import { handlersNamedIn } from "../rotating-world";

export const DAY = "2027-01-01";
/** In the window of a key of 90 days that is made on that day. */
export const DUE = "2027-03-10";

const TOY = 'exports.handler=()=>require("toy")';

/** A resource that is not ours: what others depend on, or what is deployed with a key. */
export class Toy extends pulumi.CustomResource {
  constructor(name: string, inputs: Record<string, unknown> = {}, options?: pulumi.CustomResourceOptions) {
    super("pulumi-nodejs:dynamic/test:Toy", name, { ...inputs, __provider: TOY }, options);
  }
}

/** A component of somebody else's. */
export class Team extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Team", name, {}, options);
  }
}

interface Ran {
  readonly ok: boolean;
  /** What was done, without what stayed the same and the halves of a replacement: `create s`. */
  readonly steps: readonly string[];
  readonly errors: readonly string[];
  readonly outputs: RunResult["outputs"];
}

const HALVES = new Set(["same", "create-replacement", "delete-replaced"]);

function ranOf({ steps, diagnostics, outputs }: RunResult, ok: boolean): Ran {
  return {
    ok,
    steps: steps.filter(({ op, failed }) => !HALVES.has(op) && !failed).map(({ op, name }) => `${op} ${name}`),
    errors: diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    outputs,
  };
}

type Options = { target?: string[]; replace?: string[]; targetDependents?: boolean };

export class OptionsWorld {
  readonly emulator: Emulator;
  readonly stack: EmbeddedStack;
  program: () => unknown = () => undefined;
  /** What the toys were made with last, by their names. */
  readonly toys: Map<string, Record<string, unknown>>;

  static async open(): Promise<OptionsWorld> {
    const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: `${DAY}T12:00:00Z` });
    const toys = new Map<string, Record<string, unknown>>();
    const keep = async (inputs: Record<string, unknown>) => {
      toys.set(String(inputs.name ?? "toy"), inputs);
      return inputs;
    };
    const toy = {
      create: async (inputs: Record<string, unknown>) => ({ id: "toy", outs: await keep(inputs) }),
      update: async (_id: string, _olds: object, news: Record<string, unknown>) => ({ outs: await keep(news) }),
    };
    const stack = await EmbeddedStack.createOrSelect({
      projectName: "options",
      stackName: "dev",
      workDir: process.cwd(),
      stateFile: false,
      passphrase: "p",
      host: "in-process",
      loadProvider: (text) => (text === TOY ? toy : handlersNamedIn(text)) as ReturnType<LoadProvider>,
      program: () => world.program(),
    });
    const world = new OptionsWorld(emulator, stack, toys);
    vi.stubEnv("DIGICERT_ONE_BASE_URL", emulator.url);
    vi.stubEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
    vi.stubEnv("DIGICERT_ONE_RATE_LIMITS", "off");
    vi.stubEnv("DIGICERT_ONE_MAX_RETRY_SECONDS", "1");
    vi.stubEnv("DIGICERT_ONE_AS_OF", DAY);
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    return world;
  }

  private constructor(emulator: Emulator, stack: EmbeddedStack, toys: Map<string, Record<string, unknown>>) {
    this.emulator = emulator;
    this.stack = stack;
    this.toys = toys;
  }

  async close(): Promise<void> {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await this.emulator.close();
  }

  async goTo(day: string): Promise<void> {
    await this.emulator.setClock(`${day}T12:00:00Z`);
    vi.stubEnv("DIGICERT_ONE_AS_OF", day);
  }

  async run(verb: "up" | "preview" | "destroy", program: () => unknown, options: Options = {}): Promise<Ran> {
    this.program = program;
    try {
      return ranOf(await this.stack[verb](options), true);
    } catch (error) {
      if (error instanceof EngineRunError) return ranOf(error.result, false);
      throw error;
    }
  }

  up(program: () => unknown, options: Options = {}): Promise<Ran> {
    return this.run("up", program, options);
  }

  /** The records of the state, by their names; the stack's own and providers left out. */
  async records(): Promise<Map<string, Record_>> {
    const { resources = [] } = (await this.stack.exportStack()).deployment as { resources?: Record_[] };
    const ours = resources.filter(
      ({ urn, delete: goes }) => /::(test:|digicert-one:|pulumi-nodejs:dynamic)|\$/.test(urn) && !goes,
    );
    return new Map(ours.map((record) => [record.urn.split("::").at(-1) ?? "", record]));
  }

  async urn(name: string): Promise<string> {
    const record = (await this.records()).get(name);
    if (record === undefined) throw new Error(`nothing is called ${name}`);
    return record.urn;
  }

  /** `pulumi state taint`. */
  async taint(name: string): Promise<void> {
    const state = await this.stack.exportStack();
    const resources = (state.deployment.resources as unknown as { urn: string }[]).map((each) =>
      each.urn.endsWith(`::${name}`) ? { ...each, taint: true } : each,
    );
    await this.stack.importStack({ ...state, deployment: { ...state.deployment, resources } });
  }

  /** Ids of the live users and keys that are not the administrator's, oldest first. */
  async users(): Promise<string[]> {
    return (await this.emulator.state()).users
      .filter(({ friendly_name: name }) => name !== "Emulator administrator")
      .map(({ id }) => String(id));
  }

  async keys(): Promise<string[]> {
    return (await this.emulator.state()).tokens
      .filter(({ name, status }) => !String(name).startsWith("Emulator") && status !== "DELETED")
      .map(({ id }) => String(id));
  }

  /** Writes to the API since the last call of this, as `POST user`. */
  async writes(): Promise<string[]> {
    const journal = await fetch(`${this.emulator.managementUrl}/journal`);
    const calls = (await journal.json()) as { method: string; path: string }[];
    await fetch(`${this.emulator.managementUrl}/journal`, { method: "DELETE" });
    return calls
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${/\/v1\/([a-z-]+)/.exec(path)?.[1]}`);
  }

  userArgs(more: object = {}) {
    return { email: "team@example.com", accountIds: [this.emulator.accountId], roleIds: [], ...more };
  }

  /** The user that keys under test belong to. */
  user(options?: pulumi.CustomResourceOptions): ServiceUser {
    return new ServiceUser("u", this.userArgs(), options);
  }

  /** The resource under test, called `s`, beside the user of its keys. */
  subject(kind: OptionKind, options: object, args: object = {}, name = "s"): ServiceUser | ApiKey | RotatingApiKey {
    if (kind === "ServiceUser") return new ServiceUser(name, this.userArgs(args), options);
    const life = { serviceUser: this.user(), lifetimeDays: 90, ...args };
    return kind === "ApiKey" ? new ApiKey(name, life, options) : new RotatingApiKey(name, life, options);
  }
}

/** One resource of a state, as far as the tests read it. */
interface Record_ {
  readonly urn: string;
  readonly id?: string;
  readonly delete?: boolean;
  readonly protect?: boolean;
  readonly external?: boolean;
  readonly retainOnDelete?: boolean;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}
