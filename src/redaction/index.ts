/** Keeping secrets out of texts; imports nothing of ours, so that any room may use it. */
export { REDACTED, redact, registerSecret, SecretTexts, scrub } from "./redact";
export { safeCause } from "./safe-cause";
