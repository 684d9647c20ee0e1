/** One story: tenants, stacks, people. Runs are checked here; the acts only say what happens. */
import type { Counts } from "../model/counts";
import { leftDisabled } from "../model/disabled";
import type { Operation } from "../model/stage";
import { foreignWrites, peopleProblems } from "./foreign";
import { forgotten, leftBehind, undone } from "./kept";
import { lostProblems } from "./lost";
import { unexplained } from "./reasons";
import type { Seat, SeatReport } from "./seat";
import type { Turn } from "./turn";
import { noteMarks, serversOf, type World } from "./world";

/** What notices tell, and how it is counted. */
const told: Readonly<Record<string, RegExp>> = {
  "said: gone": /is gone at/,
  "said: taken back": /was taken back/,
  "said: adopted": /was adopted/,
  "said: a second copy": /second copy of this stack's state is in use/,
  "said: left alone, not this record's": /is left alone: this resource's mark was written anew/,
  "said: left alone, another owner's": /is left alone: it is managed by/,
  "said: left alone, no mark": /is left alone: its description no longer carries our mark/,
  "said: not ours any more": /is not ours any more/,
  "refused: lives elsewhere": /lives at .* but the provider is set to/,
  "refused: not proved to be gone": /does not prove that it is gone/,
  "refused: another owner's": /was not changed: it is managed by/,
  "refused: the nickname is held": /is held by/,
  "refused: foreign answer": /answered 40\d with /,
  "refused: live keys": /still holds/,
};

export const TOLD = Object.keys(told);

export class Story {
  readonly counts: Counts;
  readonly log: string[] = [];

  constructor(counts: Counts) {
    this.counts = counts;
  }

  fail(what: string, problems: readonly string[], report?: SeatReport): void {
    if (problems.length === 0) return;
    const said = report === undefined ? "" : `\n--- said\n${report.errors.join("\n")}\n${report.text}`;
    throw new Error(`${what}:\n  ${problems.join("\n  ")}\n--- story\n  ${this.log.join("\n  ")}${said}`);
  }

  /** A run of one stack, and everything that must hold afterwards. */
  async run(world: World, seat: Seat, operation: Operation, options: { refresh?: true } = {}): Promise<SeatReport> {
    const [north, south] = world.tenants;
    await Promise.all([north.emulator.clearJournal(), south.emulator.clearJournal()]);
    const before = { servers: await serversOf(world), records: seat.records };
    const known = seat.identity;
    const report = await seat.run(operation, world.tenants, world.today, options);
    const after = { servers: await serversOf(world), records: seat.records };
    const identity = known ?? seat.identity;
    const journals = await Promise.all([north.emulator.journal(), south.emulator.journal()]);
    const reads = options.refresh === true;
    const turn: Turn = { world, seat, operation, reads, report, identity, before, after, journals };
    this.note(turn);
    const foreign = foreignWrites(turn);
    noteMarks(world, seat, before.servers, after.servers, identity);
    const what = `after ${operation}${reads ? " --refresh" : ""} of ${seat.label}`;
    this.fail(`${what}, foreign objects were touched`, [...foreign, ...peopleProblems(world, after)], report);
    this.fail(`${what}, the state is wrong`, [...forgotten(turn), ...leftBehind(turn)], report);
    this.fail(`${what}, no reason for the failure`, unexplained(turn), report);
    if (report.ok && operation === "up") await this.converged(turn);
    return report;
  }

  private note({ seat, operation, reads, report, journals }: Turn): void {
    const how = report.ok ? "ok" : "failed";
    this.counts.add(`${operation}: ${how}`);
    this.log.push(
      `  ${seat.label}: ${operation}${reads ? " --refresh" : ""}: ${how} ${report.errors.join(" | ").slice(0, 1_500)}`,
    );
    if (journals.flat().some(({ fault }) => fault !== undefined)) this.counts.add("struck: an answer of others");
    for (const [what, words] of Object.entries(told)) if (words.test(report.text)) this.counts.add(what);
  }

  /** A preview at any time changes nothing, and asks nobody. */
  async preview(world: World, seat: Seat): Promise<void> {
    const report = await this.run(world, seat, "preview");
    this.fail("a preview", report.requests > 0 ? [`sent ${report.requests} requests`] : [], report);
  }

  /** After an `up` a preview shows no change, and asks nobody. */
  private async converged(turn: Turn): Promise<void> {
    const { world, seat, report, reads, after } = turn;
    if (reads) this.fail("declared is not actual", undone(turn), report);
    const preview = await seat.run("preview", world.tenants, world.today);
    this.counts.add("preview after up");
    const disabled = reads ? [] : leftDisabled(seat.program, after.records, after.servers[seat.settings.tenant].users);
    const shown = preview.steps.filter(
      ({ op, urn }) => op !== "same" && op !== "read" && !(op === "update" && disabled.includes(urn)),
    );
    this.fail(
      "a preview after up",
      [
        ...(preview.ok ? [] : [`failed: ${preview.errors.join("; ")}`]),
        ...shown.map(({ op, urn }) => `shows ${op} ${urn}`),
        ...(preview.requests > 0 ? [`sent ${preview.requests} requests`] : []),
      ],
      preview,
    );
  }

  /** What stands in no state is listed by sweep, and nothing else is. */
  async expectListed(world: World): Promise<void> {
    this.fail("sweep, given every state", await lostProblems(world, this.counts));
  }

  /** Something outside of Pulumi: what people made must have survived what came before. */
  async look(world: World): Promise<void> {
    this.fail("in between", peopleProblems(world, { servers: await serversOf(world) }));
  }
}
