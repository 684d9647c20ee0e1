import type { IncomingMessage } from "node:http";
import { isLoopback, withoutPort } from "../../basics/loopback";

/** Where a browser says that a call comes from, unless from another site (Fetch Metadata, `Sec-Fetch-Site`). */
const NEAR = ["same-origin", "same-site", "none"];

/**
 * Whether a call comes from somewhere else than this machine: under a host name that was bound to us (DNS rebinding), or from a
 * page of another machine, which a browser lets send simple requests without asking. What is no browser sends neither header.
 */
export function isForeign({ headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  const site = headers["sec-fetch-site"];
  if (!isOurs(withoutPort(host ?? "").toLowerCase())) return true;
  if (origin !== undefined && !isOurs(URL.parse(origin)?.hostname ?? "")) return true;
  return site !== undefined && !NEAR.includes(String(site));
}

/** A name of this machine; browsers take every name below localhost for one. */
const isOurs = (name: string): boolean => isLoopback(name) || /^([a-z0-9-]+\.)+localhost$/.test(name);
