/** What a program gave a look-up: what is not known is refused, since the stack's settings would ask another tenant. */
import * as pulumi from "@pulumi/pulumi";
import { noArgument } from "../arguments";
import { didYouMean } from "../basics/nearest";
import { ConfigurationError } from "../errors";
import { typeToken } from "../fields/kinds";
import { givenArguments } from "../resources/given/arguments";
import { providerProblem } from "../resources/given/provider-option";
import { kindOfValue } from "../resources/given/words";
import { isGiven } from "../resources/options/is-given";
import { isProvider, type Provider } from "../resources/provider";

/** Which provider a look-up uses: given, inherited from a parent, or the stack's settings. */
export interface LookupOptions {
  provider?: pulumi.ProviderResource;
  parent?: pulumi.Resource;
}

/** A parent gives its provider to all types of a package; which of them is asked about makes no difference. */
const TYPE_TOKEN = typeToken("ServiceUser");

const OPTIONS: readonly string[] = ["provider", "parent"] satisfies (keyof LookupOptions)[];

/** What Pulumi's own look-ups take besides. It says how a plugin is asked, and a look-up asks none: nothing to do. */
const PASSED_OVER: readonly string[] = [
  "async",
  "pluginDownloadURL",
  "version",
] satisfies (keyof pulumi.InvokeOptions)[];

/** Arguments, and the provider where the program names one; or what is wrong with them, in words. */
export interface GivenLookUp<A> {
  readonly given: A;
  readonly provider?: Provider | undefined;
  readonly problem?: string | undefined;
}

export function asGiven<A extends object>(
  found: { readonly name: string; readonly arguments: readonly string[] },
  args: A,
  options: LookupOptions,
): GivenLookUp<A> {
  const { args: given, errors } = givenArguments<A>(args);
  const known = found.arguments;
  const problem =
    errors[0]?.reason ??
    unknownName(given, known, (key) => noArgument(key, found.name, known)) ??
    providerProblem(options) ??
    unknownName(options ?? {}, [...OPTIONS, ...PASSED_OVER], noOption, isGiven);
  if (problem !== undefined) return { given: given as A, problem: `${found.name}: ${problem}` };
  const provider = options?.provider ?? options?.parent?.getProvider(TYPE_TOKEN);
  if (provider === undefined || isProvider(provider)) return { given: given as A, provider };
  const other = "the settings of its provider cannot be read. Make the provider with `new digicert.Provider`.";
  return { given: given as A, problem: `${found.name}: ${other}` };
}

/**
 * The arguments once they are known: each is a text, or is not set.
 * @throws naming the argument; never its value, which may be secret
 */
export function knownArguments<A extends object>(found: { readonly name: string }, known: A): A {
  const set = Object.entries(known).filter(([, value]) => value !== undefined && value !== null);
  for (const [property, value] of set) {
    if (typeof value === "string") continue;
    const kind = typeof value === "object" || typeof value === "function" ? kindOfValue(value) : `a ${typeof value}`;
    const isLate = value instanceof Promise || pulumi.Output.isInstance(value);
    const remedy = isLate ? `Use ${found.name}Output, which takes it.` : "Give a text.";
    throw new ConfigurationError(`${found.name}: ${property} is ${kind}, not a text.`, { property, remedy });
  }
  return Object.fromEntries(set) as A;
}

function unknownName(
  given: object,
  known: readonly string[],
  message: (key: string) => string,
  isSet = (value: unknown): boolean => value !== undefined,
): string | undefined {
  const unknown = Object.entries(given).find(([key, value]) => isSet(value) && !known.includes(key));
  return unknown && message(unknown[0]);
}

const noOption = (key: string): string =>
  `${key} is no option of a look-up.${didYouMean(key, OPTIONS) || " Remove it."} The options are ${OPTIONS.join(", ")}.`;
