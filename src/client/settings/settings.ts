/** From arguments, stack config and environment to settings that are known to be usable. */

import { readFileSync } from "node:fs";
import { codeOf } from "../../basics/unknown";
import type { Region } from "../../contract/hosts";
import { DEFAULT_RATE_LIMITS, parseRateLimits, type RateLimit } from "../../contract/limits";
import { ConfigurationError, isConfigurationError, registerSecret } from "../../errors/index";
import { resolveHost } from "./host";
import { canonicalHost, type Place, readFormerHosts } from "./place";
import { placesOf, type SettingName, settingRow } from "./settings-table";
import { splitList } from "./split-list";
import { hasClientCertificate, type TlsMaterial } from "./tls";

/** Where settings come from. */
export interface SettingsSource {
  /** Provider arguments or stack config, by the setting's name without a namespace. Wins over `env`. */
  readonly config?: ((name: string) => string | undefined) | undefined;
  /** `DIGICERT_ONE_*`; the process's own by default. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Everything a client needs, checked. */
export interface ClientSettings {
  /** Scheme, host and port, with a path only if the installation has one; without the API's prefix. */
  readonly baseUrl: string;
  readonly host: string;
  /** Former names of the installation, as canonical hosts. */
  readonly formerHosts: readonly string[];
  readonly region?: Region | undefined;
  readonly environment?: "production" | "demo" | undefined;
  /** None with a client certificate alone. */
  readonly apiKeys: readonly string[];
  readonly apiKeyEndDate?: string | undefined;
  readonly tls: TlsMaterial;
  readonly timeoutSeconds: number;
  readonly maxRetrySeconds: number;
  /** Empty means off. */
  readonly rateLimits: readonly RateLimit[];
  readonly capacityPercent: number;
  /** `simple` is DigiCert's published sample: three tries, 1 s and 2 s apart. For code only. */
  readonly retry: "full" | "simple";
  /** Keep the response as it came in a property `raw` of each object. For code only. */
  readonly rawAnswers: boolean;
}

type Get = (name: SettingName) => string | undefined;

/**
 * Reads and checks all settings; throws a ConfigurationError that names the setting and every place to set it.
 *
 * @example const settings = resolveSettings({ config: (name) => ({ region: "nl", environment: "demo" })[name] });
 */
export function resolveSettings(
  source: SettingsSource = {},
  options: { retry?: "full" | "simple"; rawAnswers?: boolean } = {},
): ClientSettings {
  const get = getter(source);
  const tls = readTls(get);
  const apiKeys = readKeys(get);
  requireCredentials(apiKeys, tls);
  return {
    ...resolveHost(get, hasClientCertificate(tls)),
    formerHosts: readFormerHosts(get),
    apiKeys,
    apiKeyEndDate: readDay(get),
    tls,
    ...readNumbers(get),
    rateLimits: readRateLimits(get),
    retry: options.retry ?? "full",
    rawAnswers: options.rawAnswers ?? false,
  };
}

/**
 * Everything that is wrong with the settings, one error for each; an empty list when they can be used.
 * @param isPending settings whose values are not known yet are not validated, nor is what depends on them
 */
export function settingsFaults(
  source: SettingsSource = {},
  isPending: (name: SettingName) => boolean = () => false,
): ConfigurationError[] {
  const get = getter(source, isPending);
  const faults: ConfigurationError[] = [];
  const collect = <T>(names: readonly SettingName[], read: () => T): T | undefined => {
    if (names.some(isPending)) return undefined;
    try {
      return read();
    } catch (error) {
      if (!isConfigurationError(error)) throw error;
      faults.push(error);
      return undefined;
    }
  };
  const tls = collect([...CERTIFICATES, "caCert"], () => readTls(get));
  const apiKeys = collect(KEYS, () => readKeys(get));
  if (tls && apiKeys) collect([], () => requireCredentials(apiKeys, tls));
  collect(CERTIFICATES.concat(PLACE), () => resolveHost(get, tls !== undefined && hasClientCertificate(tls)));
  collect(["formerHosts"], () => readFormerHosts(get));
  collect(["apiKeyEndDate"], () => readDay(get));
  for (const name of NUMBERS) collect([name], () => readNumberSetting(get, name));
  collect(["rateLimits"], () => readRateLimits(get));
  return faults;
}

/**
 * The place that settings name, whatever else is wrong with them; undefined while a setting that decides it is wrong or
 * not known yet.
 */
export function settingsPlace(source: SettingsSource = {}): Place | undefined {
  const get = getter(source);
  try {
    // Whether a certificate is set makes no other place of it.
    const host = canonicalHost(resolveHost(get, true).baseUrl);
    return host === undefined ? undefined : { host, formerHosts: readFormerHosts(get) };
  } catch (error) {
    if (isConfigurationError(error)) return undefined;
    throw error;
  }
}

const KEYS: readonly SettingName[] = ["apiKey", "apiKeys"];
const CERTIFICATES: readonly SettingName[] = ["clientCert", "clientKey", "clientPfx", "clientCertPassword"];
const PLACE: readonly SettingName[] = ["region", "environment", "baseUrl"];

/** Settings of which one in the config keeps the environment out of all. */
const GROUPS = [KEYS, CERTIFICATES, PLACE];

function getter(source: SettingsSource, isPending: (name: SettingName) => boolean = () => false): Get {
  const env = source.env ?? process.env;
  const given = (name: SettingName) => trimmedOrUndefined(source.config?.(name));
  // Credentials and hosts belong together: a key from the config is never pooled with one from the environment, and a
  // host from the environment never overrules the region of the config.
  const isGiven = (name: SettingName) => isPending(name) || given(name) !== undefined;
  const groups = GROUPS.filter((group) => group.some(isGiven)).flat();
  return (name) => {
    const value = given(name) ?? (groups.includes(name) ? undefined : trimmedOrUndefined(env[settingRow(name).env]));
    if (settingRow(name).secret) registerSecret(value);
    return value;
  };
}

function requireCredentials(apiKeys: readonly string[], tls: TlsMaterial): void {
  if (apiKeys.length > 0 || hasClientCertificate(tls)) return;
  throw new ConfigurationError("No API key is set", {
    property: "apiKey",
    remedy: `Set it as ${placesOf("apiKey")}.`,
  });
}

function readNumbers(get: Get): Pick<ClientSettings, NumberName> {
  return {
    timeoutSeconds: readNumberSetting(get, "timeoutSeconds"),
    maxRetrySeconds: readNumberSetting(get, "maxRetrySeconds"),
    capacityPercent: readNumberSetting(get, "capacityPercent"),
  };
}

const NUMBERS = ["timeoutSeconds", "maxRetrySeconds", "capacityPercent"] as const;
type NumberName = (typeof NUMBERS)[number];
const BOUNDS: Record<NumberName, readonly [least: number, most: number]> = {
  timeoutSeconds: [0.001, 3600],
  maxRetrySeconds: [0, 86_400],
  capacityPercent: [1, 100],
};

function readNumberSetting(get: Get, name: NumberName): number {
  const [least, most] = BOUNDS[name];
  return readNumber(get, name, least, most);
}

function trimmedOrUndefined(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}

/** The error for a value that cannot be used. */
function badSetting(name: SettingName, what: string, value?: string): ConfigurationError {
  const shown = value === undefined || settingRow(name).secret ? "" : ` "${value}"`;
  return new ConfigurationError(`${name}${shown} ${what}`, {
    property: name,
    remedy: `It is set as ${placesOf(name)}.`,
  });
}

function readKeys(get: Get): string[] {
  const several = get("apiKeys");
  const list = splitList(several ?? "");
  if (list === undefined) throw badSetting("apiKeys", "starts like a JSON array of texts and is none");
  const keys = [get("apiKey"), ...list];
  const unique = [...new Set(keys.filter((key) => key !== undefined))];
  for (const key of unique) {
    registerSecret(key);
    // A header holds visible ASCII only; a line end inside would be another header.
    if (!/^[\x21-\x7e]+$/.test(key)) {
      throw badSetting("apiKey", "holds a space, a line end or another character that no key has");
    }
  }
  return unique;
}

function readDay(get: Get): string | undefined {
  const value = get("apiKeyEndDate");
  if (value === undefined) return undefined;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  if (date === undefined || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) {
    throw badSetting("apiKeyEndDate", "is no calendar day of the form YYYY-MM-DD", value);
  }
  return value;
}

function readNumber(get: Get, name: SettingName, least: number, most: number): number {
  const text = get(name) ?? settingRow(name).default;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most) {
    throw badSetting(name, `is not a number from ${least} to ${most}`, text);
  }
  return value;
}

