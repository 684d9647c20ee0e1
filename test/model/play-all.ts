/** Stories for engines on which a run takes seconds: few, and everything happens in them. */
import * as fc from "fast-check";
import type { Act } from "./act";
import { changes } from "./changes";
import { judge, type Plan, tell } from "./check";
import { Counts } from "./counts";
import { people, troubles } from "./people";
import type { DeclaredUser, Program } from "./program";
import { distinct, keyOf, pairOf, userOf } from "./programs";
import { runs } from "./runs";

/** A user with everything that can be changed, and perhaps one beside it: where runs are dear, none should be empty. */
const fullPrograms: fc.Arbitrary<Program> = fc
  .tuple(
    userOf("alpha"),
    keyOf("alpha-key-1"),
    keyOf("alpha-key-2"),
    pairOf("alpha-pair"),
    fc.option(userOf("beta"), { nil: undefined, freq: 2 }),
  )
  .map(([user, one, two, pair, beside]) => {
    const { endDate: _end, ...alpha } = user;
    const full: DeclaredUser = { ...alpha, enabled: true, keys: [one, two], pair };
    return distinct(beside === undefined ? [full] : [full, beside]);
  });

const strikes: Readonly<Record<string, string>> = {
  "up, the engine is killed": "struck: engine killed",
  "up, the provider is killed": "struck: provider killed",
};

/** What is counted when the act has happened: a kill or a fault that met nothing has not. */
function tracesOf({ name }: Act): string[] {
  return [name, strikes[name] ?? (name.startsWith("fault:") ? "struck: fault" : name)];
}

/** Every `of`-th act, from the given one: files that share the acts among them run side by side. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

const taken = (list: readonly Act[], { number, of }: Part) => list.filter((_, at) => at % of === number - 1);

/** What is counted once everything of a part has happened. */
export const tracesOfAll = (part: Part): string[] =>
  [changes, runs, people, troubles].flatMap((list) => taken(list, part)).flatMap(tracesOf);

/**
 * Plays few stories in which everything happens: each is dealt what has not happened yet, changes first, then what
 * people do with Pulumi, then what they do beside it.
 */
export async function playAll(plan: Plan, part: Part): Promise<Counts> {
  const counts = new Counts();
  const ups = runs.filter(({ name }) => name === "up");
  const end = troubles.filter(({ name }) => name === "faults end");
  const faults = taken(troubles, part).filter(({ name }) => name !== "faults end");
  const ownChanges = taken(changes, part);
  const ownRuns = taken(runs, part);
  const ownPeople = taken(people, part);
  let story = 0;
  const property = fc.asyncProperty(fullPrograms, fc.gen(), (program, draw) => {
    const number = story++;
    const deal = (list: readonly Act[]): Act[] => {
      const share = Math.ceil(list.length / plan.numRuns) + 1;
      // What cannot happen in one story is not in the way of the rest: each story begins elsewhere in the list.
      const from = list.length === 0 ? 0 : (number * share) % list.length;
      return [...list.slice(from), ...list.slice(0, from)].slice(0, share);
    };
    const waiting = (list: readonly Act[]) => list.filter((each) => counts.missing(tracesOf(each)).length > 0);
    const newChanges = waiting(ownChanges);
    const broken = number % 2 === 0 ? [] : deal(waiting(faults));
    const mine = deal(waiting(ownRuns));
    const order = [
      // A kill or a fault needs a run that has something to do.
      ...deal(newChanges.length > 0 ? newChanges : ownChanges),
      ...(broken.length > 0 ? [...broken, ...ups, ...end] : mine.length > 0 ? mine : ups),
      ...deal(waiting(ownPeople)),
    ];
    const commands = order.map((each) => draw(() => each.commands));
    return tell(plan.open, counts, { program, isMade: true }, commands);
  });
  await judge(property, plan);
  return counts;
}
