/** `digicert-one sweep` against an emulator, as a person runs it two years later: nothing is too young for it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "../../src/cli/process-io";
import { sweepCommand } from "../../src/cli/sweep";
import type { Emulator } from "../../src/emulator";

export interface SweptRow {
  readonly kind: "user" | "key";
  readonly id: string;
  readonly keep?: string;
  readonly outcome?: string;
}

/** With the state of one stack. */
export function sweepOf(
  emulator: Emulator,
  state: string,
  today: string,
  ...argv: readonly string[]
): Promise<SweptRow[]> {
  return sweep(emulator, today, state, ["-", ...argv]);
}

/** With the states of several stacks, each in a file of its own. */
export async function sweepOfAll(
  emulator: Emulator,
  states: readonly string[],
  today: string,
  ...argv: readonly string[]
): Promise<SweptRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "states-"));
  try {
    const files = states.map((state, at) => {
      const file = join(folder, `${at}.json`);
      writeFileSync(file, state);
      return file;
    });
    return await sweep(emulator, today, "", [...files, ...argv]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function sweep(emulator: Emulator, today: string, stdin: string, argv: readonly string[]): Promise<SweptRow[]> {
  let out = "";
  const io: CommandIo = {
    env: {
      DIGICERT_ONE_BASE_URL: emulator.url,
      DIGICERT_ONE_API_KEY: emulator.apiKey,
      DIGICERT_ONE_RATE_LIMITS: "off",
    },
    now: () => Date.parse(today) + 730 * 86_400_000,
    readStdin: async () => stdin,
    stdinIsTerminal: () => false,
    errorIsTerminal: () => false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
    ask: () => Promise.resolve("no"),
    exit: () => undefined,
  };
  await sweepCommand(io)
    .exitOverride()
    .parseAsync(["node", "sweep", "--json", ...argv]);
  const { found } = JSON.parse(out) as { found: SweptRow[] };
  return found;
}
