/** What commands touch outside of themselves. Tests pass their own. */
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { codeOf, messageOf } from "../basics/unknown";
import type { SettingName } from "../client";

/** A stack whose config says where to call and with which key. */
interface StackSettings {
  readonly name: string;
  /** What stands in its config; all else comes from the environment. */
  readonly names: ReadonlySet<SettingName>;
}

/** Input, output, clock and environment of a command. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The stack whose config stands in `env` too, with `--stack`. */
  readonly stack?: StackSettings | undefined;
  now(): number;
  /** All of standard input. */
  readStdin(): Promise<string>;
  /** Whether standard input is a terminal, where waiting for a state would look like hanging. */
  stdinIsTerminal(): boolean;
  /** Whether standard error is a terminal, where somebody may wait. */
  errorIsTerminal(): boolean;
  write(text: string): void;
  writeError(text: string): void;
  /** Shows a question to the person at the terminal, and waits for the response. */
  ask(question: string): Promise<string>;
  /** Sets the exit code. The process goes on until its output is written. */
  exit(code: number): void;
}

/** This process. */
export const processIo: CommandIo = {
  env: process.env,
  now: Date.now,
  readStdin: async () => decodeText(await buffer(process.stdin)),
  stdinIsTerminal: () => process.stdin.isTTY === true,
  errorIsTerminal: () => process.stderr.isTTY === true,
  write: (output) => process.stdout.write(output),
  writeError: (output) => process.stderr.write(output),
  // On standard error: standard output may be a file, or JSON for a program.
  ask: (question) => askOn(process.stdin, process.stderr, question),
  exit: (code) => {
    process.exitCode = code; // not exit(): a pipe may still be taking the text
  },
};

/** The text of what was read: `>` of Windows PowerShell writes UTF-16, with a mark in front that says so. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** Ends the process once its output is taken, whatever is still open: a silent host or a look-up of a name keeps nobody waiting. */
export async function endProcess(code: number): Promise<void> {
  process.exitCode = code;
  const streams = [process.stdout, process.stderr];
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))));
  process.exit();
}

/** The answer to a question; none where the input ends, or where the person leaves with Ctrl-C. */
export function askOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, question: string): Promise<string> {
  const terminal = createInterface({ input, output });
  return new Promise((resolve) => {
    terminal.once("close", () => resolve(""));
    terminal.question(question, (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}

/**
 * Goes on without a word where a pipe was closed, as `| head` does: a command may be deleting or removing something, and its exit code
 * still says what it found. Ends with one line where the output cannot be written, as on a full disk.
 */
export function outliveOutput(failure: number): void {
  process.stderr.on("error", () => undefined); // a closed terminal: nobody reads it
  process.stdout.on("error", (error) => {
    if (codeOf(error) === "EPIPE") return;
    process.stderr.write(
      `error: The output cannot be written: ${messageOf(error)}. Make room, or write it elsewhere.\n`,
    );
    process.exit(failure);
  });
}
