import { NODE_PACKAGE, packageOf } from "../model/urn";
import {
  type JsonObject,
  type Properties,
  propertiesFromWire,
  toProgram,
  UNKNOWN_TEXT,
  UnsupportedError,
} from "../model/values";
import type { Packages } from "../provider/providers";
import { type Registrar, RunOverError } from "../running/registrar";
import type { Sdk } from "../sdk/sdk";
import { jsonOf, structOf } from "../sdk/struct";
import type { ResourceState } from "../state/resource-state";
import { type ConstructRun, construct } from "./construct";
import { goalOf, readGoalOf, refuseUnsupported } from "./goal";

type Protos = Sdk["resource"];
type Request<Name extends keyof Protos> = Protos[Name] extends new () => infer Message ? Message : never;

/** Numbers of `ResourceMonitorFeature`: secrets, references, output values, alias specs, deletedWith. */
const SUPPORTED_FEATURES = [0, 1, 2, 3, 5];
/**
 * Features that a program may ask for by name. Those after the first five are claimed so that their use reaches this
 * engine, which refuses it by name; an SDK that gets "no" would advise to update the CLI.
 */
const FEATURE_NAMES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "transforms",
  "invokeTransforms",
  "replaceWith",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);
const REFUSED_FEATURES = [4, 6, 7, 8, 9, 10, 11, 16];

/** Messages in, messages out; whoever carries them (a gRPC server, or a call in this process) is another matter. */
export type MonitorMethods = { readonly [method: string]: (request: unknown) => Promise<unknown> };

/** What the service is made of. */
export interface Monitor {
  readonly sdk: Sdk;
  readonly registrar: Registrar;
  readonly packages: Packages;
  readonly run: ConstructRun;
}

/** Pulumi's ResourceMonitor service for one run. */
export function monitorMethods(monitor: Monitor): MonitorMethods {
  const { sdk, registrar } = monitor;
  const empty = () => new sdk.Empty();
  const refuse = (what: string) => async (): Promise<never> => {
    throw registrar.refuse(new UnsupportedError(what));
  };
  const methods = {
    supportsFeature: async (request: Request<"SupportsFeatureRequest">) => {
      const response = new sdk.resource.SupportsFeatureResponse();
      response.setHassupport(FEATURE_NAMES.has(request.getId()));
      return response;
    },
    getDeploymentInfo: async () => {
      const response = new sdk.resource.DeploymentInfo();
      response.setSupportedfeaturesList([...SUPPORTED_FEATURES, ...REFUSED_FEATURES]);
      return response;
    },
    registerResource: (request: Request<"RegisterResourceRequest">) => registerResource(monitor, request),
    readResource: (request: Request<"ReadResourceRequest">) => readResource(monitor, request),
    registerResourceOutputs: async (request: Request<"RegisterResourceOutputsRequest">) => {
      registrar.registerOutputs(request.getUrn(), propertiesFromWire(jsonOf(request.getOutputs())));
      return empty();
    },
    invoke: (request: Request<"ResourceInvokeRequest">) => invoke(monitor, request),
    call: async (request: Request<"ResourceCallRequest">) => {
      throw registrar.refuse(new UnsupportedError(`calls of methods (${request.getTok()})`));
    },
    registerStackTransform: refuse("stack transforms"),
    registerStackInvokeTransform: refuse("invoke transforms"),
    registerResourceHook: refuse("resource hooks"),
    registerErrorHook: refuse("error hooks"),
    registerPackage: refuse("parameterized packages"),
    existsResource: refuse("existence checks of resources"),
    signalAndWaitForShutdown: async () => empty(),
  };
  // The SDK's service definition knows each method's message type; here they meet as unknown.
  return methods as unknown as MonitorMethods;
}

