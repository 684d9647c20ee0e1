/** How every command ends: one table for all of them, which each command's help shows. */
import { CommanderError } from "commander";

/** Exit codes; 64 is EX_USAGE of sysexits.h. */
export const EXIT = { ok: 0, failure: 1, found: 2, usage: 64 } as const;

/** The table as it stands in the help of a command, in that command's words. */
export function exitCodes(words: { readonly ok: string; readonly found?: string }): string {
  const rows: [number, string][] = [
    [EXIT.ok, words.ok],
    [EXIT.failure, "the command failed, or its output could not be written"],
    ...(words.found === undefined ? [] : [[EXIT.found, words.found] as [number, string]]),
    [EXIT.usage, "it was called wrongly"],
  ];
  return rows.map(([code, text]) => `  ${String(code).padEnd(2)}  ${text}\n`).join("");
}

/** A mistake in how the command was called. */
export function usage(message: string): CommanderError {
  return new CommanderError(EXIT.usage, "digicert-one.usage", message);
}
