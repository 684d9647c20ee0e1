/** A program with a `RotatingApiKey` and a consumer of its value, on the embedded engine in this process. */
import * as pulumi from "@pulumi/pulumi";
import { createClient, type DigiCertOneClient, resolveSettings } from "../../src/client";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, EngineRunError, type LoadProvider, type RunResult } from "../../src/engine";
import * as provider from "../../src/provider";
import { RotatingApiKey, type RotatingApiKeyArgs } from "../../src/resources/rotating-api-key";
import { rotationPlan } from "../../src/resources/rotation-plan";
import { ServiceUser, type ServiceUserArgs } from "../../src/resources/service-user";

const CONSUMER = 'exports.handler=()=>require("consumer")';

/** Something that is deployed with the key, such as a secret in a cluster. */
class Consumer extends pulumi.CustomResource {
  constructor(name: string, apiKey: pulumi.Input<string>) {
    super("pulumi-nodejs:dynamic/test:Consumer", name, { apiKey, __provider: CONSUMER });
  }
}

interface Program {
  readonly pair?: Partial<RotatingApiKeyArgs>;
  readonly user?: Partial<ServiceUserArgs>;
}

/** What a run did, without what stayed the same and without the halves of a replacement. */
interface Ran {
  readonly ok: boolean;
  readonly steps: readonly string[];
  readonly errors: readonly string[];
  readonly outputs: RunResult["outputs"];
}

export interface RotatingWorld {
  readonly emulator: Emulator;
  readonly stack: EmbeddedStack;
  readonly client: DigiCertOneClient;
  /** What the consumer was deployed with last. */
  held: string;
  /** Makes the consumer's deployment fail. */
  failConsumer: boolean;
  program: Program;
  goTo(day: string): Promise<void>;
  up(program?: Program, options?: { target?: string[]; replace?: string[] }): Promise<Ran>;
  preview(program?: Program, asOf?: string): Promise<Ran>;
  refresh(): Promise<Ran>;
  destroy(): Promise<Ran>;
  /** Whether a key opens the API on the present day. */
  opens(value: string): Promise<boolean>;
  /** The keys of the service user, oldest first. */
  keys(): Promise<{ id: string; name: string; enabled: boolean }[]>;
  close(): Promise<void>;
}

const POLICY: RotatingApiKeyArgs = { serviceUser: "", lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
const HALVES = new Set(["same", "create-replacement", "delete-replaced"]);

/** The URN of a part of the pair `app`. */
export const partUrn = (type: string, name: string) =>
  `urn:pulumi:dev::rotating::digicert-one:index:RotatingApiKey$pulumi-nodejs:dynamic/digicert-one:${type}::${name}`;
export const CONSUMER_URN = "urn:pulumi:dev::rotating::pulumi-nodejs:dynamic/test:Consumer::consumer";

/** Opens a world on a day; the pair is named `app`. The day is told to the code under test by DIGICERT_ONE_AS_OF. */
export async function openRotatingWorld(day: string): Promise<RotatingWorld> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: `${day}T12:00:00Z` });
  const env: Record<string, string> = {
    DIGICERT_ONE_BASE_URL: emulator.url,
    DIGICERT_ONE_API_KEY: emulator.apiKey,
    DIGICERT_ONE_RATE_LIMITS: "off",
    DIGICERT_ONE_MAX_RETRY_SECONDS: "1",
    DIGICERT_ONE_AS_OF: day,
  };
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  const newClient = () => createClient(resolveSettings({ env: process.env }), { onNotice: () => undefined });
  const roleIds: string[] = [];
  for await (const role of newClient().roles.list()) roleIds.push(role.id);

  const stack = await EmbeddedStack.createOrSelect({
    projectName: "rotating",
    stackName: "dev",
    workDir: process.cwd(),
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    program: () => program(),
    loadProvider: (text) => (text === CONSUMER ? consumer() : handlersNamedIn(text)) as ReturnType<LoadProvider>,
  });
  function program() {
    const user = new ServiceUser("app-user", {
      nickname: "app-user",
      email: "app@example.com",
      accountIds: [emulator.accountId],
      roleIds: roleIds.slice(0, 1),
      ...world.program.user,
    });
    const pair = new RotatingApiKey("app", { ...POLICY, serviceUser: user, ...world.program.pair });
    new Consumer("consumer", pair.value);
    const { value, previousValue, current, previous, endDate, endsAt, rotateOn, retireOn } = pair;
    const plan = rotationPlan([user, pair], { runsEveryDays: 7 });
    return { value, previousValue, current, previous, endDate, endsAt, rotateOn, retireOn, plan };
  }
  function consumer() {
    const deploy = async (inputs: Record<string, unknown>) => {
      if (world.failConsumer) throw new Error("the consumer could not be deployed");
      world.held = String(inputs.apiKey);
      return inputs;
    };
    return {
      create: async (inputs: Record<string, unknown>) => ({ id: "consumer", outs: await deploy(inputs) }),
      update: async (_id: string, _olds: object, news: Record<string, unknown>) => ({ outs: await deploy(news) }),
    };
  }
  const run = async (operation: () => Promise<RunResult>): Promise<Ran> => {
    try {
      return ranOf(await operation(), true);
    } catch (error) {
      if (error instanceof EngineRunError) return ranOf(error.result, false);
      throw error;
    }
  };
  const world: RotatingWorld = {
    emulator,
    stack,
    client: newClient(),
    held: "",
    failConsumer: false,
    program: {},
    async goTo(next) {
      process.env.DIGICERT_ONE_AS_OF = next;
      await emulator.setClock(`${next}T12:00:00Z`);
    },
    up(next = {}, options = {}) {
      world.program = next;
      return run(() => stack.up(options));
    },
    async preview(next = {}, asOf = process.env.DIGICERT_ONE_AS_OF) {
      world.program = next;
      const today = process.env.DIGICERT_ONE_AS_OF;
      process.env.DIGICERT_ONE_AS_OF = asOf;
      const ran = await run(() => stack.preview());
      process.env.DIGICERT_ONE_AS_OF = today;
      return ran;
    },
    refresh: () => run(() => stack.refresh()),
    destroy: () => run(() => stack.destroy()),
    async opens(value) {
      const url = `${emulator.url}/account/api/v1/user/me`;
      const answer = await fetch(url, { headers: { "x-api-key": value, "user-agent": "consumer/1" } });
      await answer.arrayBuffer();
      return answer.status !== 401;
    },
    async keys() {
      const client = newClient();
      const user = await client.serviceUsers.findByNickname("app-user");
      const keys = [];
      for await (const key of client.apiKeys.list(user?.id ?? "")) keys.push(key);
      keys.sort((one, other) => (one.createdAt ?? "").localeCompare(other.createdAt ?? ""));
      return keys.map(({ id, name = "", enabled }) => ({ id, name, enabled: enabled !== false }));
    },
    async close() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await emulator.close();
    },
  };
  return world;
}

/** The provider module is this repository's sources, found by the name in the constant text. */
export function handlersNamedIn(text: string) {
  const name = /require\("pulumi-digicert-one\/provider"\)\.(\w+)\(\)/.exec(text)?.[1];
  const make = Object.entries(provider).find(([key]) => key === name)?.[1];
  if (!make) throw new Error(`no handlers are named in ${text}`);
  return make();
}

function ranOf(result: RunResult, ok: boolean): Ran {
  return {
    ok,
    steps: result.steps.filter(({ op }) => !HALVES.has(op)).map(({ op, name }) => `${op} ${name}`),
    errors: result.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    outputs: result.outputs,
  };
}
