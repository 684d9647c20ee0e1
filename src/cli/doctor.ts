import { Command } from "commander";
import {
  type DoctorSurroundings,
  examine,
  outcomeOf,
  type Result,
  renderJson,
  renderResult,
  renderSummary,
  reportOf,
} from "../examiner/doctor";
import { EXIT, exitCodesHelp } from "./exit-codes";
import { type CommandIo, processIo } from "./process-io";
import { reportFile } from "./report-file";

interface DoctorFlags {
  readonly json?: boolean;
  readonly report?: string;
}

const CODES = { ok: EXIT.ok, found: EXIT.found, failed: EXIT.failure } as const;

/** What doctor touches beside {@link CommandIo}. */
interface DoctorSeams extends Partial<Pick<DoctorSurroundings, "folder" | "probes">> {
  /** Whether standard output is a terminal that shows colors. */
  readonly isTerminal?: boolean;
}

/** The command `digicert-one doctor`: looks at settings, network, key and rights, and reads only. */
export function doctorCommand(io: CommandIo = processIo, seams: DoctorSeams = {}): Command {
  return new Command("doctor")
    .description(
      "find out why nothing works: settings, network, TLS, key, roles and readings of the API; writes nothing",
    )
    .option("--json", "print JSON instead of lines")
    .option("--report <file>", "write what was found, without names, ids and secrets: .json or .md")
    .addHelpText(
      "after",
      `\nSettings come from DIGICERT_ONE_* variables. Run it in the folder of your program.\n${exitCodesHelp({
        ok: "all is well",
        found: "something was found that needs a hand",
      })}`,
    )
    .action((flags: DoctorFlags) => doctor(flags, io, seams));
}

async function doctor({ json = false, report: path }: DoctorFlags, io: CommandIo, seams: DoctorSeams): Promise<void> {
  const { isTerminal = process.stdout.isTTY === true, folder = process.cwd(), probes } = seams;
  const writeReport = path === undefined ? undefined : reportFile(path);
  const color = isTerminal && (io.env.NO_COLOR ?? "") === "" && io.env.TERM !== "dumb";
  const surroundings = { env: io.env, folder, now: () => io.now(), ...(probes !== undefined && { probes }) };
  const soFar: Result[] = [];
  const { results, observed } = await examine(surroundings, {
    onResult: (result) => {
      soFar.push(result);
      io.exit(CODES[outcomeOf(soFar)]); // a reader that has seen enough ends the process with it
      if (!json) io.write(renderResult(result, { color }));
    },
    onWait: (title, seconds) => io.writeError(`${title}: no answer yet; it may take ${seconds} s.\n`),
  });
  io.write(json ? renderJson(results) : renderSummary(results));
  writeReport?.(reportOf(results, observed));
}
