/** Where objects live: one text for each way to write the address of one installation. Pure. */
import { isLoopback, withoutPort } from "../../basics/loopback";
import { API_PREFIX } from "../../contract/hosts";
import { ConfigurationError } from "../../errors/index";
import { placesOf, type SettingName } from "./settings-table";
import { splitList } from "./split-list";

/** The installation that settings name. Everything that lives there has an id that means nothing elsewhere. */
export interface Place {
  /** Lower case, without scheme, `clientauth.`, default port and slash at the end, with path. */
  readonly host: string;
  /** The same installation under the names it had before. */
  readonly formerHosts: readonly string[];
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * The canonical text of an address, with or without scheme; undefined where it is none. On loopback the port always
 * stands in it: there every server has a port, and no name, of its own.
 */
export function canonicalHost(address: string): string | undefined {
  const text = address.trim().toLowerCase();
  if (text === "" || /\s/.test(text)) return undefined;
  const href = /^[a-z][a-z0-9+.-]*:\/\//.test(text) ? text : `https://${text}`;
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  const defaultPort = DEFAULT_PORTS[url.protocol];
  if (defaultPort === undefined || url.username !== "" || url.password !== "") return undefined;
  const name = url.hostname.replace(/^clientauth\./, "").replace(/\.$/, "");
  const port = url.port === "" && isLoopback(name) ? defaultPort : url.port;
  const path = trimmedPath(trimmedPath(url.pathname).replace(new RegExp(`${API_PREFIX}$`), ""));
  return `${name}${port === "" ? "" : `:${port}`}${path}`;
}

const trimmedPath = (path: string): string => path.replace(/\/+$/, "");

/** Whether a canonical host is this machine. */
export function isLoopbackHost(host: string): boolean {
  const [authority = ""] = host.split("/");
  return isLoopback(withoutPort(authority));
}

/** The former names of the installation, as canonical hosts. */
export function readFormerHosts(get: (name: SettingName) => string | undefined): readonly string[] {
  const text = get("formerHosts") ?? "";
  return (splitList(text) ?? [text]).map((item) => {
    const host = canonicalHost(item);
    if (host !== undefined) return host;
    throw new ConfigurationError(`formerHosts holds "${item}", which is no host`, {
      property: "formerHosts",
      remedy: `List former names such as one.example.com, separated by commas. It is set as ${placesOf("formerHosts")}.`,
    });
  });
}
