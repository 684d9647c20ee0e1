import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Crypter } from "../../src/engine/secrets";
import type { Scenario, ScenarioStep } from "./scenarios";
import { type Call, EngineRunFailure, makeWorld, PASSPHRASE, URN, type World } from "./support";

/** What one run of a scenario did: the provider's calls, whether it succeeded, and the state after it. */
export interface TraceStep {
  readonly ok: boolean;
  readonly calls: readonly Call[];
  readonly state: readonly Record<string, unknown>[];
}

const FOLDER = resolve(__dirname, "../fixtures/engine-traces");

export function readTrace(name: string): TraceStep[] {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")).steps;
}

export function writeTrace(name: string, cli: string, steps: readonly TraceStep[]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ cli, steps }, null, 1)}\n`);
}

/** Runs a scenario on the embedded engine. */
export async function embeddedTrace(scenario: Scenario, host: "process" | "in-process"): Promise<TraceStep[]> {
  const world = await makeWorld("", { host, config: scenario.config ?? {} });
  return await inOrder(scenario.steps, async (step) => {
    prepare(world, step);
    const ok = await EngineRunFailure.caught(
      world.stack[step.run]({
        target: (step.target ?? []).map((name) => URN(name)),
        replace: (step.replace ?? []).map((name) => URN(name)),
        targetDependents: step.targetDependents ?? false,
        refresh: step.refresh ?? false,
      }),
    );
    const exported = await world.stack.exportStack();
    return { ok, calls: world.calls(), resources: await decrypted(exported.deployment) };
  });
}

async function decrypted(deployment: Record<string, unknown>): Promise<unknown[]> {
  const salt = find(deployment, ["secrets_providers", "state", "salt"]);
  const crypter = await Crypter.open(PASSPHRASE, String(salt));
  const resources = Array.isArray(deployment.resources) ? deployment.resources : [];
  return resources.map((resource) => revealed(resource, (text) => crypter.decrypt({ ciphertext: text }).plaintext));
}

function find(value: unknown, path: readonly string[]): unknown {
  return path.reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";

function revealed(value: unknown, open: (ciphertext: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => revealed(item, open));
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) {
    const sealed = value as { plaintext?: string; ciphertext?: string };
    return { SECRET: revealed(JSON.parse(sealed.plaintext ?? open(String(sealed.ciphertext))), open) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item, open)]));
}

const exec = promisify(execFile);

/** Runs a scenario under the real CLI on PATH, with a home, backend and passphrase of its own. */
export async function cliTrace(scenario: Scenario): Promise<TraceStep[]> {
  const world = await makeWorld("");
  const home = join(world.folder, ".pulumi-home");
  mkdirSync(home);
  const env = {
    ...process.env,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const pulumi = (...args: string[]) =>
    exec("pulumi", [...args, "--non-interactive"], { cwd: world.folder, env, maxBuffer: 1 << 26 });
  await pulumi("stack", "init", "dev");
  for (const [key, value] of Object.entries(scenario.config ?? {})) {
    const [text, flag] = typeof value === "string" ? [value, "--plaintext"] : [value.value, "--secret"];
    await pulumi("config", "set", flag, "--stack", "dev", key, text);
  }
  return await inOrder(scenario.steps, async (step) => {
    prepare(world, step);
    const args = [
      ...(step.target ?? []).flatMap((name) => ["--target", URN(name)]),
      ...(step.replace ?? []).flatMap((name) => ["--replace", URN(name)]),
      ...(step.targetDependents ? ["--target-dependents"] : []),
      ...(step.refresh ? ["--refresh"] : []),
    ];
    const ok = await pulumi(
      step.run,
      "--stack",
      "dev",
      ...(step.run === "preview" ? [] : ["--yes", "--skip-preview"]),
      ...args,
    ).then(
      () => true,
      () => false,
    );
    const { stdout } = await pulumi("stack", "export", "--stack", "dev", "--show-secrets");
    const resources = JSON.parse(stdout).deployment.resources ?? [];
    return { ok, calls: world.calls(), resources: resources.map((resource: unknown) => revealed(resource, String)) };
  });
}

export async function cliVersion(): Promise<string> {
  return (await exec("pulumi", ["version"])).stdout.trim();
}

function prepare(world: World, step: ScenarioStep): void {
  if (step.program !== undefined) world.program(step.program);
  if (step.outside !== undefined) world.outside(step.outside);
  for (const [name, there] of Object.entries(step.files ?? {})) world.mark(name, there);
}

async function inOrder(
  steps: readonly ScenarioStep[],
  run: (step: ScenarioStep) => Promise<{ ok: boolean; calls: Call[]; resources: unknown[] }>,
): Promise<TraceStep[]> {
  const names = new Normalizer();
  const result: TraceStep[] = [];
  for (const step of steps) {
    const { ok, calls, resources } = await run(step);
    const state = names.apply(resources.map(comparable)) as Record<string, unknown>[];
    result.push({ ok, calls: names.apply(calls) as Call[], state });
  }
  return result;
}

/** Without what differs between any two runs: times, places in sources, the order of lists that are sets. */
function comparable(resource: unknown): Record<string, unknown> {
  const { created, modified, sourcePosition, stackTrace, customTimeouts, ...rest } = resource as Record<
    string,
    unknown
  >;
  const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);
  const properties = Object.entries((rest.propertyDependencies as object | undefined) ?? {});
  return {
    ...rest,
    ...("dependencies" in rest ? { dependencies: sorted(rest.dependencies) } : {}),
    ...(properties.length > 0
      ? { propertyDependencies: Object.fromEntries(properties.map(([key, urns]) => [key, sorted(urns)])) }
      : {}),
  };
}

/** Ids are random: the first of a resource becomes `<name>#1`, the next `<name>#2`. */
class Normalizer {
  readonly #ids = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  apply(value: unknown): unknown {
    const text = JSON.stringify(value)
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uuid) =>
        uuid.startsWith("04da6b54") ? uuid : "uuid",
      )
      .replaceAll(/"([a-z]+(?:-[a-z]+)*)-([0-9a-z]{8,})"/g, (whole, name: string, tail: string) =>
        /\d/.test(tail) ? `"${this.#name(whole, name)}"` : whole,
      );
    return JSON.parse(text);
  }

  #name(id: string, name: string): string {
    let known = this.#ids.get(id);
    if (known === undefined) {
      const count = (this.#counts.get(name) ?? 0) + 1;
      this.#counts.set(name, count);
      known = `${name}#${count}`;
      this.#ids.set(id, known);
    }
    return known;
  }
}

