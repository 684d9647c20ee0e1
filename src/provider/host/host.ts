/**
 * The one wrapper round every handler: what the SDK's dynamic provider host expects, made safe.
 *
 * - `configure` stores the configuration in its synchronous part and never throws: calls that arrive while an async
 *   configure is pending run unconfigured, and after one that threw every later call throws too (seen).
 * - Answers are plain JSON, always whole; errors are `Error` objects with redacted messages, without a numeric `code`
 *   (taken for a gRPC status) and without `id`, `properties`, `reasons` (taken for a partial creation) unless they
 *   are one.
 * - Under `DIGICERT_ONE_AS_OF` whatever changes something refuses to run, except against loopback.
 */
import {
  type ClientDeps,
  type ClientSettings,
  createClient,
  type DigiCertOneClient,
  type Place,
  resolveSettings,
  type SettingsSource,
  settingsPlace,
} from "../../client";
import { ConfigurationError, isAuthenticationError, registerSecret } from "../../errors";
import { AS_OF_VARIABLE, asOf, asOfSetting } from "../../rotation";
import { requireSamePlace } from "../proof/place";
import { createProof, type Proof } from "../proof/proof";
import { type AccountMemory, processMemory, Seen } from "../proof/seen";
import { guarded } from "./presentation";
import { engineAlive, notice } from "./process";
import { type CheckFailure, type CheckOutcome, type DiffOutcome, type Props, text, toPlain } from "./state";
import type { Reader, StepName, Writer } from "./steps";

/** What the engine hands to `configure`. */
export interface ConfigureRequest {
  config: { get(key: string): string | undefined };
}

/** What pure deciders may know of the world: the day. */
export interface PlanContext {
  today: string;
}

/** What appliers work with. */
export interface ApplyContext extends PlanContext {
  client: Reader;
  /** What the next step of a handler is carried out with. */
  step(name: StepName): Writer;
  /** Whether a step was taken. */
  hasStepped(): boolean;
  settings: ClientSettings;
  /** What proves that something is gone; see proof/gone.ts. */
  proof: Proof;
  /** Whether somebody will record what we make; false after the command line was killed. */
  engineAlive(): Promise<boolean>;
  notice(message: string): void;
  /** Ids of the users this provider runs as, one for each of its keys; asked once. Rejects while that cannot be known. */
  ownUserIds(): Promise<ReadonlySet<string>>;
}

/** One kind of resource: pure deciders and appliers. */
export interface ResourceHandlers {
  /** For messages: "service user", "API key". */
  kind: string;
  /** Whether the object of this id is DigiCert ONE's: its state then says at which host, and no other is asked about it. */
  isRemote(id: string): boolean;
  check(olds: Props, news: Props, context: PlanContext): CheckOutcome;
  diff(olds: Props, news: Props, context: PlanContext): DiffOutcome;
  create(inputs: Props, context: ApplyContext): Promise<{ id: string; outs: object }>;
  /** Undefined: gone. */
  read(id: string, olds: Props, context: ApplyContext): Promise<{ props: object; inputs: object } | undefined>;
  update(id: string, olds: Props, news: Props, context: ApplyContext): Promise<object>;
  delete(id: string, olds: Props, context: ApplyContext): Promise<void>;
  /** How to call the object in notices, from its properties. */
  subject(props: Props): string;
}

/** The shape the SDK's dynamic provider host calls. */
export interface DynamicProvider {
  configure(request: ConfigureRequest): Promise<void>;
  check(olds: Props, news: Props): Promise<{ inputs: Props; failures: CheckFailure[] }>;
  diff(id: string, olds: Props, news: Props): Promise<DiffOutcome>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  read(id: string, props: Props): Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update(id: string, olds: Props, news: Props): Promise<{ outs: Props }>;
  delete(id: string, props: Props): Promise<void>;
}

/** What of the process may be replaced in tests. */
export interface HostDeps {
  env: Readonly<Record<string, string | undefined>>;
  now(): number;
  engineAlive(): Promise<boolean>;
  notice(subject: string, message: string): void;
  /** Told of each step before it is carried out. */
  onStep?(name: StepName): void;
  /** What the handlers of one process remember together; that of this process by default. */
  memory?: AccountMemory;
  /** What the client is given beside its settings. */
  client?: ClientDeps;
}

const realDeps: HostDeps = { env: process.env, now: Date.now, engineAlive: () => engineAlive(), notice };
const PROVIDER_KEY = "__provider";
const CONFIG_NAMESPACE = "digicert-one";

