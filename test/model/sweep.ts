/** `digicert-one sweep` against an emulator, as a person runs it two years later: nothing is too young for it. */
import type { CommandIo } from "../../src/cli/process-io";
import { sweepCommand } from "../../src/cli/sweep";
import type { Emulator } from "../../src/emulator";

export interface SweptRow {
  readonly kind: "user" | "key";
  readonly id: string;
  readonly keep?: string;
  readonly outcome?: string;
}

export async function sweepOf(
  emulator: Emulator,
  state: string,
  today: string,
  ...argv: readonly string[]
): Promise<SweptRow[]> {
  let out = "";
  const io: CommandIo = {
    env: {
      DIGICERT_ONE_BASE_URL: emulator.url,
      DIGICERT_ONE_API_KEY: emulator.apiKey,
      DIGICERT_ONE_RATE_LIMITS: "off",
    },
    now: () => Date.parse(today) + 730 * 86_400_000,
    readStdin: async () => state,
    stdinIsTerminal: () => false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
    ask: () => Promise.resolve("no"),
    exit: () => undefined,
  };
  await sweepCommand(io)
    .exitOverride()
    .parseAsync(["node", "sweep", "-", "--json", ...argv]);
  const { found } = JSON.parse(out) as { found: SweptRow[] };
  return found;
}
