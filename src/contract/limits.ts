/** Numbers of the API: name rules and rate limits. */

/** One rolling window: at most `requests` in any `windowSeconds`, for each API key. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

/**
 * The windows that CertCentral, the sister product, publishes. DigiCert ONE publishes none.
 * Evidence: `rate-limit-windows`.
 */
export const DEFAULT_RATE_LIMITS: readonly RateLimit[] = [
  { requests: 1000, windowSeconds: 180 },
  { requests: 100, windowSeconds: 5 },
];

/** Letters, digits, spaces, dashes and underscores. Evidence: `name-characters`. */
export const NAME_PATTERN = /^[A-Za-z0-9 _-]+$/;

/** The longest name. Evidence: `name-length`. */
export const NAME_MAX = 64;
