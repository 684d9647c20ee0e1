/** A scenario: one tiny program per behaviour, the operations run on it, and what each must show on every engine. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment, Run, RunOptions, Stack } from "./stack";
import { errorsOf, failing, nameOf, type StoredResource } from "./stack";
import type { Call, Props } from "./toys/world";

type Operation = "preview" | "up" | "refresh" | "destroy";

/** What a phase must show. What is left out is not asserted here; the trace holds it all. */
interface Expectation {
  /** The provider calls as `label method`, sorted within a phase by the caller: compared as a set with counts. */
  readonly calls?: readonly string[];
  /** Pairs of calls of which the first comes before the second. */
  readonly before?: readonly (readonly [string, string])[];
  readonly changes?: Readonly<Record<string, number>>;
  /** Steps other than `same` as `op name`. */
  readonly steps?: readonly string[];
  /** The ids of the objects that are alive afterwards. */
  readonly alive?: readonly string[];
  /** The run has to fail and say this. */
  readonly fails?: RegExp;
  readonly says?: RegExp;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

interface Phase {
  readonly run: Operation;
  /** The program from this phase on. */
  readonly program?: string;
  /** Options; URNs are given by Pulumi name. */
  readonly options?: RunOptions;
  /** Environment for this phase alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the outside world first: an object's new properties by id, or null to remove it. */
  readonly world?: Readonly<Record<string, Props | null>>;
  /** Edits the state first, the way `pulumi state` does. */
  readonly state?: (resource: StoredResource) => StoredResource | undefined;
  /** Puts an operation into the state first, as an engine that was killed leaves it. */
  readonly pending?: { readonly name: string; readonly type: "creating" | "updating" | "deleting" };
  readonly shows?: Expectation;
}

export interface Scenario {
  /** A sentence; the trace's file name is made from it. */
  readonly title: string;
  readonly program: string;
  /**
   * Run by the embedded engine in processes as well, which takes as long as on the real one; in-process it runs anyway, but
   * for what the SDK does otherwise with inline programs (`only`).
   */
  readonly inProcesses?: true | "only";
  readonly config?: Readonly<Record<string, string | { readonly secret: string }>>;
  readonly phases: readonly Phase[];
}

/** One phase as it went. */
export interface PhaseRecord {
  readonly phase: Phase;
  readonly run: Run;
  readonly calls: readonly Call[];
  readonly alive: readonly string[];
  /** The deployment after the phase, secrets in the clear. */
  readonly state: Deployment;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Where a scenario keeps its world, and its stack. */
export interface Stage {
  readonly stack: Stack;
  /** A folder for the toys' world and call log. */
  readonly scratch: string;
  setProgram(program: string): void;
}

/** Runs all phases; asserts nothing, but that each phase fails or succeeds as it should. */
export async function play(scenario: Scenario, stage: Stage): Promise<PhaseRecord[]> {
  const { stack } = stage;
  stack.setEnv("TOY_WORLD", stage.scratch);
  stack.setEnv("TOY_CALLS", join(stage.scratch, "calls.jsonl"));
  for (const [key, value] of Object.entries(scenario.config ?? {})) {
    if (typeof value === "string") await stack.setConfig(key, value);
    else await stack.setConfig(key, value.secret, { secret: true });
  }
  const records: PhaseRecord[] = [];
  for (const phase of scenario.phases) records.push(await playPhase(phase, stage));
  return records;
}

async function playPhase(phase: Phase, { stack, scratch, setProgram }: Stage): Promise<PhaseRecord> {
  if (phase.program !== undefined) setProgram(phase.program);
  changeWorld(scratch, phase.world ?? {});
  const edit = phase.state;
  if (edit) await stack.importStack(edited(await stack.storedState(), edit));
  if (phase.pending) await stack.importStack(interrupted(await stack.storedState(), phase.pending));
  const callsBefore = readCalls(scratch).length;
  for (const [name, value] of Object.entries(phase.env ?? {})) stack.setEnv(name, value);
  const options = await withUrns(phase.options ?? {}, stack);
  const running = stack[phase.run](options);
  const run = phase.shows?.fails ? await failing(running) : await running;
  for (const name of Object.keys(phase.env ?? {})) stack.setEnv(name, undefined);
  const state = await stack.exportStack();
  return {
    phase,
    run,
    calls: readCalls(scratch).slice(callsBefore),
    alive: readAlive(scratch),
    state,
    outputs: outputsOf(state),
  };
}

/** Names become the URNs of the resources in the state that bear them. */
async function withUrns(options: RunOptions, stack: Stack): Promise<RunOptions> {
  if (!options.target && !options.replace) return options;
  const resources = (await stack.storedState()).deployment.resources ?? [];
  const urnOf = (name: string): string =>
    resources.find((resource) => nameOf(resource.urn) === name)?.urn ??
    `urn:pulumi:dev::toys::pulumi-nodejs:dynamic/toys:Toy::${name}`;
  return {
    ...options,
    ...(options.target && { target: options.target.map(urnOf) }),
    ...(options.replace && { replace: options.replace.map(urnOf) }),
  };
}

/** The stack's outputs, read from its state: asking the command line costs another second. */
function outputsOf({ deployment }: Deployment): Record<string, unknown> {
  const root = deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  return (root?.outputs ?? {}) as Record<string, unknown>;
}

function edited(state: Deployment, edit: (resource: StoredResource) => StoredResource | undefined): Deployment {
  const resources = (state.deployment.resources ?? []).flatMap((resource) => edit(resource) ?? []);
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** The state as a killed engine leaves it: the operation in flight, on a resource made in the image of the first toy. */
function interrupted(state: Deployment, pending: { name: string; type: string }): Deployment {
  const model = state.deployment.resources?.find(({ urn }) => urn.includes("toys:Toy::"));
  if (!model) throw new Error("there is no toy to take after");
  const urn = model.urn.replace(/[^:]*$/, pending.name);
  const inputs = { ...(model.inputs as Props), label: pending.name };
  const resource = { ...model, urn, id: "", inputs, outputs: undefined };
  const operations = [{ resource: JSON.parse(JSON.stringify(resource)), type: pending.type }];
  return { ...state, deployment: { ...state.deployment, pending_operations: operations } };
}

function changeWorld(scratch: string, changes: Readonly<Record<string, Props | null>>): void {
  for (const [id, props] of Object.entries(changes)) {
    const file = join(scratch, "objects", `${id}.json`);
    mkdirSync(join(scratch, "objects"), { recursive: true });
    const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
    if (props === null) rmSync(file);
    else writeFileSync(file, JSON.stringify({ ...before, ...props }));
  }
}

function readCalls(scratch: string): Call[] {
  const file = join(scratch, "calls.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Call);
}

function readAlive(scratch: string): string[] {
  const folder = join(scratch, "objects");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
  return files.sort();
}

/** The differences between what a phase showed and what it must show, one line each; empty is right. */
export function shortcomings({ phase, run, calls, alive, outputs }: PhaseRecord): string[] {
  const shows = phase.shows ?? {};
  const made = calls.map(({ label, method }) => `${label} ${method}`);
  const faults: string[] = [];
  const same = (what: string, expected: unknown, actual: unknown) => {
    const [left, right] = [JSON.stringify(expected), JSON.stringify(actual)];
    if (left !== right) faults.push(`${what}: expected ${left}, saw ${right}`);
  };
  if (shows.calls) same("calls", [...shows.calls].sort(), [...made].sort());
  for (const [first, second] of shows.before ?? []) {
    const [a, b] = [made.indexOf(first), made.lastIndexOf(second)];
    if (a < 0 || b < 0 || a > b) faults.push(`order: expected "${first}" before "${second}", saw ${made.join(", ")}`);
  }
  if (shows.changes) same("changes", sorted(shows.changes), sorted(run.resourceChanges));
  if (shows.steps) same("steps", [...shows.steps].sort(), stepsOf(run).sort());
  if (shows.alive) same("alive", [...shows.alive].sort(), alive);
  if (shows.outputs) same("outputs", sorted(shows.outputs), sorted(outputs));
  const said = `${run.stdout}\n${errorsOf(run)}`;
  for (const wanted of [shows.fails, shows.says]) {
    if (wanted && !wanted.test(said)) faults.push(`text: expected ${wanted}, saw ${said}`);
  }
  return faults;
}

const sorted = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Steps that do something, as `op name`. */
export const stepsOf = (run: Run): string[] =>
  run.steps
    .filter(({ op, type }) => op !== "same" && !type.startsWith("pulumi:"))
    .map(({ op, name }) => `${op} ${name}`);

export const fileNameOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
