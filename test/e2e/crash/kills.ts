/** A run whose engine or provider is killed in earnest while a request is under way. */
import { once } from "node:events";
import { expect } from "vitest";
import { steps } from "../../../src/provider/host/steps";
import type { Host } from "../../native/engine/stage";
import { requestOf } from "./broken-host";
import type { Fault, Mode } from "./faults";
import { requestsOf } from "./matrix";
import { mend, type Story } from "./mend";
import { type Killable, kill } from "./processes";
import { type Scenario, scenarios, titleOf } from "./scenarios";
import { CrashWorld, realHandlers } from "./world";

/** One way to one step, with one way of dying there. */
export interface Kill {
  readonly scenario: Scenario;
  readonly fault: Fault;
  readonly mode: Mode;
}

/** The first way to each step. */
export const first = steps.flatMap(({ name }) => scenarios.find(({ step }) => step === name) ?? []);

/** What was made, and recorded by nobody, is what matters most: creates are killed in every way. */
export const creates = first.filter(({ step }) => steps.some(({ name, method }) => name === step && method === "POST"));

/** Each step with a kill of each process. */
export const ofEachStep: readonly Kill[] = first.flatMap((scenario) => [
  { scenario, fault: "provider killed", mode: "after the request" },
  { scenario, fault: "engine killed", mode: "the provider goes on" },
]);

export const ofCreates: readonly Kill[] = creates.flatMap((scenario) => [
  { scenario, fault: "provider killed", mode: "before the request" },
  { scenario, fault: "engine killed", mode: "with its provider, before the request" },
  { scenario, fault: "engine killed", mode: "with its provider, after the request" },
]);

export const titleOfKill = ({ scenario, fault, mode }: Kill): string => `${titleOf(scenario)}: ${fault}, ${mode}`;

/**
 * How long the server takes over the request, so that the kill comes meanwhile; it does what was asked all the same. On a
 * busy machine the kill may come too late: then once more, with more time.
 */
const DELAYS_MS = [300, 2_000, 10_000];

type EngineOf = (world: CrashWorld) => Promise<Killable>;

/** Kills, waits for what lives on, and mends. */
export async function killAndMend(
  killed: Kill,
  engineOf: EngineOf,
  host: Host = "dynamic",
): Promise<Omit<Story, "ended">> {
  const { scenario, fault, mode } = killed;
  const wanted = await requestsOf(scenario, fault, mode);
  for (const delayMs of DELAYS_MS) {
    const world = await CrashWorld.open(realHandlers, host);
    const story = await attempt(world, { ...killed, delayMs, wanted }, engineOf);
    if (story) return story;
  }
  throw new Error("the kill came too late each time");
}

interface Attempt extends Kill {
  readonly delayMs: number;
  readonly wanted: readonly string[];
}

async function attempt(
  world: CrashWorld,
  asked: Attempt,
  engineOf: EngineOf,
): Promise<Omit<Story, "ended"> | undefined> {
  const { scenario, fault, mode, wanted } = asked;
  let engine: Killable | undefined;
  try {
    const before = await world.prepare(scenario);
    engine = await engineOf(world);
    await world.emulator.clearJournal();
    if (!(await killDuring(world, engine, asked))) return undefined;
    // The request that no process lived to send in the simulation was sent here, and never looked at.
    const request = scenario.request ?? requestOf(scenario.step);
    const sent = mode.endsWith("before the request") ? [`${request.method} ${request.path}`] : [];
    const mayEnd = world.host === "native" && mode === "the provider goes on";
    const isOver = () => mayEnd && (engine?.providersEnded() ?? true);
    await until(async () => isOver() || (await world.requests()).length >= wanted.length + sent.length);
    expect((await world.requests()).sort()).toEqual([...wanted, ...sent].sort());
    if (mayEnd) await endsWithEngine(isOver);
    await world.emulator.clearFaults();
    await engine.unlock();
    return await mend(engine, scenario, before, { fault, mode });
  } finally {
    engine?.close();
    await world.close();
  }
}

/** How long a native provider may live after its engine: it looks every second, and finishes what is under way. */
const OUTLIVES_MS = 60_000;

async function endsWithEngine(isOver: () => boolean): Promise<void> {
  const deadline = Date.now() + OUTLIVES_MS;
  await until(async () => {
    if (Date.now() > deadline) throw new Error("the native provider outlived its engine");
    return isOver();
  });
}

async function killDuring(
  world: CrashWorld,
  engine: Killable,
  { scenario, fault, mode, delayMs }: Attempt,
): Promise<boolean> {
  const { emulator } = world;
  for (const each of scenario.also ?? []) await emulator.addFault(each);
  const slowed = async (
    { method, path }: { readonly method: string; readonly path: string },
    kind: "delay" | "stall",
  ) => emulator.addFault({ match: { method, path }, kind, times: 1, ...(kind === "delay" && { delayMs }) });
  const { engineDiesAt } = scenario;
  if (engineDiesAt !== undefined) await slowed(requestOf(engineDiesAt), "delay");
  const isProcessed = !mode.endsWith("before the request");
  await slowed(scenario.request ?? requestOf(scenario.step), isProcessed ? "delay" : "stall");
  const arrived = async () =>
    (await emulator.journal()).filter((entry) => entry.fault === "delay" || entry.fault === "stall");

  const child = await engine.start(scenario.run);
  const ended = once(child, "exit");
  const killEngine = async () => {
    if (child.pid !== undefined) kill(child.pid);
    await ended;
  };
  if (engineDiesAt !== undefined) {
    await until(async () => (await arrived()).length > 0, child);
    await killEngine();
    if ((await arrived())[0]?.status !== 0) return false;
  }
  const slow = engineDiesAt === undefined ? 1 : 2;
  await until(async () => (await arrived()).length >= slow, engineDiesAt === undefined ? child : undefined);
  const providers = engine.providerPids();
  if (providers.length === 0) throw new Error("no provider process wrote down its id");
  if (fault === "engine killed") await killEngine();
  if (mode !== "the provider goes on") for (const pid of providers) kill(pid);
  const isInTime = (await arrived()).at(-1)?.status === 0;
  if (!isInTime) return false;
  // An engine that lives on says that its provider is gone, and ends by itself.
  if (fault === "provider killed") expect((await ended)[0]).not.toBe(0);
  if (isProcessed) await until(async () => (await arrived()).every(({ status }) => status !== 0));
  return true;
}

/** Looks often; the test's own timeout bounds it. A run that ended before it was killed is the test's failure. */
async function until(isSo: () => Promise<boolean>, alive?: { readonly exitCode: number | null }): Promise<void> {
  while (!(await isSo())) {
    if (alive !== undefined && alive.exitCode !== null)
      throw new Error(`the run ended (${alive.exitCode}) before it was killed`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
