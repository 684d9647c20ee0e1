/**
 * What the engine loads by name: `exports.handler=()=>require("pulumi-digicert-one/provider").apiKey()`.
 *
 * That text stands in the state of every resource, so no name here is ever removed or changed, and every function
 * answers for every state shape ever released. Each call makes handlers of their own, so that two provider resources
 * in one process never share a configuration.
 */
import { apiKeyHandlers } from "./api-key/apply";
import { type DynamicProvider, dynamicProvider } from "./host";
import { serviceUserHandlers } from "./service-user/apply";

/** Handlers of `ServiceUser`. */
export const serviceUser = (): DynamicProvider => dynamicProvider(serviceUserHandlers);

/** Handlers of `ApiKey`. */
export const apiKey = (): DynamicProvider => dynamicProvider(apiKeyHandlers);
