/** Few stories on an engine with processes of its own, in which everything happens. */
import { expect, it } from "vitest";
import { acts } from "./check";
import { playAll } from "./play-all";
import { type Engine, ProcessStage } from "./stage-processes";

export function tellStoriesOn(engine: Engine, stories: number, usual: number): void {
  const numRuns = Number(process.env.MODEL_RUNS ?? stories);
  const seed = Number(process.env.MODEL_SEED ?? 0) + usual;
  it(`${numRuns} stories end well, from seed ${seed}`, { timeout: 3_600_000 }, async () => {
    const started = performance.now();
    const counts = await playAll({ open: () => ProcessStage.open(engine), numRuns, seed });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(counts.table(`${engine} engine in processes: ${numRuns} stories from seed ${seed} in ${seconds} s`));
    expect(counts.missing(acts.map(({ name }) => name))).toEqual([]);
    const struck = ["struck: engine killed", "struck: provider killed", "struck: fault"];
    expect(counts.missing([...struck, "preview after up", "keys used"])).toEqual([]);
  });
}
