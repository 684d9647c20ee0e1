/** What goes wrong at first contact, as data: how it comes about, and the words in which it is reported. */
import type { World } from "./world";

export const WRONG_KEY = "wrong-key-0123456789";

export interface Cause {
  /** Settings beside `baseUrl` and `apiKey` of the emulator; an empty text takes one away. */
  readonly settings?: (world: World) => Readonly<Record<string, string>>;
  readonly env?: (world: World) => Readonly<Record<string, string>>;
  /** What the emulator does to each call. */
  readonly fault?: {
    readonly kind: "status";
    readonly status: number;
    readonly retryAfter?: number;
    /** Every call, if nothing is said. */
    readonly match?: { readonly method: string };
  };
  /** What happened. */
  readonly says: RegExp;
  /** What to do. */
  readonly remedy: RegExp;
}

/** Causes that any call meets. */
export const causes = {
  "a wrong key": {
    settings: () => ({ apiKey: WRONG_KEY }),
    says: /answered 401 invalid_api_key/,
    remedy: /Check apiKey \(DIGICERT_ONE_API_KEY\)/,
  },
  "a key of another environment": {
    settings: ({ emulator }) => ({ apiKey: WRONG_KEY, baseUrl: emulator.url, environment: "demo" }),
    says: /answered 401 invalid_api_key/,
    remedy: /production key never works here/,
  },
  "a key of another region": {
    settings: ({ caCert }) => ({ apiKey: WRONG_KEY, baseUrl: "", caCert }),
    env: ({ proxy }) => ({ HTTPS_PROXY: proxy, NO_PROXY: "" }),
    says: /one\.digicert\.com answered 401 invalid_api_key/,
    remedy: /nor does one of another region/,
  },
  "a key without permission": {
    fault: { kind: "status", status: 403 },
    says: /answered 403 access_denied/,
    remedy: /Add the role in Account Manager/,
  },
  "a stopped server": {
    settings: ({ stopped }) => ({ baseUrl: stopped }),
    says: /127\.0\.0\.1:\d+ refuses connections/,
    remedy: /start the emulator \(npx digicert-one emulator --port \d+\)/,
  },
  "an unknown host": {
    settings: () => ({ baseUrl: "https://no-such-host.invalid" }),
    says: /the name no-such-host\.invalid cannot be resolved/,
    remedy: /Check the network, the proxy/,
  },
  "another host": {
    settings: ({ elsewhere }) => ({ baseUrl: elsewhere }),
    says: /answered 404 with/,
    remedy: /Check baseUrl/,
  },
  "an untrusted certificate": {
    settings: ({ untrusted }) => ({ baseUrl: untrusted }),
    says: /no secure connection to 127\.0\.0\.1:\d+/,
    remedy: /Set caCert to the certificate of the authority/,
  },
  "too many calls": {
    fault: { kind: "status", status: 429, retryAfter: 3600 },
    says: /answered 429/,
    remedy: /set maxRetrySeconds \(DIGICERT_ONE_MAX_RETRY_SECONDS\) to 3660/,
  },
  maintenance: {
    fault: { kind: "status", status: 503, retryAfter: 3600 },
    says: /answered 503 service_unavailable/,
    remedy: /Run again later/,
  },
  "no key": {
    settings: () => ({ apiKey: "" }),
    says: /No API key/i,
    remedy: /pulumi config set/,
  },
  "a misspelt region": {
    settings: () => ({ baseUrl: "", region: "eu" }),
    says: /region "eu" is not known/,
    remedy: /Use one of us, ch, jp, nl/,
  },
  "a region that is not that of the host": {
    settings: () => ({ baseUrl: "https://one.digicert.com", region: "nl" }),
    says: /baseUrl names one\.digicert\.com, which is us, but region says nl/,
    remedy: /Remove one of the two/,
  },
} as const satisfies Record<string, Cause>;

export type CauseName = keyof typeof causes;