async function registerResource(monitor: Monitor, request: Request<"RegisterResourceRequest">) {
  const { sdk, registrar, packages, run } = monitor;
  const where = { parent: request.getParent(), type: request.getType(), name: request.getName() };
  const goal = readOrRefuse(registrar, where, () => {
    refuseUnsupported(request, packages);
    return goalOf(request);
  });
  if (request.getRemote()) {
    return await construct(sdk, registrar, run, request).catch((error: unknown) => {
      throw registrar.refuse(error, registrar.urnOf(where));
    });
  }
  const state = await registrar.register(goal);
  const response = new sdk.resource.RegisterResourceResponse();
  response.setUrn(state.urn);
  response.setId(state.id);
  response.setObject(structOf(sdk, resultOf(state)));
  // Not made, because no target names it: its outputs are unknown even in an update, to SDKs that have a field for it.
  if (registrar.isSkipped(state.urn) && "setUnknown" in response) response.setUnknown(true);
  return response;
}

async function readResource({ sdk, registrar, packages }: Monitor, request: Request<"ReadResourceRequest">) {
  const where = { parent: request.getParent(), type: request.getType(), name: request.getName() };
  const state = await registrar.read(readOrRefuse(registrar, where, () => readGoalOf(request, packages)));
  const response = new sdk.resource.ReadResourceResponse();
  response.setUrn(state.urn);
  response.setProperties(structOf(sdk, resultOf(state)));
  return response;
}

function readOrRefuse<T>(
  registrar: Registrar,
  where: { parent: string; type: string; name: string },
  read: () => T,
): T {
  try {
    return read();
  } catch (error) {
    throw registrar.refuse(error, registrar.urnOf(where));
  }
}

/** A component's outputs are its own affair; a custom resource's are what the provider said. */
function resultOf(state: ResourceState): JsonObject {
  return programJson(state.outputs);
}

function programJson(properties: Properties): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(properties)) result[key] = toProgram(value);
  return result;
}

/** The engine's own function, by which a resource that is passed by reference is looked up, and those of packages. */
async function invoke(monitor: Monitor, request: Request<"ResourceInvokeRequest">) {
  const { sdk, registrar, packages } = monitor;
  const token = request.getTok();
  const pkg = packageOf(token);
  if (token !== "pulumi:pulumi:getResource") {
    if (pkg === NODE_PACKAGE || !packages.has(pkg)) {
      throw registrar.refuse(new UnsupportedError(`invokes: unknown function ${token}`));
    }
    return await invokePackage(monitor, request);
  }
  const urn = String(jsonOf(request.getArgs())?.urn);
  const state = await registrar.lookUp(urn);
  if (state === undefined) throw registrar.refuse(new Error(`unknown resource ${urn}`));
  // Older SDKs respond with the provider protocol's message, which has the same fields.
  const Response =
    "ResourceInvokeResponse" in sdk.resource ? sdk.resource.ResourceInvokeResponse : sdk.provider.InvokeResponse;
  const response = new Response();
  const id = state.custom ? state.id || UNKNOWN_TEXT : "";
  response.setReturn(structOf(sdk, { urn, id, state: programJson(state.outputs) }));
  return response;
}

/** A failure is the caller's to handle: it ends no run by itself. */
async function invokePackage({ sdk, registrar }: Monitor, request: Request<"ResourceInvokeRequest">) {
  const token = request.getTok();
  const reference = request.getProvider() || (await registrar.defaultProvider(packageOf(token), request.getVersion()));
  const provider = registrar.provider(reference);
  const { result, failures } = await provider.invoke(token, propertiesFromWire(jsonOf(request.getArgs())));
  const response =
    "ResourceInvokeResponse" in sdk.resource
      ? new sdk.resource.ResourceInvokeResponse()
      : new sdk.provider.InvokeResponse();
  response.setReturn(structOf(sdk, programJson(result)));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new sdk.provider.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

/** gRPC's word for a server that is gone; the SDK then ends the program without another message. */
export const UNAVAILABLE = 14;

export function isRunOver(error: unknown): boolean {
  return error instanceof RunOverError;
}