/** Wraps the handlers of one kind of resource for the SDK's host. */
export function dynamicProvider(handlers: ResourceHandlers, deps: HostDeps = realDeps): DynamicProvider {
  const session = new Session(deps);
  const plan = (): PlanContext => ({ today: asOf(deps.env, deps.now()) });
  const apply = (props: Props): ApplyContext => session.applyContext(handlers.subject(props), plan().today);
  const say = (props: Props, notices: readonly string[] = []) => {
    for (const each of notices) deps.notice(handlers.subject(props), each);
  };
  const requirePlace = (id: string, olds: Props) => {
    const place = session.place();
    if (place !== undefined) requireSamePlace(text(olds, "host"), place, { kind: handlers.kind, id });
  };
  /** What the engine stores of an object that exists, but could not be finished. */
  const stored = (props: Props, isProved: boolean) => (id: string, properties: object) => ({
    ...placed(id, properties, isProved),
    [PROVIDER_KEY]: props[PROVIDER_KEY],
  });
  const placed = (id: string, outs: object, isProved = true): Props => {
    const host = handlers.isRemote(id) && isProved ? session.place()?.host : undefined;
    return toPlain({ ...outs, ...(host !== undefined && { host }) }) as Props;
  };

  return {
    configure(request) {
      session.config = request.config;
      return Promise.resolve();
    },
    check: (olds, news) =>
      guarded(`checking the ${handlers.kind}`, async () => {
        const outcome = handlers.check(without(olds), given(without(news)), plan());
        say(outcome.inputs, outcome.notices);
        return {
          inputs: toPlain(outcome.inputs) as Props,
          failures: outcome.failures,
        };
      }),
    diff: (id, olds, news) =>
      guarded(`comparing the ${handlers.kind}`, async () => {
        requirePlace(id, olds);
        const outcome = handlers.diff(without(olds), without(news), plan());
        say(news, outcome.notices);
        return { ...outcome, changes: outcome.changes || outcome.replaces.length > 0 };
      }),
    create: (inputs) =>
      guarded(
        `creating the ${handlers.kind}`,
        async () => {
          session.refuseUnderAsOf();
          const result = await handlers.create(without(inputs), apply(inputs));
          return { id: String(result.id), outs: placed(result.id, result.outs) };
        },
        stored(inputs, true),
      ),
    read: (id, props) =>
      guarded(`reading the ${handlers.kind}`, async () => {
        const context = apply(props);
        requirePlace(id, props);
        const found = await handlers.read(id, without(props), context);
        if (!found) return {};
        return { id: String(id), props: placed(id, found.props), inputs: toPlain(found.inputs) as Props };
      }),
    update: (id, olds, news) =>
      guarded(
        `updating the ${handlers.kind}`,
        async () => {
          session.refuseUnderAsOf();
          const context = apply(news);
          requirePlace(id, olds);
          const outs = await handlers.update(id, without(olds), without(news), context);
          // An update that made no call proves nothing to a state that does not know the host yet.
          return { outs: placed(id, outs, text(olds, "host") !== "" || context.hasStepped()) };
        },
        stored(news, text(olds, "host") !== ""),
      ),
    delete: (id, props) =>
      guarded(`deleting the ${handlers.kind}`, async () => {
        session.refuseUnderAsOf();
        const context = apply(props);
        requirePlace(id, props);
        await handlers.delete(id, without(props), context);
      }),
  };
}

/** One provider process as one kind of resource sees it: its configuration and, from the first call on, its client. */
class Session {
  config: ConfigureRequest["config"] | undefined;
  private readonly deps: HostDeps;
  private client: { settings: ClientSettings; client: DigiCertOneClient; proof: Proof } | undefined;
  private known: Place | undefined;
  private self: Promise<ReadonlySet<string>> | undefined;

  constructor(deps: HostDeps) {
    this.deps = deps;
  }

  settings(): ClientSettings {
    return resolveSettings(this.source());
  }

  /** The configured place; undefined while the settings do not tell, which is for the first call to say. */
  place(): Place | undefined {
    this.known ??= settingsPlace(this.source());
    return this.known;
  }

  private source(): SettingsSource {
    return {
      config: (name) => this.config?.get(`${CONFIG_NAMESPACE}:${name}`),
      env: this.deps.env,
    };
  }

  applyContext(subject: string, today: string): ApplyContext {
    if (!this.client) {
      const settings = this.settings();
      for (const secret of settings.apiKeys) registerSecret(secret);
      const host = this.place()?.host ?? settings.host;
      const seen = new Seen(host, this.deps.memory ?? processMemory);
      const client = createClient(settings, {
        onNotice: (text) => this.deps.notice("DigiCert ONE", text),
        onAccounts: (named) => seen.note(named),
        ...this.deps.client,
      });
      this.client = { settings, client, proof: createProof(client, settings, seen, host) };
    }
    const { settings, client, proof } = this.client;
    let hasStepped = false;
    return {
      today,
      client,
      hasStepped: () => hasStepped,
      step: (name) => {
        hasStepped = true;
        this.deps.onStep?.(name);
        return client;
      },
      settings,
      proof,
      engineAlive: this.deps.engineAlive,
      notice: (text) => this.deps.notice(subject, text),
      ownUserIds: () => {
        // A failure is not kept: the next step asks again.
        this.self ??= usersOf(client, settings.apiKeys).catch((error: unknown) => {
          this.self = undefined;
          throw error;
        });
        return this.self;
      },
    };
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

/**
 * The users of keys; without a key it is the client certificate that speaks for one. A key that the API refuses runs as
 * nobody. Any other failure leaves open whose key it is, and is passed on.
 */
async function usersOf(client: DigiCertOneClient, apiKeys: readonly string[]): Promise<ReadonlySet<string>> {
  const asked = apiKeys.length === 0 ? [{}] : apiKeys.map((apiKey) => ({ apiKey }));
  const users = await Promise.all(
    asked.map((options) =>
      client.serviceUsers.me(options).catch((error: unknown) => {
        if (isAuthenticationError(error)) return undefined;
        throw error;
      }),
    ),
  );
  return new Set(users.flatMap((user) => (user ? [user.id] : [])));
}

function without(props: Props): Props {
  const { [PROVIDER_KEY]: _text, ...rest } = props;
  return rest;
}

/** JavaScript programs say "not set" with null too; the SDK drops undefined, and only undefined. */
function given(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
}
