/** The outputs of a stack, as the Automation API returns them. */
import { asData } from "../model/property-diff";
import { STACK_TYPE } from "../model/urn";
import { hasSecret, type Properties, unwrapSecrets } from "../model/values";
import type { OutputValue } from "./results";

export function stackOutputs(
  resources: readonly { readonly type: string; readonly outputs: Properties }[],
): Properties {
  return resources.find((resource) => resource.type === STACK_TYPE)?.outputs ?? {};
}

export function outputValues(outputs: Properties): Record<string, OutputValue> {
  const entries = Object.entries(outputs).map(([name, value]) => {
    // A secret anywhere inside makes the whole output one, so that no display shows part of it.
    return [name, { value: asData(unwrapSecrets(value)), secret: hasSecret(value) }] as const;
  });
  return Object.fromEntries(entries);
}
