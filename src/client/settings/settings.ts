/** From arguments, stack config and environment to settings that are known to be usable. */

import type { Region } from "../../contract/hosts";
import { DEFAULT_RATE_LIMITS, parseRateLimits, type RateLimit } from "../../contract/limits";
import { type ConfigurationError, isConfigurationError, registerSecret } from "../../errors/index";
import { readKeys, readTls, requireCertificate, requireCredentials } from "./credentials";
import { resolveHost } from "./host";
import { canonicalHost, isLoopbackHost, type Place, readFormerHosts } from "./place";
import { badSetting, type Get, type SettingName, settingRow } from "./settings-table";
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
  /** Sent with the client certificate, if there is one; none where that goes alone. */
  readonly apiKeys: readonly string[];
  readonly apiKeyEndDate?: string | undefined;
  /** The day that `DIGICERT_ONE_AS_OF` names, for an emulator on this machine alone: `apiKeyEndDate` is compared with it. */
  readonly asOf?: string | undefined;
  readonly tls: TlsMaterial;
  readonly timeoutSeconds: number;
  readonly maxRetrySeconds: number;
  /** Empty means off. */
  readonly rateLimits: readonly RateLimit[];
  readonly capacityPercent: number;
  /** `simple` is DigiCert's published sample: three tries, 1 s and 2 s apart. For code only. */
  readonly retry: "full" | "simple";
  /** Keep the response as it came in a property `raw` of each object. For code only. */
  readonly rawResponses: boolean;
}

/**
 * Reads and checks all settings; throws a ConfigurationError that names the setting and every place to set it.
 *
 * @example const settings = resolveSettings({ config: (name) => ({ region: "nl", environment: "demo" })[name] });
 */
export function resolveSettings(
  source: SettingsSource = {},
  options: { retry?: "full" | "simple"; rawResponses?: boolean } = {},
): ClientSettings {
  const get = getter(source);
  const tls = readTls(get);
  const keys = readKeys(get);
  const endDate = readDay(get);
  const isAlone = readFlag(get, "certificateAlone");
  requireCredentials(keys, tls);
  if (isAlone) requireCertificate(tls);
  const place = resolveHost(get, hasClientCertificate(tls));
  return {
    ...place,
    asOf: emulatorDay(place.host, source.env ?? process.env),
    formerHosts: readFormerHosts(get),
    apiKeys: isAlone ? [] : keys,
    apiKeyEndDate: isAlone ? undefined : endDate,
    tls,
    ...readNumbers(get),
    rateLimits: readRateLimits(get),
    retry: options.retry ?? "full",
    rawResponses: options.rawResponses ?? false,
  };
}

/**
 * Everything that is wrong with the settings, one error for each; an empty list when they can be used.
 * @param isPending settings whose values are not known yet are not validated, nor is what depends on them
 */
export function settingsProblems(
  source: SettingsSource = {},
  isPending: (name: SettingName) => boolean = () => false,
): ConfigurationError[] {
  const get = getter(source, isPending);
  const problems: ConfigurationError[] = [];
  const collect = <T>(names: readonly SettingName[], read: () => T): T | undefined => {
    if (names.some(isPending)) return undefined;
    try {
      return read();
    } catch (error) {
      if (!isConfigurationError(error)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const tls = collect([...CERTIFICATES, "caCert"], () => readTls(get));
  const apiKeys = collect(KEYS, () => readKeys(get));
  if (tls && apiKeys) collect([], () => requireCredentials(apiKeys, tls));
  if (collect(["certificateAlone"], () => readFlag(get, "certificateAlone")) && tls) {
    collect([], () => requireCertificate(tls));
  }
  collect(CERTIFICATES.concat(PLACE), () => resolveHost(get, tls !== undefined && hasClientCertificate(tls)));
  collect(["formerHosts"], () => readFormerHosts(get));
  collect(["apiKeyEndDate"], () => readDay(get));
  for (const name of NUMBERS) collect([name], () => readNumberSetting(get, name));
  collect(["rateLimits"], () => readRateLimits(get));
  return problems;
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

/** An emulator's clock may have been moved, and only there a run honours the variable. */
function emulatorDay(host: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const day = env.DIGICERT_ONE_AS_OF ?? "";
  return isLoopbackHost(host) && DAY.test(day) ? day : undefined;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const KEYS: readonly SettingName[] = ["apiKey", "apiKeys"];
const CERTIFICATES: readonly SettingName[] = ["clientCert", "clientKey", "clientPfx", "clientCertPassword"];
const PLACE: readonly SettingName[] = ["region", "environment", "baseUrl"];

/** Settings of which one in the config keeps the environment out of all. */
const GROUPS = [KEYS, CERTIFICATES, PLACE];

/** Whether the environment is asked for a setting no more: it is given, or another one of its group is. */
export function isGivenWith(name: SettingName, isGiven: (name: SettingName) => boolean): boolean {
  return isGiven(name) || GROUPS.some((group) => group.includes(name) && group.some(isGiven));
}

function getter(source: SettingsSource, isPending: (name: SettingName) => boolean = () => false): Get {
  const env = source.env ?? process.env;
  const given = (name: SettingName) => textOrUndefined(name, source.config?.(name));
  // Credentials and hosts belong together: a key from the config is never pooled with one from the environment, and a
  // host from the environment never overrules the region of the config.
  const isGiven = (name: SettingName) => isPending(name) || given(name) !== undefined;
  const groups = GROUPS.filter((group) => group.some(isGiven)).flat();
  return (name) => {
    const value = given(name) ?? (groups.includes(name) ? undefined : textOrUndefined(name, env[settingRow(name).env]));
    if (settingRow(name).secret) registerSecret(value);
    return value;
  };
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

/** What is set; an empty text is none. A program without types may leave null, a number or a flag for a text. */
function textOrUndefined(name: SettingName, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (!["string", "number", "boolean"].includes(typeof value)) throw badSetting(name, "is no text");
  return (settingRow(name).trimmed ? String(value).trim() : String(value)) || undefined;
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

function readFlag(get: Get, name: SettingName): boolean {
  const text = get(name) ?? settingRow(name).default;
  const value = text.toLowerCase();
  if (value !== "true" && value !== "false") throw badSetting(name, "is neither true nor false", text);
  return value === "true";
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
