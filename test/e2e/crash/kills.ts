/** A run whose engine or provider is killed in earnest while a request is under way. */
import { once } from "node:events";
import { expect } from "vitest";
import { requestOf } from "./broken-host";
import type { Fault, Mode } from "./faults";
import { requestsOf } from "./matrix";
import { mend, type Story } from "./mend";
import { type Killable, kill } from "./processes";
import type { Scenario } from "./scenarios";
import { CrashWorld } from "./world";

/**
 * How long the server takes over the request, so that the kill comes meanwhile; it does what was asked all the same. On a
 * busy machine the kill may come too late: then once more, with more time.
 */
const DELAYS_MS = [300, 2_000, 10_000];

/** Kills, waits for what lives on, and mends. */
export async function killAndMend(
  scenario: Scenario,
  fault: Fault,
  mode: Mode,
  engineOf: (world: CrashWorld) => Promise<Killable>,
): Promise<Omit<Story, "ended">> {
  const wanted = await requestsOf(scenario, fault, mode);
  for (const delayMs of DELAYS_MS) {
    const story = await attempt(scenario, { fault, mode, delayMs, wanted }, engineOf);
    if (story) return story;
  }
  throw new Error("the kill came too late each time");
}

interface Attempt {
  readonly fault: Fault;
  readonly mode: Mode;
  readonly delayMs: number;
  readonly wanted: readonly string[];
}

async function attempt(
  scenario: Scenario,
  { fault, mode, delayMs, wanted }: Attempt,
  engineOf: (world: CrashWorld) => Promise<Killable>,
): Promise<Omit<Story, "ended"> | undefined> {
  const world = await CrashWorld.open();
  let engine: Killable | undefined;
  try {
    const before = await world.prepare(scenario);
    engine = await engineOf(world);
    await world.emulator.clearJournal();
    if (!(await killDuring(world, engine, scenario, { fault, mode, delayMs }))) return undefined;
    // The request that no process lived to send in the simulation was sent here, and never looked at.
    const request = scenario.request ?? requestOf(scenario.step);
    const sent = mode.endsWith("before the request") ? [`${request.method} ${request.path}`] : [];
    await until(async () => (await world.requests()).length >= wanted.length + sent.length);
    expect((await world.requests()).sort()).toEqual([...wanted, ...sent].sort());
    await world.emulator.clearFaults();
    await engine.unlock();
    return await mend(engine, scenario, before, { fault, mode });
  } finally {
    engine?.close();
    await world.close();
  }
}

async function killDuring(
  world: CrashWorld,
  engine: Killable,
  scenario: Scenario,
  { fault, mode, delayMs }: Omit<Attempt, "wanted">,
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
  const providerPid = engine.providerPid();
  if (providerPid === undefined) throw new Error("no provider process wrote down its id");
  if (fault === "engine killed") await killEngine();
  if (mode !== "the provider goes on") kill(providerPid);
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
