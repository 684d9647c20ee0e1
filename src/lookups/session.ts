/**
 * How a look-up reaches the API: it runs in the program (dynamic providers have no invoke), with the settings of an
 * explicit provider, or those of stack config and the environment. The client is loaded with the first look-up.
 */
import * as pulumi from "@pulumi/pulumi";
import type { DigiCertOneClient } from "../client";
import { ConfigurationError } from "../errors";
import { typeToken } from "../fields/kinds";
import { runningStack } from "../resources/owner";
import { Provider } from "../resources/provider";
import { mayCall } from "../resources/resource-validation";

const NAMESPACE = "digicert-one";

/** A parent gives its provider to all types of a package; which of them is asked about makes no difference. */
const TYPE_TOKEN = typeToken("ServiceUser");

/** Which provider a look-up uses: given, inherited from a parent, or the stack's settings. */
export interface LookupOptions {
  provider?: pulumi.ProviderResource;
  parent?: pulumi.Resource;
}

type Settings = Record<string, string> | undefined;

function providerOf(options: LookupOptions): Provider | undefined {
  const provider = options.provider ?? options.parent?.getProvider(TYPE_TOKEN);
  return provider instanceof Provider ? provider : undefined;
}

async function connect(settings: Settings): Promise<DigiCertOneClient> {
  const stack = runningStack();
  const { createClient, resolveSettings } = await import("../client/index.js");
  return createClient(
    resolveSettings({
      config: (name) => (settings === undefined ? pulumi.runtime.getConfig(`${NAMESPACE}:${name}`) : settings[name]),
      env: process.env,
    }),
    { onNotice: (text) => void pulumi.log.warn(text), stack: () => stack },
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

/** A look-up against a client. */
type Run<A, T> = (client: DigiCertOneClient, args: A) => Promise<T>;

/**
 * Whether this is a unit test (`pulumi.runtime.setMocks`): there is no API then, and the mocks' `call` answers, as it does
 * for the functions of every other package. The SDK has no function that answers this.
 */
function isMocked(): boolean {
  return pulumi.runtime.hasMonitor() && pulumi.runtime.getMonitor()?.constructor.name === "MockMonitor";
}

function answerOfMocks<T>(name: string, args: object): Promise<T> {
  return pulumi.runtime.invoke(`digicert-one:index:${name}`, { ...args }) as Promise<T>;
}

/** Runs a look-up now. Its settings must be known: in a preview, those of a provider that depends on a resource may not be. */
export async function lookUp<A extends object, T>(
  name: string,
  args: A,
  options: LookupOptions,
  run: Run<A, T>,
): Promise<T> {
  if (isMocked()) return answerOfMocks(name, args);
  const provider = providerOf(options);
  await mayCall(provider);
  if (provider === undefined) return run(await sharedClient(undefined), args);
  if (!(await provider.settingsKnown)) {
    throw new ConfigurationError("A setting of the provider is not known yet, so nothing can be looked up with it.", {
      remedy: "Use the ...Output form of the look-up: its result is unknown until the setting is known.",
    });
  }
  const settings = await new Promise<Record<string, string>>((resolve) => {
    provider.settings.apply(resolve);
  });
  return run(await sharedClient(settings), args);
}

/** Runs a look-up once its arguments and settings are known; until then its result is unknown. */
export function lookUpOutput<A extends object, T>(
  name: string,
  args: pulumi.Inputs & { [K in keyof A]: pulumi.Input<A[K]> },
  options: LookupOptions,
  run: Run<A, T>,
): pulumi.Output<T> {
  // The settings hold secrets, the result does not: it is secret only where an argument is.
  const provider = providerOf(options);
  const settings = pulumi.unsecret(pulumi.output<Settings>(provider?.settings));
  const given = pulumi.output(args);
  const validated = mayCall(provider);
  validated.catch(() => undefined); // awaited below
  return pulumi.all([given, settings]).apply(async ([plain, known]) => {
    if (isMocked()) return answerOfMocks<T>(name, plain as object);
    await validated;
    // A resource of this run may have changed what an earlier look-up has listed: then it is asked anew.
    const client = (await dependsOnResources(given)) ? connect(known) : sharedClient(known);
    return run(await client, plain as unknown as A);
  }) as pulumi.Output<T>;
}

/** The SDK keeps the resources behind an output on it, but does not declare them. */
async function dependsOnResources(output: unknown): Promise<boolean> {
  const { allResources } = output as { allResources?: () => Promise<Set<pulumi.Resource>> };
  return (await allResources?.call(output))?.size !== 0;
}
