/** Plays the cases of a table: what each shows is a snapshot, and keeps to the rules. */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Case } from "./case";
import { WRONG_KEY } from "./causes";
import { faultsOf } from "./rules";
import { failureOf, fileOf, withoutChance } from "./stage";
import { startWorld, type World } from "./world";

/** @param least how many cases there are at least: a table that lost some would show nothing wrong */
export function playAll(cases: Readonly<Record<string, Case>>, least: number): void {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it("has its cases", () => {
    expect(Object.keys(cases).length).toBeGreaterThanOrEqual(least);
  });

  it.each(Object.entries(cases))("%s", async (name, one) => {
    const text = await failureOf(one, world);
    await expect(`${withoutChance(text)}\n`).toMatchFileSnapshot(fileOf(name));
    const secrets = [world.emulator.apiKey, WRONG_KEY];
    expect(faultsOf({ text, says: one.says, remedy: one.remedy, secrets }), text).toEqual([]);
  });
}
