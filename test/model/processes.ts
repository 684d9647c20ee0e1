/** Few stories on an engine with processes of its own, in which everything happens. */
import { expect, it } from "vitest";
import { type Part, playAll, tracesOfAll } from "./play-all";
import { type Engine, ProcessStage } from "./stage-processes";

interface Stories {
  readonly stories: number;
  readonly seed: number;
  /** The acts of this file; default all. */
  readonly part?: Part;
}

/** A story takes a quarter of a minute on a quiet machine. */
const STORY_MS = 180_000;

export function tellStoriesOn(engine: Engine, { stories, seed: usual, part = { number: 1, of: 1 } }: Stories): void {
  const numRuns = Number(process.env.MODEL_RUNS ?? stories);
  const seed = Number(process.env.MODEL_SEED ?? 0) + usual;
  it(`${numRuns} stories end well, from seed ${seed}`, { timeout: numRuns * STORY_MS }, async () => {
    const started = performance.now();
    const counts = await playAll({ open: () => ProcessStage.open(engine), numRuns, seed }, part);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(counts.table(`${engine} engine in processes: ${numRuns} stories from seed ${seed} in ${seconds} s`));
    expect(counts.missing([...tracesOfAll(part), "preview after up", "keys used"])).toEqual([]);
  });
}
