/** URNs by Pulumi names. */
import { type Deployment, nameOf } from "../e2e/stack";
import { PROJECT } from "./scenario";

/**
 * The URN of a resource of a state, or of one without a parent that the state does not have yet.
 * @param name `signer`, which is a user where the state has none, or `StackIdentity digicert-one-stack-identity`
 */
export function urnOf(name: string, stack: string, state: Deployment): string {
  const [type, own = name] = name.includes(" ")
    ? [name.split(" ")[0], name.split(" ").slice(1).join(" ")]
    : [undefined];
  const found = (state.deployment.resources ?? []).filter(({ urn }) => nameOf(urn) === own);
  if (found.length > 1) throw new Error(`${found.length} resources are called "${own}"`);
  const token = `pulumi-nodejs:dynamic/digicert-one:${type ?? "ServiceUser"}`;
  return found[0]?.urn ?? `urn:pulumi:${stack}::${PROJECT}::${token}::${own}`;
}
