/** A component that a provider makes: it registers the component and its children at this very monitor. */
import { messageOf } from "../../basics/unknown";
import type { Registrar } from "../running/registrar";
import type { Sdk } from "../sdk/sdk";
import type { ProgramContext } from "./program";

type RegisterResourceRequest = InstanceType<Sdk["resource"]["RegisterResourceRequest"]>;
type ConstructRequest = InstanceType<Sdk["provider"]["ConstructRequest"]>;

/** What the maker of a component knows of the run, and where the monitor listens. */
export interface ConstructRun extends ProgramContext {
  address(): string;
}

/** Asks the component's provider, and responds as to any registration (source_eval.go, RegisterResource). */
export async function construct(
  sdk: Sdk,
  registrar: Registrar,
  run: ConstructRun,
  request: RegisterResourceRequest,
): Promise<InstanceType<Sdk["resource"]["RegisterResourceResponse"]>> {
  const pkg = request.getType().split(":")[0] ?? "";
  const providers = new Map(request.getProvidersMap().toArray());
  const named = request.getProvider();
  const reference =
    (named === "" ? providers.get(pkg) : named) ?? (await registrar.defaultProvider(pkg, request.getVersion()));
  providers.set(pkg, reference);
  const asked = requestOf(sdk, run, request, providers);
  const provider = registrar.provider(reference);
  const { urn, response: made } = await provider.construct(asked).catch((error: unknown) => {
    throw invalid(request, error);
  });
  const response = new sdk.resource.RegisterResourceResponse();
  response.setUrn(urn);
  response.setObject(made.getState());
  made.getStatedependenciesMap().forEach((dependencies, key) => {
    const urns = new sdk.resource.RegisterResourceResponse.PropertyDependencies();
    urns.setUrnsList(dependencies.getUrnsList());
    response.getPropertydependenciesMap().set(key, urns);
  });
  return response;
}

/** The real engine names the component before what its provider says (diag/errors.go, GetResourceInvalidError). */
function invalid(request: RegisterResourceRequest, error: unknown): Error {
  const message = `${request.getType()} resource '${request.getName()}' has a problem: ${messageOf(error)}`;
  return new Error(message, { cause: error });
}

function requestOf(
  sdk: Sdk,
  run: ConstructRun,
  request: RegisterResourceRequest,
  providers: ReadonlyMap<string, string>,
): ConstructRequest {
  const { ConstructRequest } = sdk.provider;
  const asked = new ConstructRequest();
  asked.setProject(run.project);
  asked.setStack(run.stack);
  asked.setOrganization(run.organization);
  asked.setDryrun(run.preview);
  asked.setParallel(run.parallel);
  asked.setMonitorendpoint(run.address());
  for (const [key, value] of Object.entries(run.config)) asked.getConfigMap().set(key, value);
  asked.setConfigsecretkeysList([...run.secretKeys]);
  asked.setType(request.getType());
  asked.setName(request.getName());
  asked.setParent(request.getParent());
  asked.setInputs(request.getObject());
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    const urns = new ConstructRequest.PropertyDependencies();
    urns.setUrnsList(dependencies.getUrnsList());
    asked.getInputdependenciesMap().set(key, urns);
  });
  for (const [name, reference] of providers) asked.getProvidersMap().set(name, reference);
  asked.setDependenciesList(request.getDependenciesList());
  asked.setAliasesList(request.getAliasesList());
  asked.setIgnorechangesList(request.getIgnorechangesList());
  asked.setDeletedwith(request.getDeletedwith());
  const [protect, retain] = [request.getProtect(), request.getRetainondelete()];
  if (protect !== undefined) asked.setProtect(protect);
  if (retain !== undefined) asked.setRetainondelete(retain);
  return asked;
}
