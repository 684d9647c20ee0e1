/**
 * The identity of a stack: one small resource with a random id, which every service user's mark carries a hash of.
 *
 * Names prove no ownership: self-managed backends all call their organization `organization`, and two components of one
 * stack may each have a child of one name.
 */
import * as pulumi from "@pulumi/pulumi";
import { providerText } from "../fields/kinds";
import { tokensOf } from "./host";
import { validateIdentity } from "./resource-validation";
import { requireResolvable } from "./validation/package-resolves";

const NAME = "digicert-one-stack-identity";

class StackIdentity extends pulumi.CustomResource {}

/** Every copy of the package that is loaded finds the same registry here. */
const REGISTRY = Symbol.for("pulumi-digicert-one.stack-identities");

/**
 * The identity of the stack; the first call of a run registers it. Users depend on it, so Pulumi makes it before the first
 * of them and deletes it after the last.
 * @param provider the provider of the user that asks; used only where default providers are disabled
 */
export function stackIdentity(provider: pulumi.ProviderResource | undefined): pulumi.CustomResource {
  const identities = registry();
  const run = currentRun();
  const known = identities.get(run);
  if (known !== undefined) return known as pulumi.CustomResource;
  requireResolvable();
  const { token, other } = tokensOf("StackIdentity");
  const options = {
    ...(provider !== undefined && isDefaultProviderDisabled() && { provider }),
    aliases: [{ type: other }],
  };
  const identity = new StackIdentity(
    token,
    NAME,
    { __provider: providerText("StackIdentity") },
    validateIdentity(provider, options),
  );
  identities.set(run, identity);
  return identity;
}

function registry(): WeakMap<object, unknown> {
  const shared = globalThis as { [REGISTRY]?: WeakMap<object, unknown> };
  shared[REGISTRY] ??= new WeakMap();
  return shared[REGISTRY];
}

/**
 * What stands for this run. Copies of Pulumi's SDK share the root stack, and each inline program has its own; mocks have
 * none, but a monitor of their own.
 */
function currentRun(): object {
  return pulumi.runtime.getStackResource() ?? pulumi.runtime.getMonitor() ?? globalThis;
}

/** `pulumi:disable-default-providers`: a JSON list of packages, or `*` for all. */
function isDefaultProviderDisabled(): boolean {
  const listed = new pulumi.Config("pulumi").get("disable-default-providers") ?? "";
  return listed.includes('"*"') || listed.includes('"pulumi-nodejs"');
}
