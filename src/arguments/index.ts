/** What users may write, judged before any call; and the marks and names that we write ourselves. */
export { API_KEY_ARGUMENTS, apiKeyFaults, NAME_PREFIX_MAX } from "./api-key";
export type { Fault } from "./faults";
export { cameWith, isGeneratedName, keyName } from "./key-name";
export { adoptedNonce, isAdoptedNonce, type Mark, newNonce, parseMark, withMark } from "./mark";
export { rotatingApiKeyFaults } from "./rotating-api-key";
export { SERVICE_USER_ARGUMENTS, serviceUserFaults } from "./service-user";
