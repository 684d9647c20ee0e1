/** One provider process as one kind of resource sees it: configured once, its client made with the first call. */
import type { ClientDeps, ClientSettings, Place } from "../../client";
import { resolveSettings, type SettingsSource, settingsPlace } from "../../client/settings/settings";
import { ConfigurationError } from "../../errors";
import { AS_OF_VARIABLE, asOfSetting } from "../../rotation";
import type { AccountMemory } from "../proof/seen";
import type { Connection } from "./connection";
import type { ApplyContext, ConfigureRequest } from "./handlers";
import type { Notice } from "./notice";
import { RunClock } from "./run/clock";
import type { RunFailures } from "./run/failures";
import { processStack, type StackMemory } from "./run/stack";
import { isByDay, type StepName } from "./steps";

/** What of the process may be replaced in tests. */
export interface HostDeps {
  env: Readonly<Record<string, string | undefined>>;
  now(): number;
  engineAlive(): Promise<boolean>;
  notice: Notice;
  /** Called for each step before it is carried out. */
  onStep?(name: StepName): void;
  /** What the handlers of one process remember together; that of this process by default. */
  memory?: AccountMemory;
  /** Which stack the process works for; what this process has learned of it by default. */
  stack?: StackMemory;
  /** Today of this process, and what it has warned of; a clock of its own by default. */
  clock?: RunClock;
  /** The failures of this process that every call would meet; those of these handlers alone by default. */
  failures?: RunFailures;
  /** What the client is given beside its settings. */
  client?: ClientDeps;
}

const CONFIG_NAMESPACE = "digicert-one";

/** One provider process as one kind of resource sees it: its configuration and, from the first call on, its client. */
export class Session {
  config: ConfigureRequest["config"] | undefined;
  readonly stack: StackMemory;
  private readonly deps: HostDeps;
  private readonly clock: RunClock;
  private connection: Promise<Connection> | undefined;
  private known: Place | undefined;
  private self: Promise<ReadonlySet<string>> | undefined;
  private asked: Promise<void> | undefined;

  constructor(deps: HostDeps) {
    this.deps = deps;
    this.stack = deps.stack ?? processStack;
    this.clock = deps.clock ?? new RunClock();
  }

  /** Handlers are configured: the first of a run fix nothing yet. */
  begin(handlers: object): void {
    this.clock.begin(handlers);
  }

  /** The day of this run. */
  today(): string {
    return this.clock.today(this.deps);
  }

  settings(): ClientSettings {
    return resolveSettings(this.source());
  }

  /** The configured place; undefined while the settings name none, which the first call reports. */
  place(): Place | undefined {
    this.known ??= settingsPlace(this.source());
    return this.known;
  }

  /** Whether the credentials come from the provider's configuration, which the engine may have taken from state. */
  hasRecordedKey(): boolean {
    const names = ["apiKey", "apiKeys", "clientCert", "clientPfx"] as const;
    return names.some((name) => (this.config?.get(`${CONFIG_NAMESPACE}:${name}`) ?? "").trim() !== "");
  }

  private source(): SettingsSource {
    return {
      config: (name) => this.config?.get(`${CONFIG_NAMESPACE}:${name}`),
      env: this.deps.env,
    };
  }

  async applyContext(subject: string, today: string): Promise<Omit<ApplyContext, "isSecret">> {
    this.connection ??= this.connect(this.settings());
    const { settings, client, proof, askOwnUsers } = await this.connection;
    let hasStepped = false;
    return {
      today,
      client,
      hasStepped: () => hasStepped,
      step: (name) => {
        if (isByDay(name)) this.clock.require();
        hasStepped = true;
        this.deps.onStep?.(name);
        return client;
      },
      seeClock: async () => {
        if (!this.clock.isUnknown(this.deps)) return;
        // Whatever it responds: the next call says what is wrong.
        this.asked ??= client.serviceUsers.me().then(
          () => undefined,
          () => undefined,
        );
        await this.asked;
      },
      settings,
      proof,
      engineAlive: this.deps.engineAlive,
      notice: (text, severity = "warning") => void this.deps.notice(subject, text, severity),
      ownUserIds: () => {
        // A failure is not kept: the next step asks again.
        this.self ??= askOwnUsers().catch((error: unknown) => {
          this.self = undefined;
          throw error;
        });
        return this.self;
      },
    };
  }

  /** Check and diff make no call: what makes calls is loaded with the first. */
  private async connect(settings: ClientSettings): Promise<Connection> {
    const host = this.place()?.host ?? settings.host;
    const { connect } = await import("./connection.js");
    return connect(
      { settings, host, memory: this.deps.memory },
      {
        onNotice: (text, severity) => void this.deps.notice("DigiCert ONE", text, severity),
        onServerTime: (epochMs) => {
          const warning = this.clock.note(epochMs, this.deps);
          if (warning !== undefined) this.deps.notice("DigiCert ONE", warning, "warning");
        },
        stack: () => this.stack.name(),
        ...this.deps.client,
      },
    );
  }

  refuseUnderAsOf(): void {
    const day = asOfSetting(this.deps.env);
    if (day === undefined) return;
    const { hostname } = new URL(this.settings().baseUrl);
    if (["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return;
    throw new ConfigurationError(
      `${AS_OF_VARIABLE}=${day} is for previews: nothing is created, updated or deleted under it. Unset it and run again.`,
    );
  }
}
