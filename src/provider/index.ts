/**
 * What the engine loads by name: `exports.handler=()=>require("pulumi-digicert-one/provider").apiKey()`.
 *
 * That text stands in the state of every resource, so no name here is ever removed or changed, and every function
 * answers for every state shape ever released. Each call makes handlers of their own, so that two provider resources
 * in one process never share a configuration.
 */
import { apiKeyHandlers } from "./api-key/apply";
import type { DynamicProvider } from "./host/handlers";
import { dynamicProvider } from "./host/host";
import { apiKeyRetirementHandlers } from "./rotating/retirement/apply";
import { rotationScheduleHandlers } from "./rotating/schedule/apply";
import { apiKeySlotHandlers } from "./rotating/slot/apply";
import { serviceUserHandlers } from "./service-user/apply";
import { stackIdentityProvider } from "./stack-identity/apply";

/** Handlers of `ServiceUser`. */
export const serviceUser = (): DynamicProvider => dynamicProvider(serviceUserHandlers);

/** Handlers of `ApiKey`. */
export const apiKey = (): DynamicProvider => dynamicProvider(apiKeyHandlers);

/** Handlers of the schedule inside a `RotatingApiKey`. */
export const rotationSchedule = (): DynamicProvider => dynamicProvider(rotationScheduleHandlers);

/** Handlers of the two slots inside a `RotatingApiKey`. */
export const apiKeySlot = (): DynamicProvider => dynamicProvider(apiKeySlotHandlers());

/** Handlers of the retirement inside a `RotatingApiKey`. */
export const apiKeyRetirement = (): DynamicProvider => dynamicProvider(apiKeyRetirementHandlers);

/** Handlers of the identity of a stack. */
export const stackIdentity = (): DynamicProvider => stackIdentityProvider();
