/** A stage for scenarios of ours: an emulator, a project that declares service users and keys, a stack on one engine. */
import { afterAll, describe } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { cliStack, describeOnCli, embeddedStack, type MakeStack } from "../engines";
import { makeProject, type Project } from "../project";
import { newest, type SdkUnderTest } from "../sdks";
import type { Run, Stack } from "../stack";

export interface DigicertStage {
  readonly stack: Stack;
  readonly emulator: Emulator;
  setProgram(program: string): void;
  /** A call by hand, as the administrator, for what people do beside Pulumi. */
  byHand(method: string, path: string, body?: unknown): Promise<unknown>;
}

export interface StageOptions {
  /** Config beside the address and the key of the emulator; `undefined` takes one of these two away. */
  config?: Record<string, string | undefined>;
  /** The lines before the program; default {@link prelude}. */
  prelude?: string;
}

type MakeStage = (program: string, options?: StageOptions) => Promise<DigicertStage>;

/** The first lines of every program: the packages, one account, one role. */
export const prelude = `
const pulumi = require("@pulumi/pulumi");
const digicert = require("pulumi-digicert-one");
const accountIds = [digicert.getAccountOutput().id];
const roleIds = [digicert.getRoleOutput({ name: "Certificate manager" }).id];
const email = "team@example.com";
`;

/** Describes the same tests once per engine that is there; with an SDK given, the title tells its version. */
export function describeDigicert(title: string, body: (makeStage: MakeStage) => void, given?: SdkUnderTest): void {
  const named = given ? `${title} with SDK ${given.version}` : title;
  const sdk = given ?? newest;
  describe(`${named}, on the embedded engine`, () => onEngine(embeddedStack, sdk, body));
  describeOnCli(named, () => onEngine(cliStack, sdk, body));
}

function onEngine(makeStack: MakeStack, sdk: SdkUnderTest, body: (makeStage: MakeStage) => void): void {
  const made: { project: Project; emulator: Emulator }[] = [];
  afterAll(async () => {
    for (const { project, emulator } of made.splice(0)) {
      project.remove();
      await emulator.close();
    }
  });
  body(async (program, options = {}) => {
    const lines = options.prelude ?? prelude;
    const emulator = await startEmulator({ seed: 11 });
    const project = makeProject({ name: "scenario", program: `${lines}${program}`, sdk });
    made.push({ project, emulator });
    const stack = await makeStack(project);
    await configure(stack, emulator, options.config);
    return {
      stack,
      emulator,
      setProgram: (next) => project.setProgram(`${lines}${next}`),
      byHand: (method, path, content) => byHand(emulator, method, path, content),
    };
  });
}

/** Points a stack to an emulator; a setting that is given goes first, and one that is undefined is not made. */
export async function configure(stack: Stack, emulator: Emulator, given: Settings = {}): Promise<void> {
  const settings = { "digicert-one:baseUrl": emulator.url, "digicert-one:apiKey": emulator.apiKey, ...given };
  for (const [key, value] of Object.entries(settings)) {
    if (value !== undefined) await stack.setConfig(key, value, { secret: key === "digicert-one:apiKey" });
  }
}

export type Settings = Readonly<Record<string, string | undefined>>;

export async function byHand(emulator: Emulator, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.url}/account/api/v1${path}`, {
    method,
    headers: {
      "x-api-key": emulator.apiKey,
      "user-agent": "by-hand/1.0",
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} by hand: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Everything that exists, without the log of how it came to be. */
export async function census(emulator: Emulator): Promise<Omit<Awaited<ReturnType<Emulator["state"]>>, "audit">> {
  const { audit: _log, ...rest } = await emulator.state();
  return rest;
}

/**
 * What a run did to resources of ours, by name, without those that stay as they are: `{ ci: ["update"] }`. The identity
 * of the stack, which every stack with a user has, is left out; identity.test.ts is about it. So are providers.
 */
export function changed(run: Run): Record<string, string[]> {
  const byName: Record<string, string[]> = {};
  for (const { op, name, type } of run.steps) {
    const isOurs = type.includes("digicert-one") && !type.startsWith("pulumi:providers:");
    if (!isOurs || type.endsWith(":StackIdentity") || op === "same" || op === "refresh") continue;
    byName[`${type.split(":").pop()} ${name}`] = [...(byName[`${type.split(":").pop()} ${name}`] ?? []), op].sort();
  }
  return byName;
}

/** The urn of a resource of ours in the stage's stack. */
export const urn = (type: string, name: string): string =>
  `urn:pulumi:dev::scenario::pulumi-nodejs:dynamic/digicert-one:${type}::${name}`;

/** The messages of a failed run, one per line. */
export const errors = (run: Run): string[] =>
  run.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.trim());
