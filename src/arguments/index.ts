/** Validation of what users write, before any call. */
export { validateApiKey } from "./api-key";
export { ROTATING_API_KEY_ARGUMENTS, validateRotatingApiKey } from "./rotating-api-key";
export { SECRET_ARGUMENTS, secretPrefixError, secretsIn } from "./secret-arguments";
export { validateServiceUser } from "./service-user";
export { shownInCheck } from "./shown-in-check";
export { asWritten, noArgument, shown, type ValidationError } from "./validator";
