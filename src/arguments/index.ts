/** What users may write, judged before any call. */
export { API_KEY_ARGUMENTS, apiKeyFaults, NAME_PREFIX_MAX } from "./api-key";
export type { Fault } from "./faults";
export { rotatingApiKeyFaults } from "./rotating-api-key";
export { SERVICE_USER_ARGUMENTS, serviceUserFaults } from "./service-user";
