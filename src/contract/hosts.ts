/** Where DigiCert ONE's API lives. Evidence: `hosts`, `demo-hosts`, `client-auth-host`. */

/** Every path below starts with this. Evidence: `path-pattern`. */
export const API_PREFIX = "/account/api/v1";

/** The regions with a host of their own; anything else is reached with a free base URL. */
export const REGIONS = ["us", "ch", "jp", "nl"] as const;

/** A region of DigiCert ONE: `us`, `ch`, `jp` or `nl`. */
export type Region = (typeof REGIONS)[number];

/** The two environments; a key of one never works in the other. */
export const ENVIRONMENTS = ["production", "demo"] as const;

/** An environment of DigiCert ONE: `production` or `demo`. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** The host of each region and environment. */
export const hosts: Readonly<Record<Region, Readonly<Record<Environment, string>>>> = {
  us: { production: "one.digicert.com", demo: "demo.one.digicert.com" },
  ch: { production: "one.ch.digicert.com", demo: "demo.one.ch.digicert.com" },
  jp: { production: "one.digicert.co.jp", demo: "demo.one.digicert.co.jp" },
  nl: { production: "one.nl.digicert.com", demo: "demo.one.nl.digicert.com" },
};

const CLIENT_AUTH_PREFIX = "clientauth.";

/** The host to use with a client certificate: `clientauth.` before the plain host, added once. */
export function clientAuthHost(host: string): string {
  return host.startsWith(CLIENT_AUTH_PREFIX) ? host : `${CLIENT_AUTH_PREFIX}${host}`;
}
