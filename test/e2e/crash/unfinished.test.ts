/** A creation that could not be finished is in state, and the next run finishes it, whatever happens in between. */
import { expect, it } from "vitest";
import { BrokenHost } from "./broken-host";
import { type Scenario, scenarios } from "./scenarios";
import { CrashWorld } from "./world";

const AFTER_THE_POST = [
  "delete the lost initial key",
  "delete the initial key",
  "make the initial key again",
  "disable the user",
  "disable the new key",
];
const unfinished = scenarios.filter(({ step, before }) => AFTER_THE_POST.includes(step) && (before ?? []).length < 2);

async function broken(scenario: Scenario, world: CrashWorld): Promise<void> {
  await world.prepare(scenario);
  const host = await BrokenHost.breaking(world, scenario, "500", "until the run is over");
  const ran = await world.up(scenario.run, { host });
  expect(ran.errors.join("\n")).toMatch(/exists .*next `pulumi up` finishes it/s);
  await world.emulator.clearFaults();
  expect(await world.stateText()).toContain("initErrors");
}

it.each(unfinished.map((scenario) => [scenario.step, scenario] as const))(
  "%s: the next run updates it, also after a refresh cleared the engine's record of it",
  async (_step, scenario) => {
    for (const refresh of [false, true]) {
      const world = await CrashWorld.open();
      try {
        await broken(scenario, world);
        if (refresh) {
          await world.refresh(scenario.run);
          expect(await world.stateText()).not.toContain("initErrors");
        }
        expect((await world.up(scenario.run)).ops).toEqual([expect.stringMatching(/^update /)]);
        expect((await world.up(scenario.run)).ops).toEqual([]);
      } finally {
        await world.close();
      }
    }
  },
);

it.each(["mint the key", "update the key", "delete the key"])(
  "%s: the engine's warning of a pending operation stays after a create until a refresh clears it, else it goes by itself",
  async (step) => {
    const world = await CrashWorld.open();
    try {
      const scenario = scenarios.find((each) => each.step === step);
      if (!scenario) throw new Error(`no scenario for ${step}`);
      await world.prepare(scenario);
      const host = await BrokenHost.breaking(world, scenario, "engine killed", "the provider goes on");
      await world.up(scenario.run, { host });
      const isWarned = async () =>
        (await world.up(scenario.run)).warnings.some((text) => text.includes("pending operations"));
      expect(await isWarned()).toBe(true);
      expect(await isWarned()).toBe(step === "mint the key");
      await world.refresh(scenario.run, { clearPendingCreates: true });
      expect(await isWarned()).toBe(false);
    } finally {
      await world.close();
    }
  },
);

it("every step after a first POST is there", () => {
  expect(unfinished.map(({ step }) => step).sort()).toEqual([...AFTER_THE_POST].sort());
});
