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
import { EXIT } from "./exit-codes";
import { type HelpParts, helpAfter } from "./help";
import { type CommandIo, processIo } from "./process-io";
import { reportFile } from "./report-file";
import { startProgress } from "./running/progress";
import { inVariables } from "./settings";
import { STACK_OPTION, withStack } from "./tenant/stack-config";

interface DoctorFlags {
  readonly json?: boolean;
  readonly report?: string;
  readonly stack?: string;
}

const CODES = { ok: EXIT.ok, found: EXIT.found, failed: EXIT.failure } as const;

/** What doctor touches beside {@link CommandIo}. */
interface DoctorSeams extends Partial<Pick<DoctorSurroundings, "folder" | "probes">> {
  /** Whether standard output is a terminal that shows colors. */
  readonly isTerminal?: boolean;
}

const HELP: HelpParts = {
  examples: [
    ["digicert-one doctor", "look at settings, network, key and rights, causes first"],
    ["digicert-one doctor --stack dev", "the same with the settings of a stack's config"],
    ["digicert-one doctor --json > doctor.json", "the same for a program"],
  ],
  ok: "all is well",
  found: "something was found that needs a hand",
  sections: [
    "Run it in the folder of your program. NO_COLOR turns colors off, FORCE_COLOR turns them on where no terminal is.\n",
  ],
  variables: "settings",
};

/** The command `digicert-one doctor`: looks at settings, network, key and rights, and reads only. */
export function doctorCommand(io: CommandIo = processIo, seams: DoctorSeams = {}): Command {
  return new Command("doctor")
    .description(
      "find out why nothing works: settings, network, TLS, key, roles and readings of the API; writes nothing",
    )
    .option("--json", "print JSON instead of lines")
    .option(...STACK_OPTION)
    .option("--report <file>", "write what was found, without names, ids and secrets: .json or .md")
    .addHelpText("after", () => helpAfter(HELP))
    .action(async (flags: DoctorFlags) => doctor(flags, await withStack(flags.stack, io), seams));
}

async function doctor({ json = false, report: path }: DoctorFlags, io: CommandIo, seams: DoctorSeams): Promise<void> {
  const { isTerminal = process.stdout.isTTY === true, folder = process.cwd(), probes } = seams;
  const writeReport = path === undefined ? undefined : reportFile(path);
  const color = showsColor(io.env, isTerminal);
  const { env, stack } = io;
  const surroundings = { env, folder, now: () => io.now(), stack, ...(probes !== undefined && { probes }) };
  // With a stack a setting may stand in more places than a variable.
  const inWords = stack === undefined ? inVariables : (text: string) => text;
  const progress = startProgress(io);
  const soFar: Result[] = [];
  const { results, observed } = await examine(surroundings, {
    onResult: (result) => {
      soFar.push(result);
      io.exit(CODES[outcomeOf(soFar)]); // a reader that has seen enough ends the process with it
      if (json) progress.at(`${result.title} has been looked at`);
      else io.write(inWords(renderResult(result, { color })));
    },
    onWait: (title, seconds) => io.writeError(`${title}: no answer yet; it may take ${seconds} s.\n`),
  });
  progress.end();
  io.write(json ? renderJson(results) : renderSummary(results));
  writeReport?.(reportOf(results, observed));
}

/** As no-color.org and force-color.org say: an empty value says nothing, and without either a terminal decides. */
function showsColor({ NO_COLOR, FORCE_COLOR, TERM }: CommandIo["env"], isTerminal: boolean): boolean {
  if ((NO_COLOR ?? "") !== "") return false;
  if ((FORCE_COLOR ?? "") !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTerminal && TERM !== "dumb";
}
