/** Which host is called, and refusing what contradicts itself before a key goes anywhere. */
import { isLoopback } from "../../basics/loopback";
import {
  API_PREFIX,
  clientAuthHost,
  ENVIRONMENTS,
  type Environment,
  hosts,
  REGIONS,
  type Region,
} from "../../contract/hosts";
import { ConfigurationError } from "../../errors/index";
import { placesOf, type SettingName } from "./settings-table";

/** Host settings, resolved. */
export interface HostSettings {
  readonly baseUrl: string;
  readonly host: string;
  readonly region?: Region | undefined;
  readonly environment?: Environment | undefined;
}

const CLIENT_AUTH = "clientauth.";

function oneOf<T extends string>(name: SettingName, value: string | undefined, all: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = all.find((each) => each === value.toLowerCase());
  if (found !== undefined) return found;
  throw new ConfigurationError(`${name} "${value}" is not known`, {
    property: name,
    remedy: `Use one of ${all.join(", ")}, or baseUrl for any other host. It is set as ${placesOf(name)}.`,
  });
}

/** Region and environment of a host of DigiCert's; undefined for any other. */
function whereIs(host: string): { region: Region; environment: Environment } | undefined {
  const plain = host.startsWith(CLIENT_AUTH) ? host.slice(CLIENT_AUTH.length) : host;
  for (const region of REGIONS) {
    for (const environment of ENVIRONMENTS) if (hosts[region][environment] === plain) return { region, environment };
  }
  return undefined;
}

function contradiction(property: SettingName, host: string, expected: string, actual: string): ConfigurationError {
  return new ConfigurationError(`baseUrl names ${host}, which is ${actual}, but ${property} says ${expected}`, {
    property,
    remedy: `Remove one of the two: a key of one place never works in the other. ${property} is set as ${placesOf(property)}.`,
  });
}

/** Resolves `baseUrl`, or `region` and `environment`, to a host. */
export function resolveHost(get: (name: SettingName) => string | undefined, withCertificate: boolean): HostSettings {
  const region = oneOf("region", get("region"), REGIONS);
  const environment = oneOf("environment", get("environment"), ENVIRONMENTS);
  const baseUrl = get("baseUrl");
  if (baseUrl !== undefined) return fromUrl(baseUrl, region, environment, withCertificate);
  const place = { region: region ?? "us", environment: environment ?? "production" } as const;
  const plain = hosts[place.region][place.environment];
  const host = withCertificate ? clientAuthHost(plain) : plain;
  return { baseUrl: `https://${host}`, host, ...place };
}

function fromUrl(
  text: string,
  region: Region | undefined,
  environment: Environment | undefined,
  withCertificate: boolean,
): HostSettings {
  const url = parseBaseUrl(text);
  const place = whereIs(url.host);
  if (place !== undefined) {
    if (environment !== undefined && environment !== place.environment) {
      throw contradiction("environment", url.host, environment, place.environment);
    }
    if (region !== undefined && region !== place.region) throw contradiction("region", url.host, region, place.region);
    if (withCertificate) url.host = clientAuthHost(url.host);
  }
  if (url.host.startsWith(CLIENT_AUTH) && !withCertificate) {
    throw new ConfigurationError(`baseUrl names ${url.host}, which asks for a client certificate, but none is set`, {
      property: "baseUrl",
      remedy: `Use ${url.host.slice(CLIENT_AUTH.length)} with an API key, or set clientCert and clientKey (or clientPfx). baseUrl is set as ${placesOf("baseUrl")}.`,
    });
  }
  const path = url.pathname.replace(/\/+$/, "").replace(new RegExp(`${API_PREFIX}$`), "");
  return {
    baseUrl: `${url.origin}${path}`,
    host: url.host,
    region: place?.region,
    environment: place?.environment ?? environment,
  };
}

function parseBaseUrl(text: string): URL {
  const where = `It is set as ${placesOf("baseUrl")}.`;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigurationError(`baseUrl "${text}" is no URL`, {
      property: "baseUrl",
      remedy: `Write it with its scheme, for example https://one.example.com. ${where}`,
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new ConfigurationError("baseUrl holds a user or a password", {
      property: "baseUrl",
      remedy: `Take it out; the API knows keys only. ${where}`,
    });
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return url;
  throw new ConfigurationError(`baseUrl "${url.origin}" is not https`, {
    property: "baseUrl",
    remedy: `A key must not travel in the clear: use https; http is for this machine only. ${where}`,
  });
}
