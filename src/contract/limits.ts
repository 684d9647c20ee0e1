/** Numbers of the API: name rules and rate limits, and how people write the latter. */

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

const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60 };

/** Rate limits as a person writes them: `off`, or windows such as `1000/180s,100/5s` (`ms`, `s`, `m`); undefined on nonsense. */
export function parseRateLimits(text: string): RateLimit[] | undefined {
  if (text.trim().toLowerCase() === "off") return [];
  const windows: RateLimit[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\d+)\s*\/\s*(\d+(?:\.\d+)?)\s*(ms|s|m)\s*$/.exec(part);
    const requests = Number(match?.[1]);
    const windowSeconds = Number(match?.[2]) * (UNIT_SECONDS[match?.[3] ?? ""] ?? Number.NaN);
    if (!(requests >= 1 && windowSeconds > 0)) return undefined;
    windows.push({ requests, windowSeconds });
  }
  return windows;
}

/** Letters, digits, spaces, dashes and underscores. Evidence: `name-characters`. */
export const NAME_PATTERN = /^[A-Za-z0-9 _-]+$/;

/** The longest name. Evidence: `name-length`. */
export const NAME_MAX = 255;
