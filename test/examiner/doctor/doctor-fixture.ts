import { doctorCommand } from "../../../src/cli/doctor";
import { EXIT } from "../../../src/cli/exit-codes";
import type { CommandIo } from "../../../src/cli/process-io";
import type { Result } from "../../../src/examiner/doctor/check";
import type { Probes } from "../../../src/examiner/doctor/probes";
import { socketProbes } from "../../../src/examiner/doctor/probes";

/** How a run of the command went. */
export interface DoctorRun {
  readonly code: number;
  readonly out: string;
}

/** Where this machine would stand in the way: no program is asked for its version. */
const noPrograms = (): Probes => ({ ...socketProbes(2_000), run: async () => undefined });

/** Runs the command with an environment, by default in the folder of this package. */
export async function doctor(
  env: Record<string, string>,
  options: { argv?: readonly string[]; nowMs?: number; probes?: Partial<Probes>; folder?: string } = {},
): Promise<DoctorRun> {
  let out = "";
  let code: number = EXIT.ok;
  const io: CommandIo = {
    env,
    now: () => options.nowMs ?? Date.now(),
    readStdin: async () => "",
    stdinIsTerminal: () => true,
    errorIsTerminal: () => false,
    write: (text) => {
      out += text;
    },
    writeError: () => undefined,
    ask: async () => "",
    exit: (given) => {
      code = given;
    },
  };
  const seams = { folder: options.folder ?? process.cwd(), probes: { ...noPrograms(), ...options.probes } };
  await doctorCommand(io, { ...seams, isTerminal: false })
    .exitOverride()
    .parseAsync(["node", "doctor", ...(options.argv ?? [])]);
  return { code, out };
}

/** The checks of a run with `--json`. */
export async function checksOf(...[env, options]: Parameters<typeof doctor>): Promise<{
  readonly code: number;
  readonly out: string;
  readonly checks: readonly Result[];
  readonly of: (id: string) => Result;
}> {
  const { code, out } = await doctor(env, { ...options, argv: ["--json"] });
  const { checks } = JSON.parse(out) as { checks: Result[] };
  const of = (id: string): Result => {
    const found = checks.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no check ${id}`);
    return found;
  };
  return { code, out, checks, of };
}
