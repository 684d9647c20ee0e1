/** What may come out of anything that is fed with anything: errors of a closed list, and none of them a fault of our own. */
import { CommanderError } from "commander";
import { errorNames } from "../../src/errors";
import { factor } from "../support/property";

/** So often each property is asked, whatever `npm run prove` multiplies by. */
export const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 10_000) / factor());

/** How often that is in all. */
export const TOTAL = RUNS * factor();

const CLOSED: ReadonlySet<string> = new Set(errorNames);

/** Whether an error is one that a caller may get; `InternalError` says that a fault of ours was caught. */
export function isAllowed(error: unknown, more: readonly string[] = []): boolean {
  if (error instanceof CommanderError) return true;
  if (!(error instanceof Error)) return false;
  return (CLOSED.has(error.name) && error.name !== "InternalError") || more.includes(error.name);
}

/** Counts what came out, so that a fuzz that never reached anything is noticed. */
export class Outcomes {
  readonly #counts = new Map<string, number>();

  add(outcome: string): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  count(outcome: string): number {
    return this.#counts.get(outcome) ?? 0;
  }

  get kinds(): string[] {
    return [...this.#counts.keys()].sort();
  }
}

/** Runs something; an error that is not of the closed list fails the property with its stack. */
export async function outcomeOf(outcomes: Outcomes, work: () => unknown, more: readonly string[] = []): Promise<void> {
  try {
    await work();
    outcomes.add("well");
  } catch (error) {
    if (!isAllowed(error, more)) {
      const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
      throw new Error(`an error that is on no list came out: ${shown}`);
    }
    outcomes.add(error instanceof Error ? error.name : "");
  }
}
