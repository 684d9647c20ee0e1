/** Rounds of operations in which the variants take turns: a busy machine is as slow for one as for the other. */
import type { EngineName } from "../../stage/engine.mts";
import type { Variant } from "../../variants/index.mts";
import { type OperationName, type Settings, wordsOf } from "../measure.mts";
import { type Sample, Stage } from "./sample.mts";

export interface Collected {
  readonly samples: Sample[];
  readonly failures: string[];
}

/** Sizes that take minutes are measured less often. */
const roundsOf = ({ rounds, quick }: Settings, size: number): number =>
  rounds ?? (quick ? (size <= 10 ? 3 : 2) : size <= 100 ? 5 : size <= 300 ? 3 : 2);

export async function collect(settings: Settings): Promise<Collected> {
  const collected: Collected = { samples: [], failures: [] };
  for (const engine of settings.engines) {
    const possible = settings.variants.filter(({ needsPlugin }) => !needsPlugin || engine !== "in-process");
    // What is read from the disk for the first time costs whoever comes first.
    for (const variant of possible) await playAlone(variant, engine, settings, collected);
    for (const size of settings.sizes) {
      const taking = possible.filter(({ name, upTo = size }) => size <= upTo || settings.named.has(name));
      const rounds = roundsOf(settings, size);
      for (let round = 0; round < rounds; round += 1) {
        if (settings.isInterrupted()) return collected;
        settings.progress(`stacks, ${engine}, ${size} objects, round ${round + 1} of ${rounds}`);
        await playRound({ engine, size, round, variants: rotated(taking, round) }, settings, collected);
      }
    }
  }
  return collected;
}

/** Each round begins with another variant, so that no place in the order favours one. */
const rotated = <T,>(list: readonly T[], by: number): T[] => {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
};

async function playAlone(
  variant: Variant,
  engine: EngineName,
  settings: Settings,
  { failures }: Collected,
): Promise<void> {
  settings.progress(`stacks, ${engine}, warming up ${variant.name}`);
  const warm: Collected = { samples: [], failures: [] };
  await playRound({ engine, size: 1, round: 0, variants: [variant] }, { ...settings, previews: 1 }, warm);
  failures.push(...warm.failures);
}

interface Round {
  readonly engine: EngineName;
  readonly size: number;
  readonly round: number;
  readonly variants: readonly Variant[];
}

async function playRound({ engine, size, round, variants }: Round, settings: Settings, collected: Collected) {
  const { samples, failures } = collected;
  const stages: Stage[] = [];
  /** Goes on with those that have not failed. */
  const attempt = async (variant: Variant, doing: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      failures.push(`${variant.name}, ${engine}, ${size} objects, ${doing}: ${wordsOf(error)}`);
      return false;
    }
  };
  try {
    for (const variant of variants) {
      await attempt(variant, "opening", async () => void stages.push(await Stage.open(variant, engine, size)));
    }
    const going = new Set(stages);
    for (const { operation, turn } of turnsOf(settings)) {
      for (const stage of [...going]) {
        if (settings.isInterrupted()) return;
        const measure = async () => {
          const sample = await stage.measure(operation, round, turn);
          samples.push(sample);
          settings.progress(`  ${operation} ${stage.variant.name}: ${(sample.ms / 1000).toFixed(2)} s`);
        };
        if (!(await attempt(stage.variant, operation, measure))) going.delete(stage);
      }
    }
  } finally {
    for (const stage of stages) await stage.close();
  }
}

/** Nothing can be measured of a stack that was not made, so that `up` is always played. */
function turnsOf({ operations, previews }: Settings): { operation: OperationName; turn: number }[] {
  const turns = { up: 1, preview: previews, refresh: 1, update: 1, destroy: 1 };
  const wanted = new Set<OperationName>(["up", ...operations]);
  return Object.entries(turns).flatMap(([name, count]) => {
    const operation = name as OperationName;
    return wanted.has(operation) ? Array.from({ length: count }, (_, turn) => ({ operation, turn })) : [];
  });
}
