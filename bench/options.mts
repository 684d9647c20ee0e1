/** The command line of the bench. */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { measures } from "./measures/index.mts";
import { operations, type Settings } from "./measures/measure.mts";
import { type EngineName, engineMissing, engineNames } from "./stage/engine.mts";
import { otherCheckout, type Variant, variants } from "./variants/index.mts";

export interface Flags {
  readonly quick?: boolean;
  readonly sizes?: readonly number[];
  readonly rounds?: number;
  readonly previews?: number;
  readonly only: readonly string[];
  readonly operations: Settings["operations"];
  readonly engine?: readonly EngineName[];
  readonly variants?: readonly string[];
  readonly also: readonly Variant[];
  readonly out?: string;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above 0.");
  return Number(text);
}

/** A list of known words, separated by commas. */
const wordsOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): T[] =>
    text.split(",").map((word) => {
      const found = known.find((each) => each === word);
      if (found === undefined) throw new InvalidArgumentError(`"${word}" is none of ${known.join(", ")}.`);
      return found;
    });

function labelled(text: string, before: readonly Variant[]): Variant[] {
  const [, label, folder] = /^([a-z][\w-]*)=(.+)$/.exec(text) ?? [];
  if (label === undefined || folder === undefined) throw new InvalidArgumentError("It must be LABEL=FOLDER.");
  if (variants.some(({ name }) => name === label)) throw new InvalidArgumentError(`There is a variant "${label}".`);
  return [...before, otherCheckout(label, resolve(folder))];
}

const nameOf = ({ name }: { name: string }): string => name;
const listed = (rows: readonly { name: string; means: string }[]): string =>
  rows.map(({ name, means }) => `  ${name.padEnd(12)} ${means}`).join("\n");

export function benchCommand(
  run: (flags: Flags) => Promise<void>,
  compare: (first: string, second: string) => void,
): Command {
  const names = measures.map(nameOf);
  const usual = measures.filter((each) => !each.onlyWhenAsked).map(nameOf);
  return new Command("bench")
    .description("Measure this package against floors that do less, in turns, and print the ratios as Markdown.")
    .usage("[options]   (npm run bench -- [options])")
    .option("--quick", "small sizes and few rounds: whether it works, and roughly where things stand")
    .option("--only <measures>", `these measures: ${names.join(",")}`, wordsOf(names), usual)
    .addOption(
      new Option("--engine <engines>", `these engines: ${engineNames.join(",")}`)
        .argParser(wordsOf(engineNames))
        .default(undefined, "embedded, and cli where there is one"),
    )
    .option("--sizes <numbers>", "users in a stack (default: 10,100,300,1000; quick: 10,100)", (text) =>
      text.split(",").map(wholeNumber),
    )
    .option("--rounds <number>", "how often each size is measured (default: 5 up to 100, then 3, then 2)", wholeNumber)
    .option("--previews <number>", "unchanged previews in each round (default: 3)", wholeNumber)
    .option("--operations <names>", `of stacks, these: ${operations.join(",")}`, wordsOf(operations), [...operations])
    .option("--variants <names>", "of stacks, these variants, at every size", wordsOf(variants.map(nameOf)))
    .option("--also <label=folder>", "of stacks, also this checkout of the package, which is built", labelled, [])
    .option("--out <file>", "where the figures go as JSON (default: bench/results/local/<instant>.json)")
    .addHelpText("after", `\nMeasures:\n${listed(measures)}\n\nVariants of stacks:\n${listed(variants)}`)
    .addHelpText(
      "after",
      "\nExit codes: 0 all was measured, whether targets are met or not; 1 something failed; 2 wrong usage; 130 interrupted, what was measured is shown.",
    )
    .allowExcessArguments(false)
    .action(run)
    .addCommand(
      new Command("compare")
        .description("Compare the ratios of two files of figures: before and after, or one day and another.")
        .argument("<first>", "a file of figures, with :VARIANT where it is not ours that counts")
        .argument("<second>", "another one, or the same with another variant")
        .action(compare),
    );
}

/** What was asked for cannot be done. */
export class UsageError extends Error {}

const SIZES = [10, 100, 300, 1000];
const QUICK_SIZES = [10, 100];

/** What is to be measured, or why nothing can be. */
export function settingsOf(flags: Flags, hooks: Pick<Settings, "progress" | "isInterrupted">): Settings {
  const present = engineNames.filter((name) => name !== "in-process" && engineMissing(name) === undefined);
  const engines = flags.engine ?? present;
  for (const engine of engines) {
    const missing = engineMissing(engine);
    if (missing !== undefined) throw new UsageError(`--engine ${engine}: ${missing}`);
  }
  const quick = flags.quick ?? false;
  const named = flags.variants;
  return {
    quick,
    engines,
    sizes: flags.sizes ?? (quick ? QUICK_SIZES : SIZES),
    rounds: flags.rounds,
    previews: flags.previews ?? 3,
    operations: flags.operations,
    variants: [...variants.filter(({ name }) => named?.includes(name) ?? true), ...flags.also],
    named: new Set(named),
    ...hooks,
  };
}
