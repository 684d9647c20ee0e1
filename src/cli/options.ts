/** Values of options that several commands take. */
import { InvalidArgumentError } from "commander";
import { parseDay } from "../rotation";

export function dayOption(text: string): string {
  if (parseDay(text) === text) return text;
  throw new InvalidArgumentError("Write a day as YYYY-MM-DD.");
}

export function daysOption(text: string): number {
  const days = Number(/^([0-9]{1,5})d?$/.exec(text)?.[1]);
  if (days >= 1) return days;
  throw new InvalidArgumentError("Write a number of days, such as 7d.");
}

/** A list of words of a choice, separated by commas; a repeated option adds to it. */
export function wordsOption<W extends string>(choices: readonly W[]): (text: string, before: readonly W[]) => W[] {
  return (text, before) => [
    ...before,
    ...text.split(",").map((word) => {
      const found = choices.find((choice) => choice === word);
      if (found !== undefined) return found;
      throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
    }),
  ];
}
