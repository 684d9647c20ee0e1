import fc from "fast-check";
import { repeatable, withCommand } from "./repeat";

/** Every run draws anew; `FC_SEED` draws what an earlier run drew. */
export const seedOf = (): number => Number(process.env.FC_SEED ?? Date.now() % 0x7fffffff);

/** `npm run prove` multiplies the runs of every property. */
export const factor = (): number => Number(process.env.FC_FACTOR ?? 1);

/** Runs a property at least 1,000 times; a failure shows the command that repeats it. */
export function holds(property: fc.IRawProperty<unknown>, numRuns = 1000): void {
  const seed = seedOf();
  try {
    fc.assert(property, { seed, numRuns: numRuns * factor() });
  } catch (error) {
    throw withCommand(error, { FC_SEED: seed, FC_FACTOR: process.env.FC_FACTOR });
  }
}

/** The same for a property that waits. */
export async function holdsAsync(property: fc.IRawProperty<unknown>, numRuns = 1000): Promise<void> {
  const seed = seedOf();
  await repeatable({ FC_SEED: seed, FC_FACTOR: process.env.FC_FACTOR }, () =>
    fc.assert(property, { seed, numRuns: numRuns * factor() }),
  );
}
