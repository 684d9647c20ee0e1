/** The settings of a command: from the environment, with `--stack` from a stack's config too, and in its words. */
import {
  type ClientSettings,
  placesOf,
  resolveSettings,
  type SettingRow,
  settingsTable,
  unreadInEnvironment,
} from "../client";
import { ConfigurationError, isConfigurationError } from "../errors";
import type { CommandIo } from "./process-io";

/**
 * Reads the settings of a command. A misspelt variable that was to name the tenant stops it, as it stops a run; any other is
 * warned of.
 */
export function commandSettings(io: Pick<CommandIo, "env" | "stack" | "writeError">): ClientSettings {
  const { errors, warnings } = unreadInEnvironment(io.env, () => false);
  for (const warning of warnings) io.writeError(`warning: ${warning}\n`);
  const [first] = errors;
  if (first !== undefined) throw new ConfigurationError(first);
  try {
    return resolveSettings({ env: io.env });
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    const { property } = error;
    const words = io.stack === undefined ? inVariables(error.message) : error.message;
    throw new ConfigurationError(words + stackHint(io, property), { property, cause: error });
  }
}

/** Most programs have their key in a stack's config, which a command reads only if it is asked to. */
function stackHint({ env, stack }: Pick<CommandIo, "env" | "stack">, property: string | undefined): string {
  const isUnset = property === "apiKey" && (env.DIGICERT_ONE_API_KEY ?? "") === "";
  return isUnset && stack === undefined ? " If it stands in a stack's config, add --stack NAME." : "";
}

/** A setting is set in a program, a stack's config or the environment; the command line knows the last of them alone. */
export function inVariables(text: string): string {
  return settingsTable.reduce(
    (message, row) => named(message.replaceAll(placesOf(row.name), `environment variable ${row.env}`), row),
    text,
  );
}

/** `region` and `environment` are words as well: they name a setting only where a value follows in quotes. */
const named = (text: string, { name, env }: SettingRow): string =>
  text
    .replaceAll(new RegExp(/[A-Z]/.test(name) ? `\\b${name}\\b` : `\\b${name}(?= ")`, "g"), env)
    .replaceAll(`${env} (${env})`, env);
