import * as fc from "fast-check";
import type { Model } from "./model";
import type { Story } from "./story";

export type Command = fc.AsyncCommand<Model, Story>;
export type Commands = fc.Arbitrary<Command>;

/** What can happen in a story: a name that is counted, what it takes, when it can, and what it does. */
export function act<T>(
  name: string,
  parameters: fc.Arbitrary<T>,
  can: (model: Model, given: T) => boolean,
  does: (model: Model, story: Story, given: T) => Promise<unknown>,
): { name: string; commands: Commands } {
  const commands = parameters.map(
    (given): Command => ({
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
}

export type Act = ReturnType<typeof act>;

/** A number to pick one of a list by. */
export const which = fc.nat({ max: 11 });
