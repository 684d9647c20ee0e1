import fc from "fast-check";

/** Runs a property at least 1,000 times; the seed is printed, so that a failure can be had again. */
export function holds(property: fc.IRawProperty<unknown>, numRuns = 1000): void {
  const seed = Number(process.env.FC_SEED ?? Date.now() % 0x7fffffff);
  process.stdout.write(`fast-check seed ${seed}, ${numRuns} runs\n`);
  fc.assert(property, { seed, numRuns });
}

/** The same for a property that waits. */
export async function holdsAsync(property: fc.IRawProperty<unknown>, numRuns = 1000): Promise<void> {
  const seed = Number(process.env.FC_SEED ?? Date.now() % 0x7fffffff);
  process.stdout.write(`fast-check seed ${seed}, ${numRuns} runs\n`);
  await fc.assert(property, { seed, numRuns });
}
