/** The settings of a provider resource: validated, compared, and handed on as the handlers read them. */
import { didYouMean } from "../basics/nearest";
import { isGivenWith, settingsProblems } from "../client/settings/settings";
import { type SettingName, settingsTable } from "../client/settings/settings-table";
import { type SettingsReport, unreadInConfig, unreadInEnvironment } from "../client/settings/unread-settings";
import { partsOfUrn } from "../fields/urn";
import { hasUnknown, type Props, sameJson } from "../provider/host/state";
import { toWire, unwrapAll } from "./wire";

export const PACKAGE_NAME = "digicert-one";

/** What to do where a program names a type that this provider does not have. */
export const SAME_VERSION =
  "Generate the SDK again from this version of the plugin, and correct the type in a program without an SDK.";

type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with settings, and what is to be said of them. */
export interface CheckedSettings {
  /** As the engine is to record them. */
  readonly inputs: Props;
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** What an engine adds to the settings of every provider. */
const OF_ENGINE = /^__|^version$|^pluginDownloadURL$/;

const names: readonly string[] = settingsTable.map(({ name }) => name);
const secrets: readonly string[] = settingsTable.filter(({ secret }) => secret).map(({ name }) => name);

/** Validates the settings of a provider resource, as they are on the wire. */
export function checkSettings(urn: string, wire: Props, env: Environment): CheckedSettings {
  const given = settingsIn(wire);
  const isPending = (name: SettingName): boolean => hasUnknown(given[name]);
  const isGiven = (name: string): boolean => given[name] !== undefined;
  const problems = settingsProblems({ config: (name) => textOf(given[name]), env }, isPending);
  const unread = [unreadIn(urn, given), unreadInEnvironment(env, (name) => isGivenWith(name, isGiven))];
  return {
    // An engine sends no marks of secrets here (seen). What is one is one in state, however it was set.
    inputs: toWire(unwrapAll(wire), wire, secrets),
    failures: [...problems.map(({ message }) => message), ...unread.flatMap(({ errors }) => errors)],
    warnings: unread.flatMap(({ warnings }) => warnings),
  };
}

/** Names that nothing reads. A default provider is given what the stack's config holds in our namespace. */
function unreadIn(urn: string, given: Props): SettingsReport {
  const { project, name } = partsOfUrn(urn);
  if (/^default(_|$)/.test(name)) {
    const config = Object.fromEntries(Object.keys(given).map((key) => [key, textOf(given[key]) ?? ""]));
    return unreadInConfig({ config, isSecret: () => true, sharesNamespace: project === PACKAGE_NAME });
  }
  const unknown = Object.keys(given).filter((key) => !names.includes(key));
  const errors = unknown.map((key) => {
    const meant = didYouMean(key, names);
    return `${key} is no setting of the provider "${name}".${meant === "" ? " Remove it." : meant}`;
  });
  return { errors, warnings: [] };
}

/** The names of the settings that differ. None of them replaces a resource: each record says at which host it lives. */
export function changedSettings(oldWire: Props, newWire: Props): string[] {
  const [before, after] = [settingsIn(oldWire), settingsIn(newWire)];
  return names.filter((name) => !sameJson(before[name], after[name]));
}

/** Settings by name, without the marks of secrets; null stands for none. */
function settingsIn(wire: Props): Props {
  const all = Object.entries(unwrapAll(wire));
  return Object.fromEntries(all.filter(([name, value]) => !OF_ENGINE.test(name) && value !== null));
}

/** The configuration that handlers read: by the names that a stack's config has. */
export function handlerConfig(wire: Props): { get(key: string): string | undefined } {
  const settings = settingsIn(wire);
  const prefix = `${PACKAGE_NAME}:`;
  return { get: (key) => (key.startsWith(prefix) ? textOf(settings[key.slice(prefix.length)]) : undefined) };
}

/** A setting as text: lists as JSON, numbers in decimals. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
