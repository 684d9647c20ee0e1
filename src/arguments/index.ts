/** Validation of what users write, before any call. */
export { validateApiKey } from "./api-key";
export { ROTATING_API_KEY_ARGUMENTS, validateRotatingApiKey } from "./rotating-api-key";
export { validateServiceUser } from "./service-user";
export { asWritten, noArgument, shown, type ValidationError } from "./validator";
