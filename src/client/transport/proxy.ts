/** The proxy that the environment names for a host: an address, and who signs in there. */
import { isLoopback } from "../../basics/loopback";
import { ConfigurationError, registerSecret } from "../../errors/index";
import { isExempt } from "./no-proxy";

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy of the environment. */
export interface EnvProxy {
  /** The variable that names it. */
  readonly variable: string;
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  /** Host and port, for people; never a password. */
  readonly name: string;
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
}

/** `socks4` and `socks5` resolve the host's name here, the others leave that to the proxy, as curl has it. */
const DEFAULT_PORTS = { http: 80, https: 443, socks: 1080, socks4: 1080, socks4a: 1080, socks5: 1080, socks5h: 1080 };
type Scheme = keyof typeof DEFAULT_PORTS;

/**
 * The proxy that calls to this address go through; undefined for none, and always for this machine. Throws a
 * ConfigurationError where the environment names one that cannot be one.
 */
export function proxyFor(url: URL, env: Environment = process.env): EnvProxy | undefined {
  if (isLoopback(url.hostname)) return undefined;
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
  if (isExempt(read(env, "no_proxy")?.value ?? "", url.hostname, port)) return undefined;
  const named = read(env, `${url.protocol.slice(0, -1)}_proxy`) ?? read(env, "all_proxy");
  if (named === undefined) return undefined;
  const proxy = parseProxy(named.value, named.variable);
  if (proxy !== undefined) return proxy;
  throw new ConfigurationError(`The environment variable ${named.variable} names no proxy that can be used`, {
    property: named.variable,
    remedy:
      `Write it as http://host:port, with user:password@ before the host if the proxy asks for them; https and socks5 are known too. ` +
      `Or name ${url.hostname} in NO_PROXY. No call was made.`,
  });
}

/** The small letters count first, as with curl. */
function read(env: Environment, name: string): { variable: string; value: string } | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = env[variable]?.trim() ?? "";
    if (value !== "") return { variable, value };
  }
  return undefined;
}

/**
 * Reads a proxy's address as people write it: with or without a scheme, and with a password that was percent-encoded or
 * was not. A proxy has no path, so that whatever stands before the last `@` is who signs in.
 */
function parseProxy(text: string, variable: string): EnvProxy | undefined {
  const pattern = /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?:(?<login>.*)@)?(?<place>[^@/?#\\]+)\/?$/is;
  const { scheme: written = "http", login, place = "" } = pattern.exec(text)?.groups ?? {};
  const credentials = login === undefined ? undefined : credentialsOf(login);
  const scheme = written.toLowerCase();
  if (!isScheme(scheme) || /\s/.test(place)) return undefined;
  // Of a scheme whose default port is none of the others, so that the port stands in the result.
  const address = `ftp://${place}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.hostname === "" || url.port === "0") return undefined;
  const port = url.port === "" ? (/:21$/.test(place) ? 21 : DEFAULT_PORTS[scheme]) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { variable, scheme, host, port, name: `${url.hostname}:${port}`, credentials };
}

function isScheme(text: string): text is Scheme {
  return Object.hasOwn(DEFAULT_PORTS, text);
}

function credentialsOf(login: string): { user: string; password: string } {
  const [user = "", ...rest] = login.split(":");
  const written = rest.join(":");
  const credentials = { user: decoded(user), password: decoded(written) };
  registerSecret(written);
  registerSecret(credentials.password);
  if (credentials.password !== "") registerSecret(basicAuth(credentials));
  return credentials;
}

/** As an HTTP proxy takes them. */
export function basicAuth({ user, password }: { user: string; password: string }): string {
  return Buffer.from(`${user}:${password}`).toString("base64");
}

/** Percent-encoded characters; a percent sign that encodes nothing is one. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded; // no UTF-8
    }
  });
}
