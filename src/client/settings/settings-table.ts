/** The one table of settings: code, documentation and messages are all generated from it. */
import { ConfigurationError } from "../../errors/index";

/** One setting. */
export interface SettingRow {
  /** The Provider argument, and behind `digicert-one:` the name in a stack's config. */
  readonly name: SettingName;
  readonly env: string;
  readonly default: string;
  readonly secret: boolean;
  readonly text: string;
  /** Blanks and line ends at its ends are cut off: no valid value has them. */
  readonly trimmed: boolean;
}

/** Name, default, whether it is secret, text, and what becomes of blanks at its ends. */
type Row<Name extends string = string> = readonly [Name, string, boolean, string, "as it stands"?];

const rows = [
  ["region", "us", false, "`us`, `ch`, `jp` or `nl`."],
  ["environment", "production", false, "`production` or `demo`; a key of one never works in the other."],
  [
    "baseUrl",
    "",
    false,
    "Another host, for example of an on-premises installation. Wins over region and environment; https unless it is this machine.",
  ],
  [
    "formerHosts",
    "",
    false,
    "Former names of a renamed installation, separated by commas. Objects that state records there live here now. Any other host is refused.",
  ],
  ["apiKey", "", true, "The API key of the service user that makes the changes."],
  ["apiKeys", "", true, "Several keys, separated by commas or line ends. Each call uses the key that is free first."],
  [
    "apiKeyEndDate",
    "",
    false,
    "The end date of that key, `YYYY-MM-DD`. Runs warn from 30 days before it, and a 401 after it is explained.",
  ],
  [
    "clientCert",
    "",
    false,
    "Client certificate, PEM: a path or the text itself. Calls then go to `clientauth.` and the host, with the apiKey.",
  ],
  ["clientKey", "", true, "Its private key, PEM: a path or the text itself."],
  [
    "clientPfx",
    "",
    true,
    "Certificate and key as PKCS#12: a path, or the content in base64. Instead of clientCert and clientKey.",
  ],
  ["clientCertPassword", "", true, "Password of clientKey or clientPfx, blanks at its ends included.", "as it stands"],
  [
    "certificateAlone",
    "false",
    false,
    "`true`: the client certificate is sent without the apiKey, which is then unused. For hosts that refuse the two together.",
  ],
  ["caCert", "", false, "A further authority to trust, PEM: a path or the text itself."],
  ["timeoutSeconds", "30", false, "How long one attempt may take."],
  ["maxRetrySeconds", "900", false, "How long failures may delay one call; 0 means no second attempt."],
  ["rateLimits", "1000/180s,100/5s", false, "Rolling windows for each key, as calls per time, or `off`."],
  ["capacityPercent", "100", false, "The share of the rate limits to use, 1 to 100, if others share the keys."],
] as const satisfies readonly Row[];

/** The name of a setting. */
export type SettingName = (typeof rows)[number][0];

/** Every setting, in the order of the documentation. */
export const settingsTable: readonly SettingRow[] = rows.map(
  ([name, fallback, secret, text, ends]: Row<SettingName>) => ({
    name,
    env: `DIGICERT_ONE_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    default: fallback,
    secret,
    text,
    trimmed: ends === undefined,
  }),
);

/** One setting. */
export function settingRow(name: SettingName): SettingRow {
  const row = settingsTable.find((each) => each.name === name);
  if (row === undefined) throw new RangeError(`no setting ${name}`);
  return row;
}

/** Every place where a setting may be set, in the order in which they are read. */
export function placesOf(name: SettingName): string {
  const row = settingRow(name);
  const secret = row.secret ? "--secret " : "";
  return `Provider argument ${name}, \`pulumi config set ${secret}digicert-one:${name}\`, or environment variable ${row.env}`;
}

/** The text of a setting, from wherever it is set. */
export type Get = (name: SettingName) => string | undefined;

/** The error for a value that cannot be used. */
export function badSetting(name: SettingName, what: string, value?: string): ConfigurationError {
  const shown = value === undefined || settingRow(name).secret ? "" : ` "${value}"`;
  return new ConfigurationError(`${name}${shown} ${what}`, {
    property: name,
    remedy: `It is set as ${placesOf(name)}.`,
  });
}
