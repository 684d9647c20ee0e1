/** The options that a resource is registered with, and what is wrong with those that it was given. */
import type * as pulumi from "@pulumi/pulumi";
import { version } from "@pulumi/pulumi/version";
import type { ValidationError } from "../../arguments";
import { isGiven } from "./is-given";
import { type Cell, OPTIONS, type OptionKind, type Row } from "./table";

type Inputs = Readonly<Record<string, unknown>>;

/** Options as they will be registered, and those that were refused on the way. */
export interface Settled<O> {
  readonly options: O;
  readonly errors: readonly ValidationError[];
}

/** From options, as given or as transformations left them, to what is registered. */
export type Settle<O extends pulumi.ResourceOptions = pulumi.CustomResourceOptions> = (given: O) => Settled<O>;

/** Refuses what does not work; what was refused is not registered either, so that the SDK does not stumble over it first. */
export function settleOptions<O extends pulumi.ResourceOptions>(
  kind: OptionKind,
  given: O,
  inputs: Inputs = {},
): Settled<O> {
  const errors = Object.entries(given).flatMap(([name, value]) => {
    const reason = refusal(kind, name, value, inputs);
    return reason === undefined ? [] : [{ property: name, reason: `the option ${name} is refused. ${reason}` }];
  });
  return {
    options: without(
      given,
      errors.map(({ property }) => property),
    ),
    errors,
  };
}

/**
 * The same for an `ApiKey`. What its parents say of `protect` and `retainOnDelete` is not for a key that is replaced: rotation
 * would fail, and the key before would go on working.
 */
export function settleKey(given: pulumi.CustomResourceOptions, inputs: Inputs): Settled<pulumi.CustomResourceOptions> {
  const { options, errors } = settleOptions("ApiKey", given, inputs);
  if (refusal("ApiKey", "protect", true, inputs) === undefined) {
    return { options: { ...options, retainOnDelete: false }, errors };
  }
  const inherited = options.protect === undefined ? protectErrors(options.parent) : [];
  return { options: { ...options, protect: false, retainOnDelete: false }, errors: [...errors, ...inherited] };
}

/** The same for a pair, the component. */
export function settlePair(given: pulumi.ComponentResourceOptions): Settled<pulumi.ComponentResourceOptions> {
  const { options, errors } = settleOptions("RotatingApiKey", given);
  const { protect } = options;
  const isProtected = protect === undefined ? protectErrors(options.parent) : protectErrors({ __protect: protect });
  return { options, errors: [...errors, ...isProtected] };
}

/** The same for a schedule and a slot; the retirement alone is protected with its pair. */
export function settlePart(given: pulumi.CustomResourceOptions): Settled<pulumi.CustomResourceOptions> {
  return { options: { ...without(given, ["deletedWith"]), protect: false, retainOnDelete: false }, errors: [] };
}

/**
 * The retirement is never replaced and depends on both slots: what deletes a protected pair fails at it, before any key goes.
 */
export function settleRetirement(given: pulumi.CustomResourceOptions): Settled<pulumi.CustomResourceOptions> {
  return { options: { ...without(given, ["deletedWith"]), retainOnDelete: false }, errors: [] };
}

/** Whether this SDK can report to the engine that a child is not protected although its parent is; it got fields for that late. */
export const canUnprotect = (sdk: string): boolean => {
  const [major = 0, minor = 0] = sdk.split(".").map(Number);
  return major > 3 || minor >= 158;
};

/** The SDK keeps on each resource whether it is protected; it does not declare it. */
function protectErrors(by: object | undefined): ValidationError[] {
  const { __protect: isProtected } = (by ?? {}) as { readonly __protect?: unknown };
  if (isProtected !== true || canUnprotect(version)) return [];
  const reason =
    `protect would reach what a rotation replaces: @pulumi/pulumi ${version} cannot take it off a child. ` +
    "Use 3.158.0 or later, or leave protect out.";
  return [{ property: "protect", reason }];
}

function refusal(kind: OptionKind, name: string, value: unknown, inputs: Inputs): string | undefined {
  const row: Row | undefined = Object.hasOwn(OPTIONS, name)
    ? (OPTIONS as Readonly<Record<string, Row>>)[name]
    : undefined;
  if (row === undefined || !isGiven(value)) return undefined;
  const { refused, refusedFor = () => true }: Cell = row[kind];
  return refused !== undefined && refusedFor(value, inputs) ? refused : undefined;
}

function without<O extends object>(options: O, names: readonly string[]): O {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name))) as O;
}
