/**
 * Validation of arguments: each error shows the value that a person wrote, and the remedy.
 *
 * Used twice: by check in the provider, and by the constructors in the program, because with an unknown value in an
 * explicit provider's inputs the engine never calls check in a preview (seen on the real engine).
 */

import { didYouMean } from "../basics/nearest";
import { shownValue } from "../basics/shown";
import { NAME_MAX, notInNames } from "../fields/names";
import { parseDay } from "../rotation";

/** What is wrong with one property. */
export interface ValidationError {
  readonly property: string;
  readonly reason: string;
}

/** Arguments as they arrive: anything. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What validation needs to know beside the arguments. */
export interface ValidationContext {
  /** `YYYY-MM-DD`, UTC; without it, no day counts as past. */
  readonly today: string | undefined;
  /** The end date in state: one that has passed since it was declared is no error of the program. */
  readonly oldEndDate?: string | undefined;
  /** It was made in an earlier run: what says how it comes about no longer matters. */
  readonly isMade?: boolean | undefined;
  /** Whether a value is not known yet (an output, the engine's unknown); such values are not validated. */
  readonly isPending: (value: unknown) => boolean;
  /** Whether a message may show the value of an argument: what may be a secret is not shown. Default yes. */
  readonly mayShow?: ((property: string) => boolean) | undefined;
}

/** Validates the arguments of one resource, property by property. */
export class Validator {
  readonly errors: ValidationError[] = [];
  private readonly args: Arguments;
  private readonly context: ValidationContext;

  constructor(args: Arguments, context: ValidationContext) {
    this.args = args;
    this.context = context;
  }

  /** The value of a property, or undefined when it is absent or not known yet. */
  known(property: string): unknown {
    const value = this.args[property];
    return value === undefined || value === null || this.context.isPending(value) ? undefined : value;
  }

  /** The value of a property that is validated beside another: nothing while that other one is not known yet. */
  knownBeside(property: string, other: string): unknown {
    return this.context.isPending(this.args[other]) ? undefined : this.known(property);
  }

  report(property: string, reason: string): void {
    this.errors.push({ property, reason });
  }

  /** `x is "y", which is no day`, and without the value where that may be a secret. */
  is(property: string, value: unknown, problem: string): string {
    const called = asWritten(property);
    return this.mayShow(property) ? `${called} is ${shown(value)}, which is ${problem}` : `${called} is ${problem}`;
  }

  private mayShow(property: string): boolean {
    return this.context.mayShow?.(property) ?? true;
  }

  add(errors: readonly ValidationError[]): void {
    this.errors.push(...errors);
  }

  /** An unknown property is a typing error: it would have no effect, and nothing would report that. */
  onlyKnows(properties: readonly string[], what: string): void {
    for (const property of Object.keys(this.args)) {
      if (this.args[property] === undefined || properties.includes(property)) continue;
      this.report(property, noArgument(property, what, properties.map(asWritten)));
    }
  }

  required(...properties: string[]): void {
    for (const property of properties) {
      const value = this.args[property];
      if (value === undefined || value === null) this.report(property, `${property} is missing. Set it.`);
    }
  }

  /** Programs write `serviceUser`; what arrives is its id. */
  serviceUser(): void {
    const value = this.args.serviceUserId;
    if (value !== undefined && value !== null) return;
    this.report("serviceUser", "serviceUser is missing. Give it a ServiceUser, or the id of a service user.");
  }

  text(property: string, options: { empty?: boolean } = {}): string | undefined {
    const value = this.known(property);
    if (value === undefined) return undefined;
    const called = asWritten(property);
    if (typeof value !== "string") {
      this.report(property, `${this.is(property, value, "no text")}. Set a text.`);
      return undefined;
    }
    if (value.trim() === "" && options.empty !== true) {
      this.report(property, `${called} is empty. Set a value, or remove it.`);
      return undefined;
    }
    return value;
  }

