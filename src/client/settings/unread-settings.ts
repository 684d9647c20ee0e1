/** Settings that nothing reads, because their names are wrong, and secrets that are set in plain text: pure. */
import { nearest } from "../../basics/nearest";
import { type SettingName, settingsTable } from "./settings-table";

/** The stack's config below `digicert-one:`. */
export interface StackConfig {
  readonly config: Readonly<Record<string, string>>;
  /** Whether a name was set as a secret. */
  isSecret(name: string): boolean;
  /** The project bears our own name, so that its own config stands in the same namespace. */
  readonly sharesNamespace?: boolean;
}

/** What to report, and whether the run may go on. */
export interface SettingsReport {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const NAMESPACE = "digicert-one:";
const VARIABLE = "DIGICERT_ONE_";

/** Variables of ours that are no settings. */
const OTHER_VARIABLES = [`${VARIABLE}AS_OF`, `${VARIABLE}LOG`];

/**
 * Where calls go, and as whom. A misspelt one would not be missed: the environment or a default answers in its place, which
 * may be another tenant.
 */
const DECIDE_THE_TENANT: readonly SettingName[] = [
  ...(["region", "environment", "baseUrl"] as const),
  ...(["apiKey", "apiKeys", "clientCert", "clientKey", "clientPfx", "certificateAlone"] as const),
];

interface Unknown {
  readonly text: string;
  readonly stops: boolean;
}

const reportOf = (found: readonly Unknown[], warnings: readonly string[] = []): SettingsReport => {
  const textsOf = (stops: boolean) => found.filter((each) => each.stops === stops).map(({ text }) => text);
  return { errors: textsOf(true), warnings: [...textsOf(false), ...warnings] };
};

/** Names that no setting has, and secrets in plain text. Values are not shown. */
export const unreadInConfig = (set: StackConfig): SettingsReport => reportOf(unknownInConfig(set), plainSecrets(set));

function unknownInConfig({ config, sharesNamespace = false }: StackConfig): Unknown[] {
  const known = settingsTable.map(({ name }) => name);
  const unknown = Object.keys(config).filter((name) => !known.includes(name as SettingName));
  return unknown.flatMap((name) => {
    const meant = nearest(name, known) as SettingName | undefined;
    // Its own config is none of our business where it is not even alike.
    if (meant === undefined && sharesNamespace) return [];
    const stops = meant !== undefined && isMisspelt(name, meant) && config[meant] === undefined;
    const remedy = `${rename(meant && NAMESPACE + meant)}, or remove it: \`pulumi config rm ${NAMESPACE}${name}\`.`;
    return [unknownName(`${NAMESPACE}${name} in the stack's config`, remedy, stops)];
  });
}

/**
 * Variables of ours that no setting has.
 * @param isGiven whether a setting stands in the config or a provider's arguments, by itself or as one of a group
 */
export function unreadInEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  isGiven: (name: SettingName) => boolean,
): SettingsReport {
  const known = [...settingsTable.map((row) => row.env), ...OTHER_VARIABLES].map(withoutPrefix);
  const isSet = (variable: string): boolean => (env[variable] ?? "") !== "";
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(VARIABLE) && !known.includes(withoutPrefix(name)) && isSet(name),
  );
  const found = unknown.map((variable): Unknown => {
    const meant = nearest(withoutPrefix(variable), known);
    const row = settingsTable.find((each) => each.env === `${VARIABLE}${meant}`);
    const stops = row !== undefined && isMisspelt(variable, row.name, row.env) && !isSet(row.env) && !isGiven(row.name);
    return unknownName(
      `The environment variable ${variable}`,
      `${rename(meant && VARIABLE + meant)}, or unset it.`,
      stops,
    );
  });
  return reportOf(found);
}

const withoutPrefix = (variable: string): string => variable.slice(VARIABLE.length);

/** A setting of a newer version may begin like one that we know; a misspelt name is about as long. */
function isMisspelt(name: string, meant: SettingName, as: string = meant): boolean {
  return DECIDE_THE_TENANT.includes(meant) && Math.abs(name.length - as.length) <= 2;
}

const rename = (meant: string | undefined): string =>
  meant === undefined ? "Correct its name" : `Did you mean ${meant}? Rename it`;

function unknownName(what: string, remedy: string, stops: boolean): Unknown {
  const why = stops ? " Without the one that was meant another tenant might answer, so the run stops here." : "";
  return { stops, text: `${what} is no setting of this version, and changes nothing.${why} ${remedy}` };
}

function plainSecrets({ config, isSecret }: StackConfig): string[] {
  const plain = settingsTable.filter(({ name, secret }) => {
    const value = config[name];
    return secret && value !== undefined && value.trim() !== "" && !isSecret(name) && !isPath(name, value);
  });
  return plain.map(
    ({ name }) =>
      `${NAMESPACE}${name} is set in plain text: it stands in the clear in the stack's config and in its state. ` +
      `Run \`pulumi config set --secret ${NAMESPACE}${name}\`, then \`pulumi up\`; older states keep it, so replace what it opens.`,
  );
}

/** A key or a certificate may be given by its path, which is no secret. */
function isPath(name: SettingName, value: string): boolean {
  if (name === "clientKey") return !value.includes("-----BEGIN");
  return name === "clientPfx" && !/^MI[A-Za-z0-9+/=\s]{200,}$/.test(value);
}
