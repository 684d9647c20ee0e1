/** Whether a process that worked for an hour holds more in its last quarter than in its first. Pure. */

/** What a process holds after a collection of garbage. */
export interface Sample {
  /** Of the emulated clock. */
  readonly second: number;
  /** Bytes. */
  readonly heap: number;
  /** Sockets, timers and the like that keep a process alive. */
  readonly handles: number;
}

/** What a worker prints. */
export interface Soaked {
  readonly seconds: number;
  /** How often it did what. */
  readonly did: Readonly<Record<string, number>>;
  readonly samples: readonly Sample[];
}

const MOST_GROWTH = 0.05;

/** The middle of some numbers: a single sample may catch the process at work. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

/** First and last quarter of the samples. */
export function quarters(samples: readonly Sample[], what: "heap" | "handles"): { first: number; last: number } {
  const length = Math.floor(samples.length / 4);
  const of = (part: readonly Sample[]): number => median(part.map((sample) => sample[what]));
  return { first: of(samples.slice(0, length)), last: of(samples.slice(-length)) };
}

/** What grew by more than a twentieth, in words; nothing where all is well. */
export function growth(samples: readonly Sample[]): string[] {
  if (samples.length < 8) return [`${samples.length} samples are too few`];
  return (["heap", "handles"] as const).flatMap((what) => {
    const { first, last } = quarters(samples, what);
    return last <= first * (1 + MOST_GROWTH) ? [] : [`${what} grew from ${first} to ${last}`];
  });
}
