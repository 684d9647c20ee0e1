/**
 * What the engine loads by name: `exports.handler=()=>require("pulumi-digicert-one/provider").apiKey()`.
 *
 * That text stands in the state of every resource, so no name here is ever removed or changed, and every function
 * takes every state shape ever released. Each call makes handlers of their own, so that two provider resources
 * in one process never share a configuration. `test/provider/registry.test.ts` names the kind that is missing here.
 */
import type { DynamicProvider } from "./host/handlers";
import { provided } from "./registry";

/** Handlers of `ServiceUser`. */
export const serviceUser = (): DynamicProvider => provided("ServiceUser");

/** Handlers of `ApiKey`. */
export const apiKey = (): DynamicProvider => provided("ApiKey");

/** Handlers of the schedule inside a `RotatingApiKey`. */
export const rotationSchedule = (): DynamicProvider => provided("RotationSchedule");

/** Handlers of the two slots inside a `RotatingApiKey`. */
export const apiKeySlot = (): DynamicProvider => provided("ApiKeySlot");

/** Handlers of the retirement inside a `RotatingApiKey`. */
export const apiKeyRetirement = (): DynamicProvider => provided("ApiKeyRetirement");

/** Handlers of the identity of a stack. */
export const stackIdentity = (): DynamicProvider => provided("StackIdentity");
