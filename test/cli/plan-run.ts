/** Runs the command `plan` on states given as text. */
import { planCommand } from "../../src/cli/plan";
import type { CommandIo } from "../../src/cli/process-io";
import { type Resource, stackExport } from "./plan-fixture";

interface Result {
  readonly out: string;
  readonly code: number;
}

/** Runs the command on standard input, on 2027-03-01 unless the environment says otherwise. */
export async function run(args: readonly string[], stdin = "", env: Record<string, string> = {}): Promise<Result> {
  let out = "";
  let code = 0;
  const io: CommandIo = {
    env,
    now: () => Date.UTC(2027, 2, 1, 12),
    readStdin: async () => stdin,
    stdinIsTerminal: () => stdin === "",
    errorIsTerminal: () => false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
    ask: async () => "",
    exit: (status) => {
      code = status;
    },
  };
  await planCommand(io)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: "user" });
  return { out, code };
}

export const json = async (resources: readonly Resource[], ...args: string[]) =>
  JSON.parse((await run(["--format", "json", ...args], stackExport(resources))).out);
