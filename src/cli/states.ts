/** Exported stacks as they are named on the command line: files, globs, or standard input. */

import { globSync, readFileSync } from "node:fs";
import { codeOf } from "../basics/unknown";
import { ConfigurationError } from "../errors";
import type { CommandIo } from "./process-io";

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
export async function readStates(
  states: readonly string[],
  io: Pick<CommandIo, "readStdin" | "stdinIsTerminal">,
  command: string,
): Promise<StateText[]> {
  const sources = states.length === 0 ? ["-"] : [...new Set(states.flatMap(expand))];
  const texts: StateText[] = [];
  for (const source of sources) {
    if (source === "-") texts.push({ source: "standard input", text: await readStdin(io, command) });
    else texts.push({ source, text: readFile(source) });
  }
  return texts;
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

async function readStdin(io: Pick<CommandIo, "readStdin" | "stdinIsTerminal">, command: string): Promise<string> {
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
