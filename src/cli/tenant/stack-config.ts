/** The settings of a stack's config, for commands that are called with `--stack`: read by Pulumi's own command line. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { printable } from "../../basics/printable";
import { isRecord, messageOf } from "../../basics/unknown";
import { type SettingName, settingsTable } from "../../client";
import { isGivenWith } from "../../client/settings/settings";
import { unreadInConfig } from "../../client/settings/unread-settings";
import { ConfigurationError } from "../../errors";
import type { CommandIo } from "../process-io";

/** The option, as every command that calls a tenant takes it. */
export const STACK_OPTION = [
  "--stack <name>",
  "take the settings of this stack's config too, as a run does; Pulumi's command line reads it",
] as const;

const NAMESPACE = "digicert-one:";
const LONGEST_MS = 60_000;

/**
 * The command's surroundings with the settings of a stack in place of those of the environment that they keep out. They go no
 * further than this process. Without a stack nothing changes.
 */
export async function withStack(name: string | undefined, io: CommandIo): Promise<CommandIo> {
  if (name === undefined) return io;
  const set = configIn(await pulumiConfig(name, io.env));
  const { errors, warnings } = unreadInConfig({
    config: Object.fromEntries([...set].map(([key, { value }]) => [key, value])),
    isSecret: (key) => set.get(key)?.secret ?? false,
  });
  for (const warning of warnings) io.writeError(`warning: ${warning}\n`);
  const [first] = errors;
  if (first !== undefined) throw new ConfigurationError(first);
  const isGiven = (setting: SettingName): boolean => (set.get(setting)?.value.trim() ?? "") !== "";
  const env = { ...io.env };
  for (const row of settingsTable) {
    if (isGiven(row.name)) env[row.env] = set.get(row.name)?.value;
    else if (isGivenWith(row.name, isGiven)) delete env[row.env];
  }
  const names = new Set(settingsTable.map((row) => row.name).filter(isGiven));
  return { ...io, env, stack: { name, names } };
}

async function pulumiConfig(name: string, env: CommandIo["env"]): Promise<string> {
  const args = ["config", "--stack", name, "--show-secrets", "--json", "--non-interactive"];
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { env: { ...env }, timeout: LONGEST_MS });
    return stdout;
  } catch (error) {
    const { code, stderr } = isRecord(error) ? error : {};
    const why =
      code === "ENOENT" ? "`pulumi` is not on the path" : printable(String(stderr ?? "").trim() || messageOf(error));
    throw new ConfigurationError(`The config of the stack ${printable(name)} could not be read: ${why}`, {
      property: "--stack",
      remedy:
        "Run it in the program's folder, logged in to Pulumi, or set DIGICERT_ONE_* variables instead of --stack.",
    });
  }
}

/** The parser's own message would quote the text, secrets included. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ConfigurationError("`pulumi config --json` printed no JSON.", {
      property: "--stack",
      remedy: "Run it yourself to see why, or set DIGICERT_ONE_* variables instead of --stack.",
    });
  }
}

/** What stands below our namespace in the JSON of `pulumi config`. */
function configIn(json: string): Map<string, { readonly value: string; readonly secret: boolean }> {
  const all = parsed(json);
  return new Map(
    Object.entries(isRecord(all) ? all : {}).flatMap(([key, set]) =>
      key.startsWith(NAMESPACE) && isRecord(set) && typeof set.value === "string"
        ? [[key.slice(NAMESPACE.length), { value: set.value, secret: set.secret === true }] as const]
        : [],
    ),
  );
}
