/** Runs the stories. */
import * as fc from "fast-check";
import { withCommand } from "../support/repeat";
import type { Act, Command } from "./act";
import { changes } from "./changes";
import { Counts } from "./counts";
import { newModel } from "./model";
import { people, troubles } from "./people";
import type { Program } from "./program";
import { programs } from "./programs";
import { runs } from "./runs";
import { settle } from "./settle";
import type { Stage } from "./stage";
import { Story } from "./story";

export interface Plan {
  readonly open: () => Promise<Stage>;
  readonly numRuns: number;
  readonly seed: number;
}

export const acts: readonly Act[] = [...changes, ...runs, ...people, ...troubles];

/** Runs come oftener than changes, or little would ever be made; what is seldom possible comes oftener still. */
function weightOf({ name }: Act): number {
  if (name === "up") return 10;
  if (name.startsWith("up")) return 5;
  if (name === "faults end") return 12;
  if (name.startsWith("fault")) return 2;
  return name.endsWith("pair") ? 4 : name.startsWith("people") ? 2 : 1;
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

/** One story from its first run to the end in which everything is put right. */
export async function tell(
  open: () => Promise<Stage>,
  counts: Counts,
  begin: { readonly program: Program; readonly isMade: boolean },
  commands: Iterable<Command>,
): Promise<void> {
  const stage = await open();
  const model = newModel(begin.program);
  const story = new Story(stage, counts);
  try {
    counts.add("stories");
    if (begin.isMade) await story.run(model, "up");
    await fc.asyncModelRun(() => ({ model, real: story }), commands);
    await settle(model, story);
  } finally {
    await stage.close();
  }
}

/** Only the story at a path that a failure has shown. */
const onlyAt = (path: string | undefined): { path?: string } => (path === undefined ? {} : { path });

export async function judge(
  property: fc.IAsyncProperty<unknown>,
  { numRuns, seed }: Pick<Plan, "numRuns" | "seed">,
): Promise<void> {
  const { stackTraceLimit } = Error;
  // The SDK takes a stack with every promise, which costs most of the time. What went wrong is told by the story.
  Error.stackTraceLimit = 0;
  try {
    await fc.assert(property, {
      numRuns,
      seed,
      endOnFailure: process.env.MODEL_SHRINK === undefined,
      ...onlyAt(process.env.MODEL_PATH),
    });
  } catch (error) {
    // `MODEL_SHRINK=1` also looks for a shorter story that fails.
    const { MODEL_SEED, MODEL_RUNS } = process.env;
    const [, path] = /path: "([\d:]+)"/.exec(error instanceof Error ? error.message : "") ?? [];
    throw withCommand(error, { MODEL_SEED, MODEL_RUNS, MODEL_PATH: path });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Plays stories; hands back how often each thing happened, or throws the story that went wrong. */
export async function play(plan: Plan & { readonly maxCommands: number }): Promise<Counts> {
  const counts = new Counts();
  const property = fc.asyncProperty(
    programs,
    fc.boolean(),
    storiesOf(acts, plan.maxCommands),
    (program, isMade, commands) => tell(plan.open, counts, { program, isMade }, commands),
  );
  await judge(property, plan);
  return counts;
}
