/**
 * Drives the handlers as an engine does, one resource at a time: check with the old inputs, diff with the old outputs,
 * create, update or replacement, partial creations, read with its inputs. Every value crosses as plain JSON.
 */
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import { ownerHash } from "../../src/ownership";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { DynamicProvider, ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import type { Props } from "../../src/provider/host/state";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";

/** What a resource is in state. */
export interface Stored {
  id: string;
  inputs: Props;
  outputs: Props;
  /** A creation that was not finished: the next run updates, whatever diff says. */
  isPartial?: boolean;
}

/** One world: an emulator, and what the provider process is given. */
export interface World {
  emulator: Emulator;
  env: Record<string, string>;
  notices: string[];
  deps: Partial<HostDeps>;
}

/** Starts an emulator; the clock stands at the day given, for it and for the provider. */
export async function startWorld(options: EmulatorOptions = {}): Promise<World> {
  const emulator = await startEmulator({ seed: 7, rateLimits: "off", now: "2026-12-01T12:00:00Z", ...options });
  return { emulator, env: settingsFor(emulator), notices: [], deps: {} };
}

/** Settings for an emulator: no limiter, little patience. */
export function settingsFor(emulator: Emulator, apiKey = emulator.apiKey): Record<string, string> {
  return {
    DIGICERT_ONE_BASE_URL: emulator.url,
    DIGICERT_ONE_API_KEY: apiKey,
    DIGICERT_ONE_RATE_LIMITS: "off",
    DIGICERT_ONE_MAX_RETRY_SECONDS: "5",
  };
}

const NOW = Date.parse("2026-12-01T12:00:00Z");

/** A provider process of this world. */
export function providerOf(world: World, handlers: ResourceHandlers): DynamicProvider {
  return dynamicProvider(handlers, {
    env: world.env,
    now: () => NOW,
    engineAlive: () => Promise.resolve(true),
    notice: (subject, message) => world.notices.push(`${subject}: ${message}`),
    ...world.deps,
    client: { random: () => 0.001, ...world.deps.client },
  });
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

type Operation = "create" | "update" | "replace" | "same" | "delete" | "gone" | "refresh";

/** One resource of a program, through its whole life. */
export class Resource {
  state: Stored | undefined;
  readonly world: World;
  readonly handlers: ResourceHandlers;

  constructor(world: World, handlers: ResourceHandlers) {
    this.world = world;
    this.handlers = handlers;
  }

  get outputs(): Props {
    return this.state?.outputs ?? {};
  }

  get id(): string {
    return this.state?.id ?? "";
  }

  /** `up` in a process of its own. `replace` is the engine's own `--replace`: created while the old one lives. */
  async up(args: Props, options: { replace?: boolean } = {}): Promise<Operation> {
    const provider = providerOf(this.world, this.handlers);
    const check = async (olds: Props) => {
      const { inputs, failures } = await provider.check(olds, json(args));
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      return json(inputs);
    };
    const before = this.state;
    if (!before) {
      await this.create(provider, await check({}));
      return "create";
    }
    const inputs = await check(before.inputs);
    const diff = await provider.diff(before.id, json(before.outputs), inputs);
    if (options.replace || diff.replaces.length > 0) {
      await this.create(provider, await check({}));
      await provider.delete(before.id, json(before.outputs));
      return "replace";
    }
    if (!diff.changes && !before.isPartial) return "same";
    await this.recording(inputs, async () => {
      const { outs } = await provider.update(before.id, json(before.outputs), inputs);
      return { id: before.id, outs };
    });
    return "update";
  }

  private create(provider: DynamicProvider, inputs: Props): Promise<void> {
    return this.recording(inputs, () => provider.create(inputs));
  }

  private async recording(inputs: Props, run: () => Promise<{ id: string; outs: Props }>): Promise<void> {
    try {
      const { id, outs } = await run();
      this.state = { id, inputs, outputs: json(outs) };
    } catch (error) {
      const { id, properties, reasons } = error as { id?: unknown; properties?: Props; reasons?: unknown };
      if (typeof id === "string" && properties && Array.isArray(reasons) && reasons.length > 0) {
        this.state = { id, inputs, outputs: json(properties), isPartial: true };
      }
      throw error;
    }
  }

  /** `refresh`: what is gone leaves the state; what was changed stands in the inputs afterwards. */
  async refresh(): Promise<Operation> {
    if (!this.state) return "gone";
    const provider = providerOf(this.world, this.handlers);
    const found = await provider.read(this.state.id, json(this.state.outputs));
    if (found.id === undefined || found.id === "") {
      this.state = undefined;
      return "gone";
    }
    this.state = { id: found.id, inputs: json(found.inputs ?? {}), outputs: json(found.props ?? {}) };
    return "refresh";
  }

  async destroy(): Promise<Operation> {
    if (!this.state) return "gone";
    const provider = providerOf(this.world, this.handlers);
    await provider.delete(this.state.id, json(this.state.outputs));
    this.state = undefined;
    return "delete";
  }
}

/** A service user of a program. */
export const userOf = (world: World): Resource => new Resource(world, serviceUserHandlers);

/** An API key of a program. */
export const keyOf = (world: World): Resource => new Resource(world, apiKeyHandlers);

/** The key that came with a user, as its state says it: nothing stands for no key. */
export const firstKeyIn = ({ initialApiKeyId = "", initialApiKey = "" }: Props): Props => ({
  initialApiKeyId,
  initialApiKey,
});
export const NO_KEY = firstKeyIn({});

export const OWNER = "acme/payments/prod/ci";

/** Good arguments of a service user. */
export function userArgs(world: World, args: Props = {}): Props {
  return {
    owner: OWNER,
    ownerHash: ownerHash("the stack", String(args.owner ?? OWNER)),
    nickname: "ci",
    description: "Signs releases",
    email: "team@example.com",
    accountIds: [world.emulator.accountId],
    roleIds: [],
    endDate: "2027-12-31",
    ...args,
  };
}

/** Good arguments of a key. */
export function keyArgs(serviceUserId: string, args: Props = {}): Props {
  return { serviceUserId, namePrefix: "ci", lifetimeDays: 90, rotateBeforeDays: 30, ...args };
}

/** The error of something that must fail. */
export async function failure(run: Promise<unknown>): Promise<Error> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new TypeError("what was thrown is no Error");
  }
  throw new Error("it did not fail");
}

const isThere = ({ status }: Props): boolean => status !== "DELETED";

/** A user as it is on the server, or undefined where it was deleted. */
export async function userOnServer(world: World, id: string): Promise<Props | undefined> {
  return (await world.emulator.state()).users.find((user) => user.id === id && isThere(user));
}

/** A key as it is on the server, or undefined where it was deleted. */
export async function keyOnServer(world: World, id: string): Promise<Props | undefined> {
  return (await world.emulator.state()).tokens.find((token) => token.id === id && isThere(token));
}

/** The keys of a user on the server. */
export async function keysOnServer(world: World, userId: string): Promise<Props[]> {
  return (await world.emulator.state()).tokens.filter((token) => token.user_id === userId && isThere(token));
}

/** Ids of roles by name. */
export async function roleIds(world: World, ...names: string[]): Promise<string[]> {
  const { roles } = await world.emulator.state();
  return names.map((name) => String(roles.find((role) => role.name === name)?.id));
}
