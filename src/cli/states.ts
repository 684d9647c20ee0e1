/** Exported stacks as they are named on the command line: files, globs, or standard input. */

import { existsSync, globSync, readFileSync, realpathSync } from "node:fs";
import { codeOf } from "../basics/unknown";
import { ConfigurationError } from "../errors";
import { type CommandIo, decodeText } from "./process-io";

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
  const sources = states.length === 0 ? ["-"] : distinct(states.flatMap(expand));
  const texts: StateText[] = [];
  for (const source of sources) {
    if (source === "-") texts.push({ source: "standard input", text: await readStdin(io, command) });
    else texts.push({ source, text: readFile(source) });
  }
  return texts;
}

/** One file has many names: each is read once, under the first of them. */
function distinct(sources: readonly string[]): string[] {
  const byFile = new Map<string, string>();
  for (const source of [...sources].reverse()) byFile.set(fileOf(source), source);
  return sources.filter((source, at) => byFile.get(fileOf(source)) === source && sources.indexOf(source) === at);
}

function fileOf(source: string): string {
  return source !== "-" && existsSync(source) ? realpathSync(source) : source;
}

function expand(state: string): string[] {
  // A name that there is may hold brackets.
  if (state === "-" || !/[*?[\]{}]/.test(state) || existsSync(state)) return [state];
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
    return decodeText(readFileSync(path));
  } catch (error) {
    const code = codeOf(error) || "unreadable";
    throw new ConfigurationError(`${path} cannot be read: ${code}.`, {
      property: "STATE",
      remedy: "Name the output of `pulumi stack export`.",
    });
  }
}
