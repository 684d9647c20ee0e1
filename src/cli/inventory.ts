import { Command, Option } from "commander";
import { createClient, settingsPlace } from "../client";
import { ConfigurationError } from "../errors";
import { adoptingProgram, counted, type Inventory, type Recorded, recordedIn, takeInventory } from "../inventory";
import { FORMATS, type Format, render } from "../reports";
import { asOf } from "../rotation";
import { EXIT, usage } from "./exit-codes";
import { AS_OF_ROW, type HelpParts, helpAfter } from "./help";
import { dayOption, daysOption, wordsOption } from "./options";
import { readDeployments } from "./plan/deployment";
import { type CommandIo, processIo } from "./process-io";
import { startProgress } from "./running/progress";
import { commandSettings } from "./settings";
import { readStates } from "./states";
import { STACK_OPTION, withStack } from "./tenant/stack-config";
import { walkTenant } from "./tenant/walk";

interface InventoryFlags {
  readonly asOf?: string;
  readonly within?: number;
  readonly format?: Format;
  readonly program?: boolean;
  readonly applications?: boolean;
  readonly failOn: readonly FailOn[];
  readonly stack?: string;
}
const FAIL_ON = ["unmanaged", "incomplete", "warning"] as const;
type FailOn = (typeof FAIL_ON)[number];

const HELP: HelpParts = {
  examples: [
    ["digicert-one inventory", "every service user and key that the key sees, and who manages it"],
    ["digicert-one inventory 'states/*.json' --within 60d", "what ends or rotates in two months, by what states say"],
    ["digicert-one inventory --program > index.ts", "the program that adopts what nobody manages"],
  ],
  ok: "it is written",
  found: "--fail-on found something",
  sections: [`It reads only. ${AS_OF_ROW[0]} is ${AS_OF_ROW[1]}.\n`],
  variables: "settings",
};

/**
 * The command `digicert-one inventory [STATE …]`: every service user and key that the key sees, who manages it and when it
 * ends; with `--program` the program that adopts what nobody manages. Reads only, and shows no secret.
 */
export function inventoryCommand(io: CommandIo = processIo): Command {
  return new Command("inventory")
    .description("list every service user and API key that the key sees, by whom it is managed, and when it ends")
    .argument("[state...]", "exported stacks that say more of what they manage: files or globs; - reads standard input")
    .option("--program", "print the TypeScript program that adopts the service users that nobody manages")
    .option("--applications", "with --program, name the applications of every user: for tenants that want them named")
    .addOption(new Option("--format <format>", "form of the list (default: table)").choices(FORMATS))
    .option(
      "--as-of <day>",
      "what is to come as of this day, YYYY-MM-DD (default: DIGICERT_ONE_AS_OF, or today in UTC)",
      dayOption,
    )
    .option("--within <days>", "only what comes within this time, such as 60d", daysOption)
    .option(
      "--fail-on <what>",
      `exit ${EXIT.found} on unmanaged, incomplete or warning; several as unmanaged,incomplete`,
      wordsOption(FAIL_ON),
      [],
    )
    .option(...STACK_OPTION)
    .addHelpText("after", () => helpAfter(HELP))
    .action(async (states: readonly string[], flags: InventoryFlags) =>
      inventory(states, flags, await withStack(flags.stack, io)),
    );
}

async function inventory(states: readonly string[], flags: InventoryFlags, io: CommandIo): Promise<void> {
  const { format, within } = flags;
  if (flags.program && (format !== undefined || within !== undefined)) {
    throw usage("--program prints a program of all that nobody manages: leave out --format and --within.");
  }
  if (flags.applications && !flags.program) throw usage("--applications belongs to --program.");
  const today = flags.asOf ?? asOf(io.env, io.now());
  const recorded = await readRecorded(states, today, io);
  const tenant = await readTenant(io);
  const taken = takeInventory(tenant, recorded, { today, withinDays: within });
  if (flags.program) {
    const {
      text: program,
      adopted,
      leftOut,
    } = adoptingProgram({ ...tenant, areApplicationsNamed: flags.applications === true }, today);
    io.write(program);
    io.writeError(
      `The program adopts ${counted(adopted, "service user")}; ${leftOut} more ${leftOut === 1 ? "is" : "are"} left out, at its end.\n`,
    );
    const unseen = taken.warnings.filter(({ code }) => code === "not-seen");
    for (const { text } of unseen) io.writeError(`warning: ${text}\n`);
  } else {
    io.write(render(taken, format ?? "table"));
  }
  io.writeError(seenIn(taken, tenant.accounts));
  if (flags.failOn.some((what) => found(taken, what))) io.exit(EXIT.found);
}

async function readTenant(io: CommandIo) {
  const settings = commandSettings(io);
  const client = createClient(settings);
  const progress = startProgress(io);
  try {
    const host = settingsPlace({ env: io.env })?.host ?? "";
    return await walkTenant(client, { host, settings, progress: progress.at });
  } finally {
    progress.end();
    client.close();
  }
}

/** What the given states know; unlike for a plan, none need be given. */
async function readRecorded(states: readonly string[], today: string, io: CommandIo): Promise<Recorded[]> {
  const texts = states.length === 0 ? [] : await readStates(states, io, "inventory -");
  try {
    return readDeployments(texts).flatMap((resources) => recordedIn(resources, today));
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigurationError(error.message, { property: "STATE" });
    throw error;
  }
}

/** How far this key sees: an honest list says where it ends. */
function seenIn({ inventory }: Inventory, accounts: readonly { readonly name: string }[] | undefined): string {
  const { host, serviceUsers, apiKeys, people } = inventory;
  const where = accounts === undefined ? "" : `, in ${counted(accounts.length, "account")}`;
  const besides = people === 0 ? "" : `; ${counted(people, "person", "people")} left out`;
  return `Seen at ${host} with this key: ${counted(serviceUsers.total, "service user")} and ${counted(apiKeys.total, "key")}${where}${besides}. What is in other accounts is not seen.\n`;
}

function found({ summary, inventory }: Inventory, what: FailOn): boolean {
  switch (what) {
    case "unmanaged":
      return inventory.serviceUsers.nobody + inventory.apiKeys.nobody > 0;
    case "incomplete":
      return !inventory.isComplete;
    case "warning":
      return summary.warnings > 0;
    default:
      return what satisfies never;
  }
}
