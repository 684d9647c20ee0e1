/**
 * A `RotatingApiKey` driven by hand: its four resources, in the order and with the rules of the engine (pulumi-facts: both
 * checks of a replacement, the slots at the same time, deletes last), against an emulator. The component's wiring is tested
 * on the engines; here the handlers are, quickly enough for hundreds of days.
 */
import { setImmediate as tick } from "node:timers/promises";
import { type ClientSettings, createClient, type DigiCertOneClient, resolveSettings } from "../../src/client";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../src/emulator";
import type { DynamicProvider } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import { hasUnknown, type Props, UNKNOWN } from "../../src/provider/host/state";
import { apiKeyRetirementHandlers } from "../../src/provider/rotating/retirement/apply";
import { rotationScheduleHandlers } from "../../src/provider/rotating/schedule/apply";
import { apiKeySlotHandlers } from "../../src/provider/rotating/slot/apply";
import { generationId, otherSlot, type Slot, slotRole } from "../../src/rotation";

export interface PairArgs {
  readonly lifetimeDays: number;
  readonly rotateBeforeDays?: number;
  readonly overlapDays?: number;
  readonly triggers?: Props;
  readonly revoke?: Props;
  readonly use?: string;
  readonly serviceUserId?: string;
  readonly serviceUserEndDate?: string;
}

interface Stored {
  readonly id: string;
  readonly inputs: Props;
  readonly outs: Props;
}
type Part = "schedule" | "a" | "b" | "retirement";

/** What one run did, in the engine's words: `create`, `update`, `replace`, by part. */
export interface PairRun {
  readonly steps: readonly string[];
  /** What consumers get; undefined while a preview does not know it. */
  readonly value: string | undefined;
  readonly notices: readonly string[];
}

const SLOT_OUTPUTS = ["name", "status", "requestedEndDate", "endsAt", "createdAt", "fingerprint", "value", "unproven"];
const DAY = 86_400_000;

export class Pair {
  readonly emulator: Emulator;
  readonly client: DigiCertOneClient;
  readonly userId: string;
  readonly notices: string[] = [];
  day: string;
  /** What the consumer holds. */
  held = "";
  engineIsAlive = true;
  env: Record<string, string>;
  private readonly state = new Map<Part, Stored>();
  private condemned: { part: Part; old: Stored }[] = [];

  private constructor(
    emulator: Emulator,
    client: DigiCertOneClient,
    userId: string,
    day: string,
    env: Record<string, string>,
  ) {
    this.emulator = emulator;
    this.client = client;
    this.userId = userId;
    this.day = day;
    this.env = env;
  }

