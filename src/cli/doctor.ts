import { Command } from "commander";
import {
  type DoctorSurroundings,
  examine,
  type Result,
  renderJson,
  renderResult,
  renderSummary,
} from "../examiner/doctor";
import { EXIT, exitCodesHelp } from "./exit-codes";
import { type CommandIo, processIo } from "./process-io";

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
    .addHelpText(
      "after",
      `\nSettings come from DIGICERT_ONE_* variables. Run it in the folder of your program.\n${exitCodesHelp({
        ok: "all is well",
        found: "something was found that needs a hand",
      })}`,
    )
    .action(({ json = false }: { json?: boolean }) => doctor(json, io, seams));
}

async function doctor(json: boolean, io: CommandIo, seams: DoctorSeams): Promise<void> {
  const { isTerminal = process.stdout.isTTY === true, folder = process.cwd(), probes } = seams;
  const color = isTerminal && (io.env.NO_COLOR ?? "") === "" && io.env.TERM !== "dumb";
  const surroundings = { env: io.env, folder, now: () => io.now(), ...(probes !== undefined && { probes }) };
  const results = await examine(surroundings, {
    onResult: (result) => {
      if (!json) io.write(renderResult(result, { color }));
    },
    onWait: (title, seconds) => io.writeError(`${title}: no answer yet; it may take ${seconds} s.\n`),
  });
  io.write(json ? renderJson(results) : renderSummary(results));
  const code = exitCode(results);
  if (code !== EXIT.ok) io.exit(code);
}

function exitCode(results: readonly Result[]): number {
  if (results.some(({ broken }) => broken)) return EXIT.failure;
  return results.some(({ verdict }) => verdict === "fail" || verdict === "warn") ? EXIT.found : EXIT.ok;
}
