/** Stacks of one tenant, on the embedded engine in this process: who takes whose user. */
import { createHash } from "node:crypto";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider, type RunResult } from "../../src/engine";
import type { ServiceUserArgs } from "../../src/resources/service-user";
import { handlersNamedIn } from "./rotating-world";

export const PROJECT = "payments";
const USER = "pulumi-nodejs:dynamic/digicert-one:ServiceUser";
export const IDENTITY = "pulumi-nodejs:dynamic/digicert-one:StackIdentity";

type Options = { target?: string[]; replace?: string[] };
type Exported = Awaited<ReturnType<EmbeddedStack["exportStack"]>>;

/** What a run did to resources of ours: `create ServiceUser ci`; and what was said. */
export interface Ran {
  readonly ok: boolean;
  readonly steps: readonly string[];
  readonly said: string;
}

/** A stack, and the program that it runs next. */
export class OneStack {
  readonly name: string;
  readonly stack: EmbeddedStack;
  program: () => unknown = () => undefined;

  private constructor(name: string, stack: EmbeddedStack) {
    this.name = name;
    this.stack = stack;
  }

  static async open(world: IdentityWorld, name: string, config: Record<string, string>): Promise<OneStack> {
    const running: { self?: OneStack } = {};
    const made = await EmbeddedStack.createOrSelect({
      projectName: PROJECT,
      stackName: name,
      workDir: process.cwd(),
      stateFile: false,
      passphrase: "p",
      host: "in-process",
      config: {
        "digicert-one:baseUrl": world.emulator.url,
        "digicert-one:apiKey": { value: world.emulator.apiKey, secret: true },
        "digicert-one:rateLimits": "off",
        ...config,
      },
      program: () => running.self?.program(),
      loadProvider: (text) => handlersNamedIn(text) as ReturnType<LoadProvider>,
    });
    running.self = new OneStack(name, made);
    return running.self;
  }

  up = (program: () => unknown, options: Options = {}) => this.run(program, () => this.stack.up(options));
  preview = (program: () => unknown, options: Options = {}) => this.run(program, () => this.stack.preview(options));
  refresh = () => this.run(this.program, () => this.stack.refresh());
  destroy = () => this.run(this.program, () => this.stack.destroy());

  private async run(program: () => unknown, operation: () => Promise<RunResult>): Promise<Ran> {
    this.program = program;
    try {
      return ranOf(await operation(), true);
    } catch (error) {
      if (error instanceof EngineRunError) return ranOf(error.result, false);
      throw error;
    }
  }

  /** Resources of one type in state. */
  async stored(type = USER) {
    return (await this.stack.decryptedState()).filter((resource) => resource.type === type);
  }

  /** The id of the only user. */
  async userId(): Promise<string> {
    const users = await this.stored();
    if (users.length !== 1) throw new Error(`${this.name} holds ${users.length} users`);
    return String(users[0]?.id);
  }

  /** Changes the state as `pulumi stack export`, an editor, and `pulumi stack import` do. */
  async edit(change: (state: Exported) => Exported): Promise<void> {
    await this.stack.importStack(change(await this.stack.exportStack()));
  }
}

function ranOf({ steps, diagnostics, stdout, stderr }: RunResult, ok: boolean): Ran {
  const ours = steps.filter(({ type, op }) => type.includes("digicert-one:") && op !== "same" && op !== "refresh");
  const messages = diagnostics.map(({ message }) => message);
  return {
    ok,
    steps: ours.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort(),
    said: [...messages, stdout, stderr].join("\n"),
  };
}

export class IdentityWorld {
  readonly emulator: Emulator;

  /** Users that were there before any stack. */
  private readonly first: ReadonlySet<unknown>;

  private constructor(emulator: Emulator, first: ReadonlySet<unknown>) {
    this.emulator = emulator;
    this.first = first;
  }

  static async open(options: EmulatorOptions = {}): Promise<IdentityWorld> {
    const now = new Date().toISOString();
    const emulator = await startEmulator({ seed: 7, rateLimits: "off", now, ...options });
    return new IdentityWorld(emulator, new Set((await emulator.state()).users.map(({ id }) => id)));
  }

  stack = (name = "dev", config: Record<string, string> = {}) => OneStack.open(this, name, config);

  args = (over: Partial<ServiceUserArgs> = {}): ServiceUserArgs => ({
    nickname: "signer",
    email: "team@example.com",
    accountIds: [this.emulator.accountId],
    roleIds: [],
    ...over,
  });

  /** Users that stacks made. */
  async users() {
    return (await this.emulator.state()).users.filter(({ id }) => !this.first.has(id));
  }

  async description(id: string): Promise<string> {
    return String((await this.users()).find((user) => user.id === id)?.description);
  }

  /** Everything that a stack of another owner must not change. */
  async fingerprint(): Promise<string> {
    const { users, tokens } = await this.emulator.state();
    return createHash("sha256").update(JSON.stringify({ users, tokens })).digest("hex");
  }

  /** A description as a person leaves it, by a PUT of the whole user. */
  async describe(id: string, description: string): Promise<void> {
    const user = (await this.users()).find((each) => each.id === id) ?? {};
    const { friendly_name, email, accounts, primary_account_id, roles } = user as Record<string, unknown>;
    const response = await fetch(`${this.emulator.url}/account/api/v1/user/${id}`, {
      method: "PUT",
      headers: { "x-api-key": this.emulator.apiKey, "user-agent": "by-hand/1", "content-type": "application/json" },
      body: JSON.stringify({
        ...{ user_type: "service", access_scope: "account", friendly_name, description, email },
        ...{ accounts, primary_account_id, roles },
      }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}