  static async start(day: string, options: EmulatorOptions = {}): Promise<Pair> {
    const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: `${day}T12:00:00Z`, ...options });
    const env = {
      DIGICERT_ONE_BASE_URL: emulator.url,
      DIGICERT_ONE_API_KEY: emulator.apiKey,
      DIGICERT_ONE_RATE_LIMITS: "off",
      DIGICERT_ONE_MAX_RETRY_SECONDS: "1",
    };
    const client = createClient(settingsOf(env), { onNotice: () => undefined });
    const userId = await makeUser(client, emulator.accountId, "app");
    return new Pair(emulator, client, userId, day, env);
  }

  async goTo(day: string): Promise<void> {
    this.day = day;
    await this.emulator.setClock(`${day}T12:00:00Z`);
  }

  async goOn(days: number): Promise<void> {
    await this.goTo(new Date(Date.parse(this.day) + days * DAY).toISOString().slice(0, 10));
  }

  makeUser(nickname: string): Promise<string> {
    return makeUser(this.client, this.emulator.accountId, nickname);
  }

  /** The keys of the user, oldest first: `name prefix`-independent facts only. */
  async keys(userId = this.userId): Promise<{ id: string; enabled: boolean; endDate: string | undefined }[]> {
    const fresh = createClient(settingsOf(this.env), { onNotice: () => undefined });
    const keys = [];
    for await (const key of fresh.apiKeys.list(userId)) keys.push(key);
    keys.sort((one, other) => (one.createdAt ?? "").localeCompare(other.createdAt ?? ""));
    return keys.map(({ id, enabled, endDate }) => ({ id, enabled: enabled !== false, endDate }));
  }

  /** Whether a key opens the API today. */
  async opens(value: string): Promise<boolean> {
    const url = `${this.emulator.url}/account/api/v1/user/me`;
    const answer = await fetch(url, { headers: { "x-api-key": value, "user-agent": "consumer/1" } });
    await answer.arrayBuffer();
    return answer.status !== 401;
  }

  stored(part: Part): Stored {
    const found = this.state.get(part);
    if (!found) throw new Error(`${part} is not in state`);
    return found;
  }

  up(args: PairArgs, options: { replace?: Part } = {}): Promise<PairRun> {
    return this.run(args, false, this.day, options.replace);
  }

  preview(args: PairArgs, asOf = this.day): Promise<PairRun> {
    return this.run(args, true, asOf, undefined);
  }

  /** Reads every part back; what is gone leaves the state. */
  async refresh(): Promise<void> {
    const providers = this.providers(this.day, []);
    for (const [part, old] of this.state) {
      const { id, props, inputs } = await providers[part].read(old.id, old.outs);
      if (id === undefined) this.state.delete(part);
      else this.state.set(part, { id, inputs: { ...inputs }, outs: { ...props } });
    }
  }

  /** What destroying does: all parts, the last made first. */
  async destroy(): Promise<void> {
    const providers = this.providers(this.day, []);
    for (const part of ["retirement", "a", "b", "schedule"] as const) {
      const old = this.state.get(part);
      if (old) await providers[part].delete(old.id, old.outs);
      this.state.delete(part);
    }
  }

  private providers(day: string, notices: string[]): Record<Part, DynamicProvider> {
    const deps: HostDeps = {
      env: this.env,
      now: () => Date.parse(`${day}T12:00:00Z`),
      engineAlive: () => Promise.resolve(this.engineIsAlive),
      notice: (subject, message) => void notices.push(`${subject}: ${message}`),
    };
    const slot = () => dynamicProvider(apiKeySlotHandlers({ waitsMs: [1, 1], sleep: () => tick() }), deps);
    return {
      schedule: dynamicProvider(rotationScheduleHandlers, deps),
      a: slot(),
      b: slot(),
      retirement: dynamicProvider(apiKeyRetirementHandlers, deps),
    };
  }

  private async run(args: PairArgs, dry: boolean, day: string, replace: Part | undefined): Promise<PairRun> {
    const run = { providers: this.providers(day, []), steps: [] as string[], notices: [] as string[], dry, replace };
    run.providers = this.providers(day, run.notices);
    const { serviceUserId = this.userId } = args;
    const schedule = await this.step(run, "schedule", { namePrefix: "app", ...args, serviceUserId });
    const slots = await Promise.allSettled(
      (["a", "b"] as const).map((slot) => this.step(run, slot, slotProps(slot, schedule, serviceUserId))),
    );
    const [a, b] = slots.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
    if (!a || !b) throw new Error("two slots were run");
    const value = await this.retireAndPick(run, schedule, { a, b });
    if (dry) return { steps: run.steps, notices: run.notices, value };
    this.held = value ?? "";
    const condemned = this.condemned;
    this.condemned = [];
    for (const { part, old } of condemned) await run.providers[part].delete(old.id, old.outs);
    return { steps: run.steps, notices: run.notices, value };
  }

  private async retireAndPick(
    run: Running,
    schedule: Stored,
    slots: Record<Slot, Stored>,
  ): Promise<string | undefined> {
    const { currentSlot, overlapDays, use } = schedule.outs;
    const known = currentSlot === "a" || currentSlot === "b";
    const current = known ? slots[currentSlot] : undefined;
    const older = known ? slots[otherSlot(currentSlot)] : undefined;
    await this.step(run, "retirement", {
      currentKeyId: current?.id ?? UNKNOWN,
      currentCreatedAt: current?.outs.createdAt ?? UNKNOWN,
      previousKeyId: older?.id ?? UNKNOWN,
      previousName: older?.outs.name ?? UNKNOWN,
      previousEndDate: older?.outs.endDate ?? UNKNOWN,
      previousFingerprint: older?.outs.fingerprint ?? UNKNOWN,
      serviceUserId: schedule.inputs.serviceUserId ?? UNKNOWN,
      overlapDays,
      use,
    });
    const value = (use === "previous" ? older : current)?.outs.value ?? UNKNOWN;
    if (value === UNKNOWN) return undefined;
    if (value === "" || typeof value !== "string") throw new Error(`the pair holds no ${String(use)} key`);
    return value;
  }

  private async step(run: Running, part: Part, news: Props): Promise<Stored> {
    const provider = run.providers[part];
    const old = this.state.get(part);
    const settle = async (olds: Props) => {
      const { inputs, failures } = await provider.check(olds, news);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
      return inputs;
    };
    const inputs = await settle(old?.inputs ?? {});
    if (!old) return this.make(run, part, "create", inputs);
    const diff = await provider.diff(old.id, old.outs, inputs);
    if (diff.replaces.length > 0 || run.replace === part) {
      const fresh = await this.make(run, part, "replace", await settle({}));
      if (!run.dry) this.condemned.push({ part, old });
      return fresh;
    }
    if (!diff.changes) return this.keep(run, part, { ...old, inputs });
    run.steps.push(`update ${part}`);
    if (run.dry) return { id: old.id, inputs, outs: unknownOutputs(part, inputs) };
    const { outs } = await provider.update(old.id, old.outs, inputs);
    return this.keep(run, part, { id: old.id, inputs, outs });
  }

  private async make(run: Running, part: Part, op: string, inputs: Props): Promise<Stored> {
    run.steps.push(`${op} ${part}`);
    if (run.dry) return { id: UNKNOWN, inputs, outs: unknownOutputs(part, inputs) };
    const { id, outs } = await run.providers[part].create(inputs);
    return this.keep(run, part, { id, inputs, outs });
  }

  private keep(run: Running, part: Part, stored: Stored): Stored {
    if (!run.dry) this.state.set(part, stored);
    return stored;
  }
}

