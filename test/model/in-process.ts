/** Random stories in this process. How many are played depends on the tier; `MODEL_SEED` and `MODEL_RUNS` play others. */
import { expect, it } from "vitest";
import { acts, play } from "./check";
import { InProcessStage } from "./stage-in-process";

/** A story takes a third of a second on a quiet machine. */
const STORY_MS = 5_000;

/**
 * Plays stories and counts what happened in them: whatever can happen must have happened, or the stories prove nothing.
 * @param usual the seed of the file
 * @param stories how many, unless `MODEL_RUNS` says otherwise
 */
export function tellStories(usual: number, stories: number): void {
  const seed = Number(process.env.MODEL_SEED ?? 0) + usual;
  const numRuns = Number(process.env.MODEL_RUNS ?? stories);
  it(`${numRuns} stories end well, from seed ${seed}`, { timeout: numRuns * STORY_MS }, async () => {
    const started = performance.now();
    const counts = await play({ open: () => InProcessStage.open(), numRuns, seed, maxCommands: 8 });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(counts.table(`in-process engine: ${numRuns} stories from seed ${seed} in ${seconds} s`));
    expect(counts.missing(acts.map(({ name }) => name))).toEqual([]);
    const struck = ["struck: fault", "struck: engine killed", "struck: provider killed", "sweep: something left"];
    expect(counts.missing([...struck, "up: refused", "up: broken", "preview after up", "keys used"])).toEqual([]);
  });
}
