import { Command, Option } from "commander";
import { ConfigurationError } from "../errors";
import { type PlanFacts, planFacts, planRows, type RotationPlan, type StateResource } from "../plan";
import { FORMATS, type Format, render } from "../reports";
import { asOf } from "../rotation";
import { EXIT } from "./exit-codes";
import { AS_OF_ROW, type HelpParts, helpAfter } from "./help";
import { dayOption, daysOption, wordsOption } from "./options";
import { readDeployments } from "./plan/deployment";
import { type CommandIo, processIo } from "./process-io";
import { type Progress, startProgress } from "./running/progress";
import { readStates } from "./states";

interface PlanFlags {
  readonly asOf?: string;
  readonly within?: number;
  readonly runsEvery?: number;
  readonly format: Format;
  readonly failOn: readonly FailOn[];
}
const FAIL_ON = ["due", "warning"] as const;
type FailOn = (typeof FAIL_ON)[number];

const HELP: HelpParts = {
  examples: [
    ["pulumi stack export | digicert-one plan", "the plan of the selected stack"],
    ["digicert-one plan 'states/*.json' --within 60d --runs-every 7d", "what comes in two months, for weekly runs"],
    ["digicert-one plan prod.json --format ics > prod.ics", "a calendar to subscribe to"],
    ["digicert-one plan prod.json --fail-on due,warning", "for a job that is to fail when something is due"],
  ],
  ok: "the plan is written",
  found: "--fail-on found something",
  variables: [AS_OF_ROW],
};

/**
 * The command `digicert-one plan [STATE …]`: what the next run does to every user and key of exported stacks, and why.
 * Makes no call and never shows a secret.
 */
export function planCommand(io: CommandIo = processIo): Command {
  return new Command("plan")
    .description("show what the next run does to each user and key, from the output of `pulumi stack export`")
    .argument("[state...]", "exported stacks: files or globs; - or none reads standard input")
    .option(
      "--as-of <day>",
      "plan as of this day, YYYY-MM-DD (default: DIGICERT_ONE_AS_OF, or today in UTC)",
      dayOption,
    )
    .option("--within <days>", "only what comes within this time, such as 60d", daysOption)
    .option("--runs-every <days>", "how often updates run, such as 7d: warn of what would come too late", daysOption)
    .addOption(new Option("--format <format>", "form of the plan").choices(FORMATS).default("table" satisfies Format))
    .option(
      "--fail-on <what>",
      `exit ${EXIT.found} on due or warning; give both as due,warning`,
      wordsOption(FAIL_ON),
      [],
    )
    .addHelpText("after", () => helpAfter(HELP))
    .action(async (states: readonly string[], flags: PlanFlags) => {
      const progress = startProgress(io);
      const plan = await makePlan(states, flags, io, progress);
      progress.at(`Writing ${plan.rows.length} rows`);
      io.write(render(plan, flags.format));
      progress.end();
      if (flags.failOn.some((what) => found(plan, what))) io.exit(EXIT.found);
    });
}

async function makePlan(
  states: readonly string[],
  flags: PlanFlags,
  io: CommandIo,
  progress: Progress,
): Promise<RotationPlan> {
  const today = flags.asOf ?? asOf(io.env, io.now());
  progress.at("Reading states");
  const texts = await readStates(states, io, "plan");
  progress.at(`Planning ${texts.length} states`);
  const resources = readDeployments(texts).flat();
  return planRows(factsOf(resources, today), { today, withinDays: flags.within, runsEveryDays: flags.runsEvery });
}

/** What cannot be read in a state is an error like any other of that state. */
function factsOf(resources: readonly StateResource[], today: string): PlanFacts[] {
  try {
    return planFacts(resources, today);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigurationError(error.message, { property: "STATE" });
    throw error;
  }
}

const found = ({ summary }: RotationPlan, what: FailOn) => (what === "due" ? summary.due : summary.warnings) > 0;
