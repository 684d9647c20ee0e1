import * as fc from "fast-check";
import type { Counts } from "./counts";
import type { Model } from "./model";
import type { Story } from "./story";

/** What a story is told with: counts, and a log for whoever reads of a failure. */
interface Told {
  readonly counts: Counts;
  readonly log: string[];
}

/** What can happen in stories of one kind: a name that is counted, what it takes, when it can, and what it does. */
export function actsOf<M extends object, S extends Told>() {
  return function act<T>(
    name: string,
    parameters: fc.Arbitrary<T>,
    can: (model: M, given: T) => boolean,
    does: (model: M, story: S, given: T) => Promise<unknown>,
  ): { name: string; commands: fc.Arbitrary<fc.AsyncCommand<M, S>> } {
    const commands = parameters.map(
      (given): fc.AsyncCommand<M, S> => ({
        check: (model) => can(model, given),
        run: async (model, story) => {
          story.counts.add(name);
          story.log.push(`${name} ${JSON.stringify(given)}`);
          await does(model, story, given);
        },
        toString: () => `${name}(${JSON.stringify(given)})`,
      }),
    );
    return { name, commands };
  };
}

export type Command = fc.AsyncCommand<Model, Story>;

export const act = actsOf<Model, Story>();

export type Act = ReturnType<typeof act>;

/** A number to pick one of a list by. */
export const which = fc.nat({ max: 11 });
