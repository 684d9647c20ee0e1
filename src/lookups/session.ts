/**
 * How a look-up reaches the API: it runs in the program (dynamic providers have no invoke), with the settings of an
 * explicit provider, or those of stack config and the environment. The client is loaded with the first look-up.
 */
import * as pulumi from "@pulumi/pulumi";
import type { DigiCertOneClient } from "../client";
import { ConfigurationError } from "../errors";
import { runningStack } from "../resources/owner";
import { mayCall, refuse } from "../resources/resource-validation";
import { sharedFailure } from "./failure";
import type { LookUp } from "./find";
import { asGiven, type GivenLookUp, knownArguments, type LookupOptions } from "./given";

const NAMESPACE = "digicert-one";

/** Those of an explicit provider; undefined for the stack's. */
type Settings = Record<string, string> | undefined;

async function connect(settings: Settings): Promise<DigiCertOneClient> {
  const stack = runningStack();
  const { createClient, resolveSettings } = await import("../client/index.js");
  return createClient(
    resolveSettings({
      config: (name) => (settings === undefined ? pulumi.runtime.getConfig(`${NAMESPACE}:${name}`) : settings[name]),
      env: process.env,
    }),
    {
      onNotice: (text, severity) => void (severity === "info" ? pulumi.log.info(text) : pulumi.log.warn(text)),
      stack: () => stack,
    },
  );
}

/** The clients of each run; a process that runs programs one after another (the Automation API) shares none between them. */
const clientsOfRuns = new WeakMap<object, Map<string, Promise<DigiCertOneClient>>>();

/** The client of this run and these settings: look-ups share its lists and its share of the rate limit. */
function sharedClient(settings: Settings): Promise<DigiCertOneClient> {
  const run: object | undefined = pulumi.runtime.hasMonitor() ? pulumi.runtime.getMonitor() : undefined;
  if (run === undefined) return connect(settings);
  const clients = clientsOfRuns.get(run) ?? new Map<string, Promise<DigiCertOneClient>>();
  clientsOfRuns.set(run, clients);
  const key = JSON.stringify(settings ?? null);
  const client = clients.get(key) ?? connect(settings);
  clients.set(key, client);
  return client;
}

/**
 * Whether this is a unit test (`pulumi.runtime.setMocks`): there is no API then, and the mocks' `call` answers, as it does
 * for the functions of every other package. The SDK has no function that answers this.
 */
function isMocked(): boolean {
  return pulumi.runtime.hasMonitor() && pulumi.runtime.getMonitor()?.constructor.name === "MockMonitor";
}

function mockResult<T>(name: string, args: object): Promise<T> {
  return pulumi.runtime.invoke(`digicert-one:index:${name}`, { ...args }) as Promise<T>;
}

/** Runs a look-up now. Its settings must be known: in a preview, those of a provider that depends on a resource may not be. */
export async function lookUp<A extends object, T>(found: LookUp<A, T>, args: A, options: LookupOptions): Promise<T> {
  if (isMocked()) return mockResult(found.name, args);
  const asked = asGiven(found, args, options);
  return lookUpNow(found, asked).catch((error: unknown) => {
    throw sharedFailure(error, { provider: asked.provider });
  });
}

async function lookUpNow<A extends object, T>(
  found: LookUp<A, T>,
  { given: asWritten, provider, problem }: GivenLookUp<A>,
): Promise<T> {
  if (problem !== undefined) return refuse(problem);
  const given = knownArguments(found, asWritten);
  await mayCall(provider);
  if (provider === undefined) return found.run(await sharedClient(undefined), given);
  if (!(await provider.settingsKnown)) {
    throw new ConfigurationError("A setting of the provider is not known yet, so nothing can be looked up with it.", {
      remedy: "Use the ...Output form of the look-up: its result is unknown until the setting is known.",
    });
  }
  const settings = await new Promise<Record<string, string>>((resolve) => {
    provider.settings.apply(resolve);
  });
  return found.run(await sharedClient(settings), given);
}

/** Runs a look-up once its arguments and settings are known; until then its result is unknown. */
export function lookUpOutput<A extends object, T>(
  found: LookUp<A, T>,
  args: pulumi.Inputs & { [K in keyof A]: pulumi.Input<A[K]> },
  options: LookupOptions,
): pulumi.Output<T> {
  const { given, provider, problem } = isMocked() ? { given: args } : asGiven(found, args, options);
  if (problem !== undefined) return pulumi.output(refuse(problem));
  // The settings hold secrets, the result does not: it is secret only where an argument is.
  const settings = pulumi.unsecret(pulumi.output<Settings>(provider?.settings));
  const inputs = pulumi.output(given);
  const validated = mayCall(provider);
  validated.catch(() => undefined); // awaited below
  return pulumi.all([inputs, settings]).apply(async ([plain, theirs]) => {
    if (isMocked()) return mockResult<T>(found.name, plain as object);
    await validated;
    try {
      const known = knownArguments(found, plain as unknown as A);
      // A resource of this run may have changed what an earlier look-up has listed: then it is asked anew.
      const client = (await dependsOnResources(inputs)) ? connect(theirs) : sharedClient(theirs);
      return await found.run(await client, known);
    } catch (error) {
      throw sharedFailure(error, { provider, secrets: await secretsAmong(given) });
    }
  }) as pulumi.Output<T>;
}

/** The texts that were given as secrets. */
async function secretsAmong(args: object): Promise<string[]> {
  const texts = Object.values(args).map(async (value: unknown) => {
    const output: pulumi.Output<unknown> = pulumi.output(value);
    if (!(await pulumi.isSecret(output))) return [];
    return [await new Promise<string>((resolve) => void output.apply((text) => resolve(String(text))))];
  });
  return (await Promise.all(texts)).flat();
}

/** The SDK keeps the resources behind an output on it, but does not declare them. */
async function dependsOnResources(output: unknown): Promise<boolean> {
  const { allResources } = output as { allResources?: () => Promise<Set<pulumi.Resource>> };
  return (await allResources?.call(output))?.size !== 0;
}
