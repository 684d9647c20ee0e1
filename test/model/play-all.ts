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

/** What counts as having happened: a kill or a fault that met nothing has not. */
const strikes: Readonly<Record<string, string>> = {
  "up, the engine is killed": "struck: engine killed",
  "up, the provider is killed": "struck: provider killed",
};

function hasHappened({ name }: Act, counts: Counts): boolean {
  const strike = strikes[name] ?? (name.startsWith("fault:") ? "struck: fault" : name);
  return counts.of(name) > 0 && counts.of(strike) > 0;
}

/**
 * Plays few stories in which everything happens: each is dealt what has not happened yet, changes first, then what
 * people do with Pulumi, then what they do beside it.
 */
export async function playAll(plan: Plan): Promise<Counts> {
  const counts = new Counts();
  const ups = runs.filter(({ name }) => name === "up");
  const end = troubles.filter(({ name }) => name === "faults end");
  const faults = troubles.filter(({ name }) => name !== "faults end");
  let story = 0;
  const property = fc.asyncProperty(fullPrograms, fc.gen(), (program, draw) => {
    const number = story++;
    const deal = (list: readonly Act[]): Act[] => {
      const share = Math.ceil(list.length / plan.numRuns) + 1;
      // What cannot happen in one story is not in the way of the rest: each story begins elsewhere in the list.
      const from = list.length === 0 ? 0 : (number * share) % list.length;
      return [...list.slice(from), ...list.slice(0, from)].slice(0, share);
    };
    const waiting = (list: readonly Act[]) => list.filter((each) => !hasHappened(each, counts));
    const newChanges = waiting(changes);
    const broken = number % 2 === 0 ? [] : deal(waiting(faults));
    const mine = deal(waiting(runs));
    const order = [
      // A kill or a fault needs a run that has something to do.
      ...deal(newChanges.length > 0 ? newChanges : changes),
      ...(broken.length > 0 ? [...broken, ...ups, ...end] : mine.length > 0 ? mine : ups),
      ...deal(waiting(people)),
    ];
    const commands = order.map((each) => draw(() => each.commands));
    return tell(plan.open, counts, { program, isMade: true }, commands);
  });
  await judge(property, plan);
  return counts;
}
