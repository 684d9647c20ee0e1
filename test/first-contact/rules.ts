/** What everything that a failure shows has to keep to. */

const MOST_LINES = 6;
const MOST_CHARACTERS = 600;

const DUMPS: readonly (readonly [string, RegExp])[] = [
  ["a stack", /^\s+at /m],
  ["a dump", /Promise \{|OutputImpl|\[object|<ref \*|\[Circular|error serializing property/],
  ["words of the runtime", /unhandled (exception|rejection)|unexpected failure|\bundefined\b/],
];

/** What a failure shows, and what has to stand in it. */
export interface Shown {
  readonly text: string;
  /** The deciding words of what happened. */
  readonly says: RegExp;
  /** The deciding words of what to do. */
  readonly remedy: RegExp;
  readonly secrets: readonly string[];
}

/** What is wrong with what a failure shows; nothing where all is well. */
export function faultsOf({ text, says, remedy, secrets }: Shown): string[] {
  const lines = text.split("\n").length;
  const sentences = text.split(/(?<=[.?!])\s+/).filter((each) => each.length > 20);
  return [
    ...once("what happened", text, says),
    ...once("the remedy", text, remedy),
    ...(lines > MOST_LINES ? [`${lines} lines`] : []),
    ...(text.length > MOST_CHARACTERS ? [`${text.length} characters`] : []),
    ...DUMPS.filter(([, looks]) => looks.test(text)).map(([what]) => what),
    ...sentences.filter((each, at) => sentences.indexOf(each) < at).map((each) => `repeated: ${each}`),
    ...secrets.filter((secret) => text.includes(secret)).map(() => "a secret"),
  ];
}

function once(what: string, text: string, words: RegExp): string[] {
  const count = [...text.matchAll(new RegExp(words.source, "g"))].length;
  return count === 1 ? [] : [`${what} ${count} times: ${words}`];
}
