/** What every measure is given, and what it is. */

import type { Section } from "../report/section.mts";
import type { EngineName } from "../stage/engine.mts";
import type { Variant } from "../variants/index.mts";

export const operations = ["up", "preview", "refresh", "update", "destroy"] as const;
export type OperationName = (typeof operations)[number];

export interface Settings {
  readonly quick: boolean;
  readonly sizes: readonly number[];
  /** How often each size is measured; undefined: the smaller, the more often. */
  readonly rounds: number | undefined;
  /** Unchanged previews in each round. */
  readonly previews: number;
  readonly engines: readonly EngineName[];
  readonly operations: readonly OperationName[];
  readonly variants: readonly Variant[];
  /** Variants that are measured at every size, because they were asked for by name. */
  readonly named: ReadonlySet<string>;
  /** Whether somebody has interrupted the bench: what has been measured is shown, and nothing more is begun. */
  isInterrupted(): boolean;
  progress(text: string): void;
}

export interface Measure {
  readonly name: string;
  readonly means: string;
  /** It finds causes, and measures nothing that is compared. */
  readonly onlyWhenAsked?: true;
  run(settings: Settings): Promise<Section>;
}

/** The first lines of what went wrong: a stack of a thousand users may fail a thousand times. */
export function wordsOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split("\n");
  return lines.length <= MOST_LINES ? lines.join("\n") : [...lines.slice(0, MOST_LINES), "…"].join("\n");
}

const MOST_LINES = 6;