  /** A calendar day, or empty for none. */
  day(property: string): void {
    const value = this.text(property, { empty: true });
    if (value === undefined || value === "" || parseDay(value) === value) return;
    this.report(property, `${this.is(property, value, "no calendar day")}. Write it as YYYY-MM-DD.`);
  }

  flag(property: string): void {
    const value = this.known(property);
    if (value === undefined || typeof value === "boolean") return;
    this.report(property, `${this.is(property, value, "neither true nor false")}. Set one of the two.`);
  }

  oneOf(property: string, choices: readonly string[]): void {
    const value = this.known(property);
    if (value === undefined || (typeof value === "string" && choices.includes(value))) return;
    this.report(
      property,
      `${this.is(property, value, "none of its choices")}. Set one of ${choices.map((choice) => `"${choice}"`).join(", ")}.`,
    );
  }

  /** A text that may be empty; our own mark is appended to it. */
  note(property: string): void {
    const value = this.text(property, { empty: true });
    if (value === undefined || !/\(pulumi: [^()]* #[a-z0-9]+\)\s*$/.test(value)) return;
    this.report(
      property,
      `${property} ends like an owner's mark, (pulumi: ...). Leave the mark out: it is added by itself.`,
    );
  }

  email(property: string): void {
    const value = this.text(property);
    if (value === undefined || /^[^\s@]+@[^\s@]+$/.test(value)) return;
    this.report(property, `${this.is(property, value, "no address")}. Set one such as "team@example.com".`);
  }

  /** An object of values, whatever they are. */
  values(property: string): void {
    const value = this.known(property);
    if (value === undefined || (typeof value === "object" && !Array.isArray(value))) return;
    this.report(property, `${this.is(property, value, "no object of values")}. Set one such as { reason: "2026-11" }.`);
  }

  /** Friendly names and token names are unique and hold only letters, digits, spaces, dashes and underscores (DigiCert ONE documentation). */
  name(property: string, max = NAME_MAX): void {
    const value = this.text(property);
    if (value === undefined) return;
    // Behind a prefix more of the name follows.
    const bare = max === NAME_MAX ? value.trim() : value.trimStart();
    if (bare !== value) {
      this.report(property, `${property} begins or ends with a blank, which DigiCert ONE refuses. Remove it.`);
    }
    const bad = notInNames(value);
    if (bad.length > 0) {
      const marks = bad.map((character) => JSON.stringify(character)).join(", ");
      const holds = this.mayShow(property)
        ? `is ${shown(value)}, which holds ${marks}`
        : "holds characters that no name may hold";
      this.report(property, `${property} ${holds}. Use only letters, digits, spaces, dashes and underscores.`);
    }
    if (value.length > max) {
      this.report(property, `${property} has ${value.length} characters. Use at most ${max}.`);
    }
  }

  texts(property: string, options: { atLeastOne?: boolean } = {}): void {
    const value = this.known(property);
    if (value === undefined) return;
    if (!Array.isArray(value)) {
      this.report(property, `${this.is(property, value, "no list")}. Set a list of ids.`);
      return;
    }
    if (value.length === 0 && options.atLeastOne)
      this.report(property, `${property} is an empty list. Name at least one.`);
    for (const item of value) {
      if (this.context.isPending(item)) continue;
      if (typeof item !== "string" || item.trim() === "") {
        const entry = this.mayShow(property) ? shown(item) : "an entry that is none";
        this.report(property, `${property} holds ${entry}. Every entry is an id, a text that is not empty.`);
      }
    }
  }
}

/** Programs write `serviceUser`; what is registered is its id. */
export const asWritten = (property: string): string => (property === "serviceUserId" ? "serviceUser" : property);

/** What is wrong with an argument that does not exist. */
export function noArgument(property: string, what: string, known: readonly string[]): string {
  const remedy = didYouMean(property, known) || " Remove it.";
  return `${property} is no argument of ${what}.${remedy} The arguments are ${known.join(", ")}.`;
}

/** A value as a message shows it: short, and on one line. */
export function shown(value: unknown): string {
  const text = shownValue(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
