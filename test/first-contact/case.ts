/** A case of first contact: a program, the way in which it is run, what goes wrong, and what has to be said. */
import { type Cause, type CauseName, causes } from "./causes";

export interface Case extends Partial<Cause> {
  /** `index.js`, `index.ts`, or an ES module. */
  readonly form?: "commonjs" | "typescript" | "module";
  /** What ran before, on a server that was well. */
  readonly before?: string;
  readonly program: string;
  readonly run?: "preview" | "up" | "refresh" | "destroy";
  readonly says: RegExp;
  readonly remedy: RegExp;
}

/** The same program, with one cause after another. */
export const ofCauses = (prefix: string, names: readonly CauseName[], rest: Omit<Case, "says" | "remedy">) =>
  Object.fromEntries(names.map((name): [string, Case] => [`${prefix}: ${name}`, { ...causes[name], ...rest }]));
