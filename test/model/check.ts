/** Runs the stories. */
import * as fc from "fast-check";
import type { Act } from "./act";
import { changes } from "./changes";
import { Counts } from "./counts";
import { newModel } from "./model";
import { people, troubles } from "./people";
import { programs } from "./programs";
import { runs } from "./runs";
import { settle } from "./settle";
import type { Stage } from "./stage";
import { Story } from "./story";

export interface Plan {
  readonly open: () => Promise<Stage>;
  readonly numRuns: number;
  readonly seed: number;
  readonly maxCommands: number;
  readonly acts?: readonly Act[];
}

export const acts: readonly Act[] = [...changes, ...runs, ...people, ...troubles];

/** Runs come oftener than changes, or little would ever be made; what is seldom possible comes oftener still. */
function weightOf({ name }: Act): number {
  if (name === "up") return 10;
  if (name.startsWith("up")) return 5;
  if (name === "faults end") return 12;
  if (name.startsWith("fault")) return 2;
  return name.endsWith("pair") ? 4 : 1;
}

/** From four things that happen to `most`; never fewer, or hardly anything would meet anything. */
const storiesOf = (all: readonly Act[], most: number) =>
  fc.noBias(
    fc.array(fc.oneof(...all.map((each) => ({ arbitrary: each.commands, weight: weightOf(each) }))), {
      minLength: Math.min(4, most),
      maxLength: most,
      size: "max",
    }),
  );

/** Plays stories; hands back how often each thing happened, or throws the shortest story that went wrong. */
export async function play({ open, numRuns, seed, maxCommands, acts: mine = acts }: Plan): Promise<Counts> {
  const counts = new Counts();
  const stories = storiesOf(mine, maxCommands);
  const property = fc.asyncProperty(programs, fc.boolean(), stories, async (program, isMade, commands) => {
    const stage = await open();
    const model = newModel(program);
    const story = new Story(stage, counts);
    try {
      counts.add("stories");
      if (isMade) await story.run(model, "up");
      await fc.asyncModelRun(() => ({ model, real: story }), commands);
      await settle(model, story);
    } finally {
      await stage.close();
    }
  });
  const { stackTraceLimit } = Error;
  // The SDK takes a stack with every promise, which costs a third of the time. What went wrong is told by the story.
  Error.stackTraceLimit = 0;
  try {
    await fc.assert(property, { numRuns, seed, endOnFailure: process.env.MODEL_SHRINK === undefined });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return counts;
}
