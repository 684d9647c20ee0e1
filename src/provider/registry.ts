/**
 * One record for each kind of resource. The list of kinds is `fields/kinds.ts`; a kind that is forgotten here does not compile.
 * Most runs make and change nothing, so what only they need is loaded late.
 */
import type { Kind } from "../fields/kinds";
import { apiKeyPlan } from "./api-key/plan";
import type { DynamicProvider, LateHandlers } from "./host/handlers";
import { dynamicProvider } from "./host/host";
import type { HostDeps } from "./host/session";
import { retirementPlan } from "./rotating/retirement/plan";
import { schedulePlan } from "./rotating/schedule/plan";
import { slotPlan } from "./rotating/slot/plan";
import { serviceUserPlan } from "./service-user/plan";
import { stackIdentityProvider } from "./stack-identity/apply";

/** How a kind is provided: by handlers, which are wrapped, or by a provider that needs no settings and no wrapper. */
type KindRecord = { readonly handlers: LateHandlers } | { readonly provider: () => DynamicProvider };

export const registry = {
  ServiceUser: {
    handlers: {
      ...serviceUserPlan,
      load: async () => (await import("./service-user/apply.js")).serviceUserHandlers,
    },
  },
  ApiKey: {
    handlers: { ...apiKeyPlan, load: async () => (await import("./api-key/apply.js")).apiKeyHandlers },
  },
  RotationSchedule: {
    handlers: {
      ...schedulePlan,
      load: async () => (await import("./rotating/schedule/apply.js")).rotationScheduleHandlers,
    },
  },
  ApiKeySlot: {
    handlers: { ...slotPlan, load: async () => (await import("./rotating/slot/apply.js")).apiKeySlotHandlers() },
  },
  ApiKeyRetirement: {
    handlers: {
      ...retirementPlan,
      load: async () => (await import("./rotating/retirement/apply.js")).apiKeyRetirementHandlers,
    },
  },
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
