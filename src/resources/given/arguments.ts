/** What a program gave as arguments. JavaScript takes anything, and an `as never` does so too. */
import * as pulumi from "@pulumi/pulumi";
import type { ValidationError } from "../../arguments";
import { isGiven } from "../options/is-given";
import { kindOfValue } from "./words";

/** Arguments that are an object, and what is wrong with them otherwise. */
export interface Given<A> {
  readonly args: A;
  readonly errors: readonly ValidationError[];
}

/** Without arguments, what is missing is validated one by one; anything but an object would be taken apart as one. */
export function givenArguments<A extends object>(args: A | null | undefined): Given<Partial<A>> {
  if (args === undefined || args === null) return { args: {}, errors: [] };
  if (args === NO_ID) return { args: {}, errors: [{ property: ARGUMENTS, reason: NEEDS_ID }] };
  const isObject = typeof args === "object" && !Array.isArray(args);
  if (isObject && !(args instanceof Promise) && !pulumi.Output.isInstance(args) && !pulumi.Resource.isInstance(args)) {
    return { args, errors: [] };
  }
  const reason = `the arguments are ${kindOfValue(args)}. Give an object of arguments; each of its values may be an output.`;
  return { args: {}, errors: [{ property: ARGUMENTS, reason }] };
}

const ARGUMENTS = "args";

/** What `.get` has instead of arguments. */
export const NOTHING = { inputs: {}, errors: [] } as const;

/** Stands for arguments where `.get` was given no id: without one, Pulumi would make a resource. */
const NO_ID = {};
const NEEDS_ID = "get needs an id. Give the id that it has in DigiCert ONE.";

/** The arguments with which `.get` constructs, for an id as a program gave it. */
export const argumentsOfGet = <A extends object>(id: unknown): A => (isGiven(id) ? {} : NO_ID) as A;

/** Errors of what was given, and of it those of validation that are no consequence of one of them. */
export function allErrors(given: readonly ValidationError[], found: readonly ValidationError[]): ValidationError[] {
  if (given.some(({ property }) => property === ARGUMENTS)) return [...given];
  return [...given, ...found.filter(({ property }) => !given.some((each) => each.property === property))];
}
