/** What commands touch outside of themselves. Tests pass their own. */
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";

/** Input, output, clock and environment of a command. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
  /** All of standard input. */
  readStdin(): Promise<string>;
  /** Whether standard input is a terminal, where waiting for a state would look like hanging. */
  stdinIsTerminal(): boolean;
  write(text: string): void;
  writeError(text: string): void;
  /** Shows a question to the person at the terminal, and waits for the answer. */
  ask(question: string): Promise<string>;
  /** Sets the exit code. The process goes on until its output is written. */
  exit(code: number): void;
}

/** This process. */
export const processIo: CommandIo = {
  env: process.env,
  now: Date.now,
  readStdin: () => text(process.stdin),
  stdinIsTerminal: () => process.stdin.isTTY === true,
  write: (output) => process.stdout.write(output),
  writeError: (output) => process.stderr.write(output),
  async ask(question) {
    // On standard error: standard output may be a file, or JSON for a program.
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  exit: (code) => {
    process.exitCode = code; // not exit(): a pipe may still be taking the text
  },
};
