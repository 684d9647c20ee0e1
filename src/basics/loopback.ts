/** Whether a host is this machine. */

/** Of a name or an address, as `URL.hostname` gives it. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** A host without its port. */
export function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}
