/** What users may write, judged before any call. */
export { apiKeyFaults } from "./api-key";
export type { Fault } from "./faults";
export { rotatingApiKeyFaults } from "./rotating-api-key";
export { serviceUserFaults } from "./service-user";
