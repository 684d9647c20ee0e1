/**
 * Whether `NO_PROXY` exempts a host, read as curl and Go do, and with Go the Pulumi CLI: names with all below them, `*`,
 * addresses, ranges of addresses, each with or without a port. Pure.
 */
import { BlockList, isIP } from "node:net";

/** @param hostname as `URL.hostname` gives it */
export function isExempt(noProxy: string, hostname: string, port: number): boolean {
  const host = bare(hostname);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => exempts(entry, host, port));
}

function exempts(entry: string, host: string, port: number): boolean {
  if (entry === "*") return true;
  // The last colon of an IPv6 address is none of a port, unless the address stands in brackets.
  const { name = "", port: only } = /^(?<name>\[.+\]|[^:]+):(?<port>\d+)$/.exec(entry)?.groups ?? { name: entry };
  if (only !== undefined && Number(only) !== port) return false;
  if (isIP(host) !== 0) return isAmong(bare(name), host);
  const suffix = bare(name).replace(/^\*?\./, "");
  if (suffix.startsWith("*")) return host.endsWith(suffix.slice(1));
  return host === suffix || host.endsWith(`.${suffix}`);
}

function isAmong(range: string, address: string): boolean {
  const [start = "", prefix] = range.split("/");
  const version = isIP(start);
  if (version === 0 || version !== isIP(address)) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(start, bits, family);
  return list.check(address, family);
}

/** Without brackets and the dot of the root. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