interface Running {
  readonly providers: Record<Part, DynamicProvider>;
  readonly steps: string[];
  readonly notices: string[];
  readonly dry: boolean;
  readonly replace: Part | undefined;
}

function slotProps(slot: Slot, schedule: Stored, serviceUserId: string): Props {
  const { currentSlot, hasPrevious, generation, endDate } = schedule.outs;
  const known = (currentSlot === "a" || currentSlot === "b") && typeof hasPrevious === "boolean";
  const role = known ? slotRole(slot, { currentSlot, hasPrevious }) : UNKNOWN;
  const open = role !== "empty" && hasUnknown([role, schedule.id, generation]);
  const of = open || role === UNKNOWN ? UNKNOWN : generationId(schedule.id, Number(generation), role);
  return { slot, role, generation: of, serviceUserId, endDate, namePrefix: "app" };
}

function unknownOutputs(part: Part, inputs: Props): Props {
  if (part !== "a" && part !== "b") return inputs;
  return { ...Object.fromEntries(SLOT_OUTPUTS.map((name) => [name, UNKNOWN])), ...inputs };
}

function settingsOf(env: Record<string, string>): ClientSettings {
  return resolveSettings({ env });
}

async function makeUser(client: DigiCertOneClient, accountId: string, nickname: string): Promise<string> {
  const roleIds: string[] = [];
  for await (const role of client.roles.list()) roleIds.push(role.id);
  const input = {
    nickname,
    description: "",
    email: "app@example.com",
    accountIds: [accountId],
    roleIds,
  };
  const user = await client.serviceUsers.create(input, { find: () => false });
  for await (const key of client.apiKeys.list(user.id)) await client.apiKeys.delete(key.id);
  return user.id;
}
