/** Exported stacks as they are named on the command line: files, globs, or standard input. */

import { globSync, readFileSync } from "node:fs";
import { codeOf } from "../basics/unknown";
import { ConfigurationError } from "../errors";

/** Where standard input comes from. */
export interface StatesIo {
  readStdin(): string;
  /** Whether standard input is a terminal, where waiting for a state would look like hanging. */
  stdinIsTerminal(): boolean;
}

/** The text of a state, and how to call it in messages. */
export interface StateText {
  readonly source: string;
  readonly text: string;
}

/**
 * Reads the states of a command.
 * @param states files or globs; `-`, or nothing at all, is standard input
 * @param command for the remedy, for example `plan`
 */
export function readStates(states: readonly string[], io: StatesIo, command: string): StateText[] {
  const sources = states.length === 0 ? ["-"] : [...new Set(states.flatMap(expand))];
  return sources.map((source) =>
    source === "-" ? { source: "standard input", text: readStdin(io, command) } : { source, text: readFile(source) },
  );
}

function expand(state: string): string[] {
  if (state === "-" || !/[*?[\]{}]/.test(state)) return [state];
  const files = globSync(state).sort();
  if (files.length > 0) return files;
  throw new ConfigurationError(`No file matches ${state}.`, {
    property: "STATE",
    remedy: "Correct the pattern, or export the stacks first.",
  });
}

function readStdin(io: StatesIo, command: string): string {
  if (!io.stdinIsTerminal()) return io.readStdin();
  throw new ConfigurationError("No state was given.", {
    property: "STATE",
    remedy: `Name files, or run \`pulumi stack export | digicert-one ${command}\`.`,
  });
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = codeOf(error) || "unreadable";
    throw new ConfigurationError(`${path} cannot be read: ${code}.`, {
      property: "STATE",
      remedy: "Name the output of `pulumi stack export`.",
    });
  }
}
