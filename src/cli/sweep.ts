import { Command, InvalidArgumentError, Option } from "commander";
import { messageOf } from "../basics/unknown";
import { type ClientSettings, createClient, type DigiCertOneClient, settingsPlace } from "../client";
import { DigiCertOneError, isPermissionError } from "../errors";
import { EXIT, usage } from "./exit-codes";
import { type HelpParts, helpAfter } from "./help";
import { type CommandIo, processIo } from "./process-io";
import { startProgress } from "./running/progress";
import { commandSettings } from "./settings";
import { readStates } from "./states";
import { deleteLeftover, findLeftovers, type Leftover, type Outcome } from "./sweep/leftovers";
import { readRecorded } from "./sweep/recorded";
import { isDone, renderJson, renderOutcomes, renderTable, type Swept } from "./sweep/render";
import { STACK_OPTION, withStack } from "./tenant/stack-config";

interface SweepFlags {
  readonly stack?: string;
  readonly json?: boolean;
  readonly delete?: boolean;
  readonly yes?: boolean;
  readonly minAge: number;
  readonly allStacks?: boolean;
  readonly verify?: boolean;
  readonly keep: readonly string[];
}

const HOUR_MS = 3_600_000;
const UNITS_MS: Readonly<Record<string, number>> = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS };

const HELP: HelpParts = {
  examples: [
    ["digicert-one sweep 'states/*.json'", "list what stands in none of these states"],
    ["digicert-one sweep 'states/*.json' --delete", "the same, then delete after a question"],
    ["digicert-one sweep --verify --delete --yes", "remove what a broken run of digicert-one verify left"],
  ],
  ok: "nothing is left over, or no more",
  found: "something is left over",
  variables: "settings",
};

/**
 * The command `digicert-one sweep STATE …`: service users and keys that broken runs left, which stand in none of the
 * given states. Lists them; deletes only with `--delete`, and then only what is certainly nobody's.
 */
export function sweepCommand(io: CommandIo = processIo): Command {
  return new Command("sweep")
    .description(
      "list service users and API keys that broken runs left: with our mark or a generated name, in none of the given states",
    )
    .argument(
      "[state...]",
      "the exported states of ALL stacks of this tenant: files or globs; - or none reads standard input",
    )
    .option("--json", "print JSON instead of a table")
    .option("--delete", "delete what is listed, after a question")
    .option("--yes", "do not ask")
    .addOption(
      new Option("--min-age <time>", "delete nothing younger than this, such as 7d or 30m")
        .argParser(ageOption)
        .default(24 * HOUR_MS, "24h"),
    )
    .option("--all-stacks", "also delete what belongs to stacks whose state was not given")
    .option("--verify", "only what a broken run of `digicert-one verify` left; needs no state")
    .addOption(
      new Option("--keep <id>", "count this id as recorded; may be repeated")
        .argParser((id, before: readonly string[]) => [...before, id])
        .default([], "none"),
    )
    .option(...STACK_OPTION)
    .addHelpText("after", () => helpAfter(HELP))
    .action(async (states: readonly string[], flags: SweepFlags) =>
      sweep(states, flags, await withStack(flags.stack, io)),
    );
}

async function sweep(states: readonly string[], flags: SweepFlags, io: CommandIo): Promise<void> {
  refuseUnaskable(states, flags, io);
  const { texts, stacks } = readRecorded(flags.verify ? [] : await readStates(states, io, "sweep"));
  const settings = commandSettings(io);
  const client = createClient(settings);
  const progress = startProgress(io);
  try {
    progress.at("Asking who we are");
    const ownUserIds = await ownUsers(client, settings, flags.delete === true);
    const recorded = { texts: new Set([...texts, ...flags.keep]), stacks };
    const place = settingsPlace({ env: io.env });
    const hosts = place === undefined ? [] : [place.host, ...place.formerHosts];
    const rules = {
      nowMs: io.now(),
      minAgeMs: flags.minAge,
      allStacks: flags.allStacks === true,
      ownUserIds,
      hosts,
      onlyVerify: flags.verify === true,
      onUser: (count: number) => progress.at(`Looking at service user ${count}`),
    };
    const found = await findLeftovers(client, recorded, rules);
    progress.end();
    const remove = (row: Leftover) => deleteLeftover(client, row, { severalKeys: settings.apiKeys.length > 1 });
    const swept = await perform(found, flags, remove, io);
    if (flags.json) io.write(renderJson(swept));
    if (swept.some((row) => row.problem !== undefined)) io.exit(EXIT.failure);
    else if (!swept.every(isDone)) io.exit(EXIT.found);
  } finally {
    progress.end();
    client.close();
  }
}

/** A question needs somebody who can answer it; said before anything is read or asked. */
function refuseUnaskable(states: readonly string[], flags: SweepFlags, io: CommandIo): void {
  if (flags.verify && (states.length > 0 || flags.allStacks))
    throw usage("--verify needs no state, and no --all-stacks.");
  const stdinIsState = !flags.verify && (states.length === 0 || states.includes("-"));
  if (stdinIsState && io.stdinIsTerminal()) {
    throw usage("No state was given: name the output of `pulumi stack export` of every stack of this tenant.");
  }
  if (flags.yes && !flags.delete) throw usage("--yes belongs to --delete.");
  if (flags.delete && !flags.yes && !io.stdinIsTerminal()) {
    throw usage("Standard input is no terminal, so nobody can be asked: add --yes.");
  }
}

async function ownUsers(
  client: DigiCertOneClient,
  settings: ClientSettings,
  needed: boolean,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const apiKey of settings.apiKeys.length === 0 ? [undefined] : settings.apiKeys) {
    try {
      ids.add((await client.serviceUsers.me(apiKey === undefined ? {} : { apiKey })).id);
    } catch (error) {
      if (!needed) continue;
      throw new DigiCertOneError(
        `Nothing was deleted: which user this command runs as could not be asked. ${messageOf(error)}`,
        {
          ...(isPermissionError(error) && { remedy: "It needs a key whose user may read itself (GET /user/me)." }),
          cause: error,
        },
      );
    }
  }
  return ids;
}

async function perform(
  found: readonly Leftover[],
  flags: SweepFlags,
  remove: (row: Leftover) => Promise<Outcome>,
  io: CommandIo,
): Promise<Swept[]> {
  if (!flags.json) io.write(renderTable(found));
  const deletable = found.filter((row) => row.keep === undefined);
  if (!flags.delete || deletable.length === 0) return [...found];
  if (!flags.yes) {
    const question = `Delete ${deletable.length} of ${found.length}, for ever? Anything of a stack whose state you did not give may be in use. Type yes: `;
    if ((await io.ask(question)).trim() !== "yes") return [...found];
  }
  const swept: Swept[] = [];
  for (const row of found) swept.push(row.keep === undefined ? await deleted(row, remove) : row);
  if (!flags.json) io.write(renderOutcomes(swept));
  return swept;
}

async function deleted(row: Leftover, remove: (row: Leftover) => Promise<Outcome>): Promise<Swept> {
  try {
    return { ...row, outcome: await remove(row) };
  } catch (error) {
    return { ...row, problem: messageOf(error) };
  }
}

function ageOption(text: string): number {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  throw new InvalidArgumentError("Write a time such as 24h, 7d or 30m.");
}
