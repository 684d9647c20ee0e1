/**
 * `RotatingApiKey` for programs in any language: the component class of programs in TypeScript, with children of this provider.
 * What the SDK's own server does around a component (`@pulumi/pulumi/provider/server.js`) it does not offer by itself; this is
 * the same, with the SDK's parts: its store, its settings, its outputs as promises, and a response to what nobody catches
 * (`uncaught.ts`). In one thing it does more: it responds too where the SDK leaves a refused registration pending.
 */
import * as pulumi from "@pulumi/pulumi";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as server from "@pulumi/pulumi/provider/server";
import { serializeResourceProperties } from "@pulumi/pulumi/runtime/rpc";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { validateRotatingApiKey } from "../arguments";
import { ConfigurationError, DigiCertOneError } from "../errors";
import { isPending } from "../resources/by-name";
import { useNativeHost } from "../resources/host";
import { RotatingApiKey, type RotatingApiKeyArgs } from "../resources/rotating-api-key";
import { structOf } from "./protocol/messages";
import { PACKAGE_NAME, SAME_VERSION } from "./settings";
import type { Fail, Uncaught } from "./uncaught";

useNativeHost();

const TYPE = `${PACKAGE_NAME}:index:RotatingApiKey`;

/** Parts of the SDK that its own provider server uses, and that it does not declare. */
interface Undeclared {
  withLocalStorage<T>(run: () => Promise<T>): Promise<T>;
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
  deserializeInputs(inputs: unknown, dependencies: unknown): Promise<Record<string, unknown>>;
  getMonitor(): Monitor | undefined;
}
interface Refused {
  readonly code: number;
  readonly details: string;
}
type Register = (request: RegisterResourceRequest, done: (error: Refused | null, response: unknown) => void) => void;
interface Monitor {
  registerResource: Register;
}
/** The promise of an output, which rejects with it. */
interface Promising<T> {
  promise(): Promise<T>;
}
const sdk = { ...state, ...settings, ...server } as unknown as Undeclared;

/** Makes a component. Each has a store of its own: an engine asks for several at once. */
export async function construct(
  request: ConstructRequest,
  engineAddress: string | undefined,
  uncaught: Uncaught,
): Promise<ConstructResponse> {
  const type = request.getType();
  if (type !== TYPE)
    throw new ConfigurationError(`This provider has no component of the type ${type}.`, { remedy: SAME_VERSION });
  return uncaught.during(`RotatingApiKey "${request.getName()}"`, (fail) =>
    sdk.withLocalStorage(() => make(request, engineAddress ?? "", fail)),
  );
}

async function make(request: ConstructRequest, engineAddress: string, fail: Fail): Promise<ConstructResponse> {
  await connect(request, engineAddress);
  watchRegistrations(fail);
  const given = await sdk.deserializeInputs(request.getInputs(), request.getInputdependenciesMap());
  requireValid(request.getName(), given);
  const component = new RotatingApiKey(request.getName(), argsOf(given), optionsOf(request));
  const { value, previousValue, current, previous, endDate, endsAt, rotateOn, retireOn } = component;
  const outputs = { value, previousValue, current, previous, endDate, endsAt, rotateOn, retireOn };
  const response = await responseOf(component, outputs);
  await sdk.waitForRPCs();
  return response;
}

/**
 * The first registration that is refused fails the component. After UNAVAILABLE and CANCELLED the SDK takes its engine for gone:
 * it settles no output of that resource, and a component that reads one would wait for ever.
 */
function watchRegistrations(fail: Fail): void {
  const monitor = sdk.getMonitor();
  if (monitor === undefined) return;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) =>
    register(request, (error, response) => {
      const child = `${request.getName()} [${request.getType()}]`;
      if (error !== null) {
        const remedy = "Mend what the engine reports of it, then run pulumi up again: parts that were made are kept.";
        fail(new DigiCertOneError(`${child} could not be registered: ${error.details}`, { cause: error, remedy }));
      }
      done(error, response);
    });
}

async function connect(request: ConstructRequest, engineAddress: string): Promise<void> {
  settings.resetOptions(
    request.getProject(),
    request.getStack(),
    request.getParallel(),
    engineAddress,
    request.getMonitorendpoint(),
    request.getDryrun(),
    request.getOrganization(),
  );
  await sdk.awaitFeatureSupport();
  const config = Object.fromEntries(request.getConfigMap().entries());
  pulumi.runtime.setAllConfig(config, request.getConfigsecretkeysList());
}

async function responseOf(component: RotatingApiKey, outputs: pulumi.Inputs): Promise<ConstructResponse> {
  const response = new ConstructResponse();
  response.setUrn(await promised(component.urn));
  const [json, dependencies] = await serializeResourceProperties(`construct(${TYPE})`, outputs);
  for (const [key, resources] of dependencies) {
    const urns = new ConstructResponse.PropertyDependencies();
    urns.setUrnsList(await Promise.all([...resources].map(({ urn }) => promised(urn))));
    response.getStatedependenciesMap().set(key, urns);
  }
  response.setState(structOf(json));
  return response;
}

const promised = <T>(output: pulumi.Output<T>): Promise<T> => (output as unknown as Promising<T>).promise();

/** Every error of the arguments at once, before anything is registered; a value that may be a secret is an output here. */
function requireValid(name: string, given: Readonly<Record<string, unknown>>): void {
  const errors = validateRotatingApiKey(given, { today: undefined, isPending });
  if (errors.length === 0) return;
  const reasons = errors.map(({ reason }) => `RotatingApiKey "${name}": ${reason}`);
  throw new ConfigurationError(reasons.join("\n"));
}

/** A program of any language names the user by its id. */
function argsOf({ serviceUserId, ...args }: Readonly<Record<string, unknown>>): RotatingApiKeyArgs {
  return { ...args, serviceUser: serviceUserId } as unknown as RotatingApiKeyArgs;
}

function optionsOf(request: ConstructRequest): pulumi.ComponentResourceOptions {
  const parent = request.getParent();
  const deletedWith = request.getDeletedwith();
  const protect = request.getProtect();
  const retainOnDelete = request.getRetainondelete();
  return {
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    providers: Object.fromEntries(
      request
        .getProvidersMap()
        .toArray()
        .map(([name, reference]) => [name, new pulumi.DependencyProviderResource(reference)]),
    ),
    ignoreChanges: request.getIgnorechangesList(),
    ...(protect !== undefined && { protect }),
    ...(retainOnDelete !== undefined && { retainOnDelete }),
    ...(parent !== "" && { parent: new pulumi.DependencyResource(parent) }),
    ...(deletedWith !== "" && { deletedWith: new pulumi.DependencyResource(deletedWith) }),
  };
}

type AliasMessage = ReturnType<ConstructRequest["getAliasesList"]>[number];

function aliasOf(message: AliasMessage): pulumi.Alias | string {
  const spec = message.getSpec();
  if (spec === undefined) return message.getUrn();
  const named = { name: spec.getName(), type: spec.getType(), project: spec.getProject(), stack: spec.getStack() };
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== "")),
    ...(spec.hasParenturn() && { parent: spec.getParenturn() }),
    ...(spec.hasNoparent() && spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}