function readRateLimits(get: Get): readonly RateLimit[] {
  const text = get("rateLimits");
  if (text === undefined) return DEFAULT_RATE_LIMITS;
  const limits = parseRateLimits(text);
  if (limits === undefined) throw badSetting("rateLimits", "is neither `off` nor of the form 1000/180s,100/5s", text);
  return limits;
}

function readTls(get: Get): TlsMaterial {
  const cert = readPem(get, "clientCert");
  const key = readPem(get, "clientKey");
  const pfxText = get("clientPfx");
  if (pfxText !== undefined && (cert !== undefined || key !== undefined)) {
    throw badSetting("clientPfx", "cannot be combined with clientCert and clientKey: give one of the two");
  }
  if (cert !== undefined && key === undefined) {
    throw new ConfigurationError("clientCert is set without clientKey", {
      property: "clientKey",
      remedy: `Set the private key as ${placesOf("clientKey")}.`,
    });
  }
  if (key !== undefined && cert === undefined) {
    throw new ConfigurationError("clientKey is set without clientCert", {
      property: "clientCert",
      remedy: `Set the certificate as ${placesOf("clientCert")}.`,
    });
  }
  registerSecret(key);
  return {
    cert,
    key,
    pfx: pfxText === undefined ? undefined : readPfx(pfxText),
    passphrase: get("clientCertPassword"),
    ca: readPem(get, "caCert"),
  };
}

function readPem(get: Get, name: SettingName): string | undefined {
  const value = get(name);
  if (value === undefined) return undefined;
  // Environment variables often carry line ends as \n.
  if (value.includes("-----BEGIN")) return value.includes("\n") ? value : value.replace(/\\n/g, "\n");
  return readFile(name, value).toString("utf8");
}

function readPfx(value: string): Buffer {
  // PKCS#12 is DER and starts with 0x30, "MI" in base64; no path is that long without a dot or a slash.
  if (/^MI[A-Za-z0-9+/=\s]{200,}$/.test(value)) return Buffer.from(value, "base64");
  return readFile("clientPfx", value);
}

function readFile(name: SettingName, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    // A key given by content, broken in transit, would be shown as a path: so no secret setting shows its value.
    throw badSetting(name, `is neither the content nor a readable path (${codeOf(error) || "unreadable"})`, path);
  }
}
