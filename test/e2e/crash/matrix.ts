/**
 * Every step of some handlers, broken in every way on a whole engine: the next run ends clean, and what is left over is
 * exactly what `sweep` lists and deletes. The steps are data of src, so a step without a scenario fails.
 */
import { describe, expect, it } from "vitest";
import { steps } from "../../../src/provider/host/steps";
import { BrokenHost } from "./broken-host";
import { breaks, type Fault, faults, isKill, type Mode } from "./faults";
import { mend, type Story } from "./mend";
import { type Scenario, scenarios, titleOf } from "./scenarios";
import { type Lived, page, pageWith } from "./table";
import { CrashWorld, type Handlers, realHandlers } from "./world";

/** Breaks a run and mends it; every promise that is not kept is an assertion that fails. */
export async function breakAndMend(
  scenario: Scenario,
  fault: Fault,
  mode: Mode,
  handlers: Handlers = realHandlers,
): Promise<Story & { requests: readonly string[] }> {
  const world = await CrashWorld.open(handlers);
  try {
    const before = await world.prepare(scenario);
    const host = await BrokenHost.breaking(world, scenario, fault, mode);
    const ran = await world.up(scenario.run, { host });
    expect([...world.taken]).toContain(scenario.step);
    expect(host.hasStruck).toBe(true);
    const ended = isKill(fault) || scenario.engineDiesAt ? "killed" : ran.ok ? "well" : "failed";
    if (mode === "once" && ended !== "killed") {
      expect(ended, ran.errors.join("\n")).toBe(scenario.failsAnyway ? "failed" : "well");
    }
    if (ended === "killed") expect(ran.ok).toBe(false);
    await world.emulator.clearFaults();
    const story = await mend(world, scenario, before, { fault, mode });
    return { ended, ...story, requests: await world.requests() };
  } finally {
    await world.close();
  }
}

/** Every request of a run that broke in this process, and was not mended: what a kill in earnest is compared with. */
export async function requestsOf(scenario: Scenario, fault: Fault, mode: Mode): Promise<string[]> {
  const world = await CrashWorld.open();
  try {
    await world.prepare(scenario);
    await world.up(scenario.run, { host: await BrokenHost.breaking(world, scenario, fault, mode) });
    return await world.requests();
  } finally {
    await world.close();
  }
}

/** Every step with every fault. */
export const pairsOf = (names: readonly string[]): string[] =>
  names.flatMap((name) => faults.map((fault) => `${name}: ${fault}`));

/** Describes the matrix of the steps of some resources, counts it, and holds a table of the docs to it. */
export function describeMatrix(part: string, ...of: readonly string[]): void {
  const own = steps.filter((step) => of.includes(step.of));
  const lived = new Set<string>();
  const stories: Lived[] = [];
  const requests = new Set<string>();
  const mine = scenarios.filter(({ step }) => own.some(({ name }) => name === step));
  describe.each(mine.map((scenario) => [titleOf(scenario), scenario] as const))("%s", (_title, scenario) => {
    it.each(breaks)("%s, %s", async (fault, mode) => {
      const story = await breakAndMend(scenario, fault, mode);
      for (const request of story.requests) requests.add(request);
      lived.add(`${scenario.step}: ${fault}`);
      stories.push({ ...story, title: titleOf(scenario), fault, mode });
    });
  });

  it("every step has a scenario with every fault", () => {
    expect(own.length).toBeGreaterThan(5);
    expect(pairsOf(own.map(({ name }) => name)).filter((pair) => !lived.has(pair))).toEqual([]);
    expect(lived.size).toBe(own.length * faults.length);
  });

  // `--update` writes the table anew.
  it("the docs say what the next run does", async () => {
    await expect(pageWith(part, stories)).toMatchFileSnapshot(page);
  });

  it("every request that changes something is a step's", () => {
    const known = new Set<string>(steps.map(({ method, path }) => `${method} ${path}`));
    expect([...requests].filter((request) => !request.startsWith("GET ") && !known.has(request))).toEqual([]);
    const wanted = own.map(({ method, path }) => `${method} ${path}`);
    expect(wanted.filter((request) => !requests.has(request))).toEqual([]);
  });
}
