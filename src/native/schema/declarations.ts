/** What the sources declare and the compiled code no longer says: types of outputs, and the comments. */
import declared from "./declarations.json";
import { overlay } from "./overlay";

/** An argument, an output, or a member of a result. */
export interface Member {
  readonly type: string;
  readonly isOptional: boolean;
  readonly words: string;
}

/** A class, an interface or a function. */
export interface Declaration {
  readonly words: string;
  readonly members: Readonly<Record<string, Member>>;
}

/** What the sources declare under a name. `npm run docs` writes them anew; a test compares. */
export function declaration(name: string): Declaration {
  const all: Readonly<Record<string, Declaration>> = declared;
  const found = all[name];
  if (found === undefined) throw new RangeError(`declarations.json has no ${name}`);
  return found;
}

/** The words of a member in any language. */
export function wordsOf(name: string, member: string): string {
  const words = overlay[`${name}.${member}`] ?? declaration(name).members[member]?.words;
  if (words === undefined || words === "") throw new RangeError(`no comment says what ${name}.${member} is`);
  return words;
}
