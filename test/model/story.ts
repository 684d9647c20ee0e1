/** One story: a stack, a server, people. Runs are judged here; the commands only say what happens. */
import type { Counts } from "./counts";
import { leftDisabled } from "./disabled";
import { predicted, unexplained } from "./explain";
import { foreignProblems, leftProblems, toBeSwept } from "./left";
import { keysOf, type Model, pairsOf, recordOfUser, text } from "./model";
import { keyProblems, pairProblems, userProblems } from "./oracle";
import { opens, type ServerState, serverState } from "./server";
import type { Kill, Operation, Report, RunOptions, StackState, Stage } from "./stage";
import { sweepOf } from "./sweep";

export class Story {
  readonly stage: Stage;
  readonly counts: Counts;
  /** What happened, for whoever reads of a failure. */
  readonly log: string[] = [];

  constructor(stage: Stage, counts: Counts) {
    this.stage = stage;
    this.counts = counts;
  }

  fail(what: string, problems: readonly string[], report?: Report): void {
    if (problems.length === 0) return;
    const said = report === undefined ? "" : `\n--- said\n${report.text}`;
    throw new Error(`${what}:\n  ${problems.join("\n  ")}\n--- story\n  ${this.log.join("\n  ")}${said}`);
  }

  /** A run that changes things, and everything that must hold afterwards. */
  async run(model: Model, operation: Operation, options: RunOptions = {}, kill?: Kill): Promise<Report> {
    const { stage } = this;
    stage.setProgram(model.program);
    const expected = predicted(model, await serverState(stage.emulator), operation, options);
    if (model.hasFaults) await stage.emulator.clearJournal();
    const report = await stage.run(operation, options, kill);
    const hits = model.hasFaults && (await stage.emulator.journal()).some(({ fault }) => fault !== undefined);
    const broke = hits || report.struck;
    if (report.struck) this.counts.add(`struck: ${kill?.who} killed`);
    if (hits) this.counts.add("struck: fault");
    const how = report.ok ? "ok" : report.struck ? "killed" : hits ? "broken" : "refused";
    this.counts.add(`${operation}: ${how}`);
    this.log.push(`${operation} ${JSON.stringify(options)}: ${how} ${report.errors.join(" | ")}`);
    const state = await this.look(model);
    const server = await serverState(stage.emulator);
    this.fail("a secret was shown", secretsIn(report.text, state), report);
    if (!report.ok && !broke) this.fail("failed without a reason", unexplained(report.errors, expected), report);
    if (!report.ok && !broke && report.errors.length === 0) this.fail("failed without a word", ["?"], report);
    this.settleMemory(model, report.ok, broke, operation, options);
    this.fail(
      `after ${operation}`,
      [...leftProblems(model, server, broke), ...foreignProblems(model, server, broke)],
      report,
    );
    if (report.ok && operation === "up") await this.converged(model, server, options, report);
    if (report.struck) await this.expectSweep(model);
    return report;
  }

  /** A preview at any time: it changes nothing and, without `.get` and look-ups, asks nobody. */
  async preview(model: Model): Promise<void> {
    const { stage } = this;
    stage.setProgram(model.program);
    const expected = predicted(model, await serverState(stage.emulator), "preview");
    stage.requests();
    const report = await stage.run("preview");
    this.fail(
      "a preview",
      [...unexplained(report.errors, expected), ...((stage.requests() ?? 0) > 0 ? ["asked the server"] : [])],
      report,
    );
  }

  /** Reads the state again. */
  async look(model: Model): Promise<StackState> {
    const state = await this.stage.state();
    model.recorded = state.resources;
    for (const each of state.resources) model.known.set(each.id, each);
    return state;
  }

  private settleMemory(model: Model, ok: boolean, broke: boolean, operation: Operation, options: RunOptions): void {
    const isWhole = options.target === undefined;
    if (ok && isWhole && (operation === "refresh" || options.refresh === true || operation === "destroy")) {
      model.unseen.clear();
      model.isBlind = false;
      model.lags = broke;
    }
    if (ok && isWhole && operation === "up" && !model.isBlind) model.lags = false;
    if (!ok && broke) model.lags = true;
  }

