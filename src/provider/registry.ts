/** One record for each kind of resource. The list of kinds is `fields/kinds.ts`; a kind that is forgotten here does not compile. */
import type { Kind } from "../fields/kinds";
import { apiKeyHandlers } from "./api-key/apply";
import type { DynamicProvider, ResourceHandlers } from "./host/handlers";
import { dynamicProvider } from "./host/host";
import type { HostDeps } from "./host/session";
import { apiKeyRetirementHandlers } from "./rotating/retirement/apply";
import { rotationScheduleHandlers } from "./rotating/schedule/apply";
import { apiKeySlotHandlers } from "./rotating/slot/apply";
import { serviceUserHandlers } from "./service-user/apply";
import { stackIdentityProvider } from "./stack-identity/apply";

/** How a kind is provided: by handlers, which are wrapped, or by a provider that needs no settings and no wrapper. */
type KindRecord = { readonly handlers: ResourceHandlers } | { readonly provider: () => DynamicProvider };

export const registry = {
  ServiceUser: { handlers: serviceUserHandlers },
  ApiKey: { handlers: apiKeyHandlers },
  RotationSchedule: { handlers: rotationScheduleHandlers },
  ApiKeySlot: { handlers: apiKeySlotHandlers() },
  ApiKeyRetirement: { handlers: apiKeyRetirementHandlers },
  StackIdentity: { provider: stackIdentityProvider },
} as const satisfies Record<Kind, KindRecord>;

/**
 * What the engine loads for a kind. Each call makes one of its own: two provider resources share no configuration.
 * @param deps what of the process the handlers see; that of the SDK's dynamic provider host by default
 */
export function provided(kind: Kind, deps?: HostDeps): DynamicProvider {
  const record = registry[kind];
  return "handlers" in record ? dynamicProvider(record.handlers, deps) : record.provider();
}
