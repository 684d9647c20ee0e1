/** `npm run bench`: see README.md beside this. */
import { join } from "node:path";
import { CommanderError } from "commander";
import { measures } from "./measures/index.mts";
import { benchCommand, type Flags, settingsOf, UsageError } from "./options.mts";
import { comparison, type Side } from "./report/compare.mts";
import { BUSY, describeMachine, loadPerCore, machineLine } from "./report/machine.mts";
import { readResult, writeResult } from "./report/result.mts";
import { isMet, markdown, type Section, targetsTable } from "./report/section.mts";
import { OURS } from "./variants/index.mts";

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const show = (text: string): void => void process.stdout.write(`${text}\n`);

async function run(flags: Flags): Promise<void> {
  let interrupted = false;
  process.once("SIGINT", () => {
    say("Interrupted: what was measured is shown. Once more, and nothing is.");
    interrupted = true;
    process.once("SIGINT", () => process.exit(130));
  });
  const settings = settingsOf(flags, { progress: say, isInterrupted: () => interrupted });
  const at = new Date();
  const machine = await describeMachine();
  const start = loadPerCore();
  if (start > BUSY) say(`Warning: the load per core is ${start.toFixed(1)}. Read ratios, not seconds.`);
  const sections: Section[] = [];
  for (const measure of measures) {
    if (flags.only.includes(measure.name) && !interrupted)
      sections.push(await failing(measure.name, () => measure.run(settings)));
  }
  const load = { start, end: loadPerCore() };
  show(`${machineLine(machine, load)}\n`);
  for (const { tables } of sections) for (const table of tables) show(markdown(table));
  const targets = sections.flatMap((section) => section.targets);
  if (targets.length > 0) show(markdown(targetsTable(targets)));
  const file =
    flags.out ?? join(import.meta.dirname, "results", "local", `${at.toISOString().replaceAll(":", "")}.json`);
  const tookSeconds = Math.round((Date.now() - at.getTime()) / 1000);
  const given = process.argv.slice(2);
  writeResult(file, {
    version: 1,
    at: at.toISOString(),
    tookSeconds,
    machine,
    loadPerCore: load,
    arguments: given,
    sections,
  });
  say(`${targets.filter(isMet).length} of ${targets.length} targets met; figures in ${file}`);
  const failures = sections.flatMap((section) => section.failures);
  for (const failure of failures) say(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  if (interrupted) process.exitCode = 130;
}

/** What a measure cannot go on after is its failure; the others are measured all the same. */
async function failing(measure: string, work: () => Promise<Section>): Promise<Section> {
  try {
    return await work();
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { measure, tables: [], targets: [], failures: [`${measure}: ${why}`], data: undefined };
  }
}

/** `FILE`, or `FILE:VARIANT` where it is not ours that counts. */
function sideOf(given: string): Side {
  const [, file = given, variant = OURS] = /^(.+):([a-z][\w-]*)$/.exec(given) ?? [];
  return { result: readResult(file), variant };
}

const compare = (first: string, second: string): void => show(markdown(comparison(sideOf(first), sideOf(second))));

// Folders go as the process exits.
process.once("SIGTERM", () => process.exit(143));
const command = benchCommand(run, compare).exitOverride();
for (const each of command.commands) each.exitOverride();
try {
  await command.parseAsync();
} catch (error) {
  // Commander has said what is wrong with the usage; help and version are no errors.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
