/**
 * The provider that a program names for a resource or a look-up. Pulumi passes over one of another package, and over one that
 * `providers` names by a key of its own: the stack's settings would be used instead, and with them another tenant.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ValidationError } from "../../arguments";
import { didYouMean, nearest } from "../../basics/nearest";
import { isRecord } from "../../basics/unknown";
import { isGiven } from "../options/is-given";
import { OPTIONS } from "../options/table";
import { hasBrand } from "./brands";
import { kindOfValue } from "./words";

/** The package of every dynamic resource, and so of its provider. */
export const PROVIDER_PACKAGE = "pulumi-nodejs";

/** The options that name a provider, as a program may write them. */
interface ProviderOptions {
  readonly provider?: unknown;
  readonly providers?: unknown;
  readonly parent?: unknown;
}

const REMEDY = "Give a digicert.Provider.";

/** Options that the SDK can work with, and what is wrong with the provider that they name. */
export interface GivenOptions<O> {
  readonly options: O;
  readonly errors: readonly ValidationError[];
}

/** The options of a resource; without their provider where that is wrong, and the resource will not be registered. */
export function givenOptions<O extends object>(options: O | null | undefined): GivenOptions<O> {
  const reason = providerProblem(options) ?? misnamedProblem(options);
  if (reason === undefined) return { options: withoutUnset(options ?? ({} as O)), errors: [] };
  const {
    provider: _provider,
    providers: _providers,
    ...others
  } = isOptions(options) ? options : ({} as ProviderOptions);
  return { options: withoutUnset(others as O), errors: [{ property: PROVIDER, reason }] };
}

/** Null is "not set", and so are an id of no text and providers of none: the SDK stumbles over some of them. */
function withoutUnset<O extends object>(options: O): O {
  const set = Object.entries(options).filter(([name, value]) =>
    ["id", "providers"].includes(name) ? isGiven(value) : value !== null,
  );
  return Object.fromEntries(set) as O;
}

const PROVIDER = "provider";

/** Whether errors are about the provider: the settings that would be used are then none that the program means. */
export const isProviderUnknown = (errors: readonly ValidationError[]): boolean =>
  errors.some(({ property }) => property === PROVIDER);

/** What is wrong with the provider that the options name; undefined where nothing is. */
export function providerProblem(options: unknown): string | undefined {
  if (options === undefined || options === null) return undefined;
  if (!isOptions(options))
    return `the options are ${kindOfValue(options)}. Give an object, such as { provider: prod }.`;
  const { provider, providers, parent } = options;
  if (provider !== undefined) return oneProblem("provider", provider);
  return listProblem(providers) ?? inheritedProblem(parent);
}

function isOptions(options: unknown): options is ProviderOptions {
  const isOther =
    options instanceof Promise || pulumi.Output.isInstance(options) || pulumi.Resource.isInstance(options);
  return isRecord(options) && !isOther;
}

function oneProblem(option: string, provider: unknown): string | undefined {
  const name = packageOf(provider);
  if (name === undefined) return `${option} is ${kindOfValue(provider)}, which is no provider. ${REMEDY}`;
  if (name === PROVIDER_PACKAGE) return undefined;
  return `${option} is a provider of the package ${name}. ${REMEDY}`;
}

function listProblem(providers: unknown): string | undefined {
  if (providers === undefined) return undefined;
  if (Array.isArray(providers)) {
    const wrong = providers.find((each) => packageOf(each) === undefined);
    return wrong === undefined ? undefined : `providers holds ${kindOfValue(wrong)}, which is no provider. ${REMEDY}`;
  }
  if (!isRecord(providers)) return `providers is ${kindOfValue(providers)}. Give a list, such as [prod].`;
  return keyProblem("providers", providers);
}

/** A provider under a name that is no option: Pulumi passes over it. Any other unknown option does no harm. */
function misnamedProblem(options: unknown): string | undefined {
  if (!isOptions(options)) return undefined;
  const misnamed = Object.entries(options).find(
    ([name, value]) =>
      !Object.hasOwn(OPTIONS, name) && isGiven(value) && (isNearProvider(name) || hasProviderOfOurs(value)),
  );
  if (misnamed === undefined) return undefined;
  const [name] = misnamed;
  return `${name} is no option.${didYouMean(name, PROVIDER_OPTIONS)} Give a digicert.Provider as provider.`;
}

const PROVIDER_OPTIONS = ["provider", "providers"];
const isNearProvider = (name: string): boolean => nearest(name, PROVIDER_OPTIONS) !== undefined;

/** Whether a value is a provider of ours, or a list or an object of some. */
function hasProviderOfOurs(value: unknown): boolean {
  const isBag = Array.isArray(value) || (isRecord(value) && Object.getPrototypeOf(value) === Object.prototype);
  const each = isBag ? Object.values(value as object) : [value];
  return each.some((entry) => hasBrand(entry, "Provider"));
}

/** What the SDK has made of the provider options of the parents. */
function inheritedProblem(parent: unknown): string | undefined {
  const inherited = isRecord(parent) ? parent.__providers : undefined;
  return isRecord(inherited) ? keyProblem("providers of the parent", inherited) : undefined;
}

function keyProblem(option: string, providers: Record<string, unknown>): string | undefined {
  const used = providers[PROVIDER_PACKAGE];
  if (used !== undefined) return oneProblem(`${option}["${PROVIDER_PACKAGE}"]`, used);
  const key = Object.keys(providers).find((each) => hasBrand(providers[each], "Provider"));
  if (key === undefined) return undefined;
  return `${option} names a digicert.Provider "${key}", a key under which nobody looks for it. Give a list, such as [prod].`;
}

/** The SDK knows a provider by this method, in every version. */
function packageOf(provider: unknown): string | undefined {
  if (!pulumi.Resource.isInstance(provider)) return undefined;
  const { getPackage } = provider as { getPackage?: () => unknown };
  const name = typeof getPackage === "function" ? getPackage.call(provider) : undefined;
  return typeof name === "string" ? name : undefined;
}
