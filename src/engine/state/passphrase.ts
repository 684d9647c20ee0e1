import { randomBytes } from "node:crypto";
import { readIfThere } from "./files";

/** States in memory end with the process: so does what opens them. One for all, for deriving a key takes half a second. */
const ofThisProcess = randomBytes(24).toString("base64");

/**
 * What the secrets of a state are sealed with, found as Pulumi finds it (pkg/secrets/passphrase): what is given, else
 * `PULUMI_CONFIG_PASSPHRASE`, else the file that `PULUMI_CONFIG_PASSPHRASE_FILE` names, blanks round its text left out. An empty
 * one must be said: nothing falls back to it.
 */
export function passphraseFor(
  place: "memory" | "file",
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = env;
  if (given !== undefined) return given;
  if (passphrase !== undefined) return passphrase;
  if (file !== undefined && file !== "") return textOf(file);
  if (place === "memory") return ofThisProcess;
  throw new Error(
    "a state file needs a passphrase for its secrets: give `passphrase`, or set PULUMI_CONFIG_PASSPHRASE or " +
      "PULUMI_CONFIG_PASSPHRASE_FILE (an empty PULUMI_CONFIG_PASSPHRASE for none)",
  );
}

function textOf(file: string): string {
  const text = readIfThere(file);
  if (text === undefined)
    throw new Error(
      `PULUMI_CONFIG_PASSPHRASE_FILE names ${file}, which is not there: write the passphrase into it, or unset the variable`,
    );
  return text.trim();
}