/** A step in a form in which only the order among independent resources is free. */
export function ordered(step: TraceStep, before: TraceStep | undefined): Record<string, unknown> {
  const named = step.calls.filter((call) => call.method !== "configure");
  const byName = new Map<string, Call[]>();
  for (const call of named) {
    const name = String(call.name ?? call.id);
    byName.set(name, [...(byName.get(name) ?? []), call]);
  }
  const configured = step.calls.filter((call) => call.method === "configure").map((call) => JSON.stringify(call));
  return {
    ok: step.ok,
    calls: Object.fromEntries([...byName].sort(([a], [b]) => a.localeCompare(b))),
    configured: configured.sort(),
    orders: orders(step, before),
    state: [...step.state].sort((a, b) => key(a).localeCompare(key(b))),
  };
}

function key(resource: Record<string, unknown>): string {
  return `${String(resource.urn)} ${String(resource.delete ?? "")} ${String(resource.id)}`;
}

const CHANGING = new Set(["create", "update", "delete"]);

/** For each pair of resources of which one needs the other: the order of the changes to both. */
function orders(step: TraceStep, before: TraceStep | undefined): string[] {
  const changes = step.calls.filter((call) => CHANGING.has(call.method));
  const states = [...(before?.state ?? []), ...step.state];
  const pairs = new Set<string>();
  for (const state of states) {
    const needs = [state.parent, ...((state.dependencies as string[] | undefined) ?? [])];
    for (const urn of needs) pairs.add(`${nameOf(urn)} ${nameOf(state.urn)}`);
  }
  return [...pairs].sort().flatMap((pair) => {
    const names = pair.split(" ");
    const line = changes
      .filter((call) => names.includes(String(call.name)))
      .map((call) => `${call.method} ${call.name}`);
    return line.length < 2 ? [] : [`${pair}: ${line.join(", ")}`];
  });
}

function nameOf(urn: unknown): string {
  return String(urn).split("::").at(-1) ?? "";
}
