/** Options of a run, played on each kind. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { RUNS } from "./runs";
import { OptionsWorld } from "./world";

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
});
afterEach(() => world.close());

const cells = Object.entries(RUNS).flatMap(([option, row]) =>
  Object.entries(row).map(([kind, { play }]) => ({ option, kind, play })),
);

it("has each option of a run for each kind", () => expect(cells).toHaveLength(9));

it.each(cells)("$option on a $kind", async ({ play }) => play(world));