  /** Declared equals actual, keys work, and a preview shows no change and asks nobody. */
  async converged(model: Model, server: ServerState, options: RunOptions, report: Report): Promise<void> {
    const sight = { model, server, tenant: this.stage.tenant };
    const targets = options.target;
    const isMeant = (type: string, name: string) =>
      targets === undefined || targets.some((urn) => urn.endsWith(`:${type}::${name}`));
    const users = model.program.filter(({ name }) => isMeant("ServiceUser", name));
    const keys = keysOf(model.program).filter(({ key }) => isMeant("ApiKey", key.name));
    const pairs = targets === undefined ? pairsOf(model.program) : [];
    this.fail(
      "declared is not actual",
      [
        ...users.flatMap((user) => userProblems(sight, user)),
        ...keys.flatMap(({ user, key }) => keyProblems(sight, user, key)),
        ...pairs.flatMap(({ user, pair }) => pairProblems(sight, user, pair)),
        ...(await this.uselessKeys(model, server)),
      ],
      report,
    );
    const before = model.hasFaults;
    this.stage.requests();
    const preview = await this.stage.run("preview", targets === undefined ? {} : { target: targets });
    this.counts.add("preview after up");
    // What only a run without targets may remove is refused from the moment on that its target is known by its new name.
    const refusals = targets === undefined ? [] : predicted(model, server, "preview", { target: targets });
    const isRefused = !preview.ok && preview.errors.length > 0 && unexplained(preview.errors, refusals).length === 0;
    const unseen = model.recorded.filter(({ id }) => model.isBlind || model.unseen.has(id));
    const disabled = leftDisabled(model.program, unseen, server.users);
    const changes = preview.steps.filter(
      ({ op, urn }) =>
        op !== "same" &&
        op !== "read" &&
        !(op === "update" && disabled.includes(urn)) &&
        (!isRefused || targets?.includes(urn)),
    );
    const asked = this.stage.requests() ?? 0;
    this.fail(
      "a preview after up",
      [
        ...(preview.ok || isRefused ? [] : [`failed: ${preview.errors.join("; ")}`]),
        ...changes.map(({ op, urn }) => `shows ${op} ${urn}`),
        ...(asked > 0 && !before ? [`sent ${asked} requests`] : []),
      ],
      preview,
    );
  }

  /** Values in state that open nothing, though user and key are in force. */
  private async uselessKeys(model: Model, server: ServerState): Promise<string[]> {
    const problems: string[] = [];
    if (model.hasFaults) return problems;
    for (const record of model.recorded) {
      const value = text(record, "value");
      const key = server.keys.find(({ id }) => id === record.id);
      const user = server.users.find(({ id }) => id === key?.user_id);
      if (value === "" || key?.status !== "ACTIVE" || user?.status !== "ACTIVE") continue;
      this.counts.add("keys used");
      if (!(await opens(this.stage.emulator, value))) problems.push(`the value of ${record.urn} opens nothing`);
    }
    return problems;
  }

  /** `digicert-one sweep` lists exactly what stands in no state. */
  async expectSweep(model: Model): Promise<void> {
    const { emulator } = this.stage;
    if (model.hasFaults) await emulator.clearFaults();
    model.hasFaults = false;
    const { stored } = await this.stage.state();
    const wanted = toBeSwept(await serverState(emulator), stored);
    const listed = (await sweepOf(emulator, stored, model.today)).map(({ id }) => id).sort();
    this.counts.add(wanted.length === 0 ? "sweep: nothing left" : "sweep: something left");
    const problems =
      JSON.stringify(listed) === JSON.stringify(wanted) ? [] : [`lists ${listed}, and is to list ${wanted}`];
    this.fail("sweep", problems);
  }

  /** The id of a user now, to see that it stays the same. */
  userId(model: Model, name: string): string | undefined {
    const user = model.program.find((each) => each.name === name);
    return user === undefined ? undefined : recordOfUser(model, user)?.id;
  }
}

const SECRET = /emu_[0-9a-f]{8,}/g;

function secretsIn(said: string, state: StackState): string[] {
  return [
    ...(said.match(SECRET) ?? []).map((found) => `the run said ${found.slice(0, 8)}…`),
    ...(state.stored.match(SECRET) ?? []).map((found) => `the state holds ${found.slice(0, 8)}… in the clear`),
  ];
}
