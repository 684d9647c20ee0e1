/** Plays stories of places and counts what happened in them. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { judge } from "../model/check";
import { Counts } from "../model/counts";
import type { Act, Command } from "./act";
import { changes, runs, settings } from "./acts";
import { moves } from "./moves";
import { people } from "./people";
import { type Program, programOf } from "./program";
import { settle } from "./settle";
import { Story, TOLD } from "./story";
import { sweeps } from "./sweeps";
import { freshTenants } from "./tenant";
import { newWorld } from "./world";

const acts: readonly Act[] = [...runs, ...changes, ...settings, ...moves, ...people, ...sweeps];

/** Mishaps come oftener than edits, and what ends one oftener still: a story stuck in one tells nothing more. */
function weightOf(each: Act): number {
  if (each.name === "up") return 8;
  if (runs.includes(each)) return 3;
  if (/^(nothing stands|the right settings)/.test(each.name)) return 6;
  if (/imported into|is moved|restored|erase a mark|with one state|is wanted/.test(each.name)) return 6;
  return changes.includes(each) ? 2 : 3;
}

const storiesOf = (most: number) =>
  fc.noBias(
    fc.array(fc.oneof(...acts.map((each) => ({ arbitrary: each.commands, weight: weightOf(each) }))), {
      minLength: Math.min(6, most),
      maxLength: most,
      size: "max",
    }),
  );

async function tell(counts: Counts, programs: readonly Program[], commands: Iterable<Command>): Promise<void> {
  const world = newWorld(await freshTenants(), programs);
  const story = new Story(counts);
  counts.add("stories");
  for (const seat of world.seats.slice(0, 2)) await story.run(world, seat, "up");
  await fc.asyncModelRun(() => ({ model: world, real: story }), commands);
  await settle(world, story);
}

/** From so many stories on, every notice and refusal is met as well; the slice of `npm test` meets every act only. */
const ENOUGH_FOR_NOTICES = 200;

/** A story takes half a second on a quiet machine. */
const STORY_MS = 8_000;

/**
 * Plays stories; whatever can happen must have happened, or they prove nothing.
 * @param usual the seed of the file
 * @param stories how many, unless `MODEL_RUNS` says otherwise
 */
export function tellStories(usual: number, stories: number): void {
  const seed = Number(process.env.MODEL_SEED ?? 0) + usual;
  const numRuns = Number(process.env.MODEL_RUNS ?? stories);
  it(`${numRuns} stories of places and identities end well, from seed ${seed}`, {
    timeout: numRuns * STORY_MS,
  }, async () => {
    const started = performance.now();
    const counts = new Counts();
    const property = fc.asyncProperty(programOf("one"), programOf("two"), storiesOf(12), (one, two, commands) =>
      tell(counts, [one, two], commands),
    );
    await judge(property, { numRuns, seed });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(counts.table(`places: ${numRuns} stories from seed ${seed} in ${seconds} s`));
    const notices = numRuns < ENOUGH_FOR_NOTICES ? [] : [...TOLD, "moved", "moved, and restored"];
    expect(counts.missing([...acts.map(({ name }) => name), ...notices])).toEqual([]);
  });
}
