/** Plays a scenario on a stage, and writes down what anybody could see of it. */
import { nameOf, type StoredResource } from "../e2e/stack";
import { agedMark } from "./aged";
import { describeByHand, usersOf } from "./by-hand";
import { gistsOf } from "./gist";
import { Labels } from "./labels";
import { type CommandStep, described, isRun, type RunStep, type Scenario, type Step } from "./scenario";
import type { IdentityStage, OpenStage, Ran } from "./stage";

/** One step as it went, in words that every engine shares. */
export interface StepRecord {
  readonly step: string;
  readonly result?: "succeeded" | "failed" | "killed";
  /** Steps other than `same` on resources of ours: `create ServiceUser signer`. */
  readonly operations?: readonly string[];
  /** What was said about users, keys and what is missing. */
  readonly says?: readonly string[];
  /** Calls that change something, by object, in the order of the calls on one object. */
  readonly writes: readonly string[];
  /** The users that are alive, each with its mark, its roles and its keys; absent where they are those of the step before. */
  readonly users?: readonly string[];
  /** Resources of ours in the state of each stack; absent where they are those of the step before. */
  readonly state?: Readonly<Record<string, readonly string[]>>;
}

export interface Recording {
  readonly title: string;
  readonly steps: readonly StepRecord[];
}

export async function play(scenario: Scenario, open: OpenStage): Promise<Recording> {
  const stage = await open(scenario);
  try {
    const player = new Player(stage);
    const steps: StepRecord[] = [];
    for (const step of scenario.steps) steps.push(await player.play(step));
    return { title: scenario.title, steps };
  } finally {
    await stage.close();
  }
}

class Player {
  readonly #stage: IdentityStage;
  readonly #labels = new Labels();
  readonly #last = new Map<string, string>();
  #seen = 0;
  /** The holder that the last message named, for `$adoptFrom` in a program. */
  #holder = "";

  constructor(stage: IdentityStage) {
    this.#stage = stage;
  }

  async play(step: Step): Promise<StepRecord> {
    const ran = isRun(step) ? await this.#run(step) : await this.#command(step);
    const journal = (await this.#stage.emulator.journal()).slice(this.#seen);
    this.#seen += journal.length;
    const users = await this.#users();
    const state = await this.#states();
    const isKilled = isRun(step) && step.killed !== undefined;
    return {
      step: described(step),
      ...(ran && {
        result: isKilled ? "killed" : ran.ok ? "succeeded" : "failed",
        ...(!isKilled && { operations: operationsOf(ran), says: this.#saidIn(ran) }),
      }),
      writes: this.#writesIn(journal),
      ...(this.#isNew("users", users) && { users }),
      ...(this.#isNew("state", state) && { state }),
    };
  }

  /** Whether a part of the picture is another than after the step before. */
  #isNew(part: string, value: unknown): boolean {
    const text = JSON.stringify(value);
    const before = this.#last.get(part);
    this.#last.set(part, text);
    return before !== text;
  }

  async #run(step: RunStep): Promise<Ran> {
    const { program } = step;
    const [role] = (await this.#stage.emulator.state()).roles;
    const fill = (text: string) =>
      text.replaceAll("$adoptFrom", this.#holder).replaceAll("$role", JSON.stringify(role?.id));
    const filled = program === undefined ? step : { ...step, program: fill(program) };
    const ran = await this.#stage.run(filled);
    if (step.killed === undefined && ran.ok !== !step.fails) {
      throw new Error(
        `${described(step)}: ${ran.ok ? "succeeded" : "failed"}, which it must not\n${[...ran.said, ran.text].join("\n")}`,
      );
    }
    this.#holder = /adoptFrom: "([^"]+)"/.exec(ran.said.join("\n"))?.[1] ?? this.#holder;
    return ran;
  }

  async #command(step: CommandStep): Promise<undefined> {
    const { emulator } = this.#stage;
    if (step.does === "erase the mark") {
      const user = (await usersOf(emulator)).find(({ friendly_name }) => friendly_name === step.nickname);
      await describeByHand(emulator, String(user?.id), "Signs");
    } else {
      await this.#stage.command(step);
      if (step.does === "age the state") {
        for (const { id, description } of await usersOf(emulator)) {
          await describeByHand(emulator, String(id), agedMark(String(description)));
        }
      }
    }
    this.#seen = (await emulator.journal()).length;
    return undefined;
  }

  async #users(): Promise<string[]> {
    const users = (await usersOf(this.#stage.emulator)).sort((a, b) =>
      String(a.friendly_name) < String(b.friendly_name) ? -1 : 1,
    );
    const { tokens } = await this.#stage.emulator.state();
    return users.map((user) => {
      const id = this.#labels.of("user", user.id);
      const keys = tokens.filter(({ user_id }) => user_id === user.id).map((token) => this.#labels.of("key", token.id));
      const roles = Array.isArray(user.roles) ? user.roles.length : 0;
      const description = this.#labels.inMarks(String(user.description));
      const what = [`"${String(user.friendly_name)}"`, String(user.status), `${roles} roles`, description];
      return [id, ...what, ...keys.sort()].join(" | ");
    });
  }

  async #states(): Promise<Record<string, readonly string[]>> {
    const states = await this.#stage.states();
    const rows = Object.entries(states).map(([label, { deployment }]) => {
      const ours = (deployment.resources ?? []).filter(({ type }) => type.includes("digicert-one:"));
      return [label, ours.map((resource) => this.#row(resource)).sort()] as const;
    });
    return Object.fromEntries(rows);
  }

  #row(resource: StoredResource): string {
    const outputs = (resource.outputs ?? {}) as Record<string, unknown>;
    const inputs = (resource.inputs ?? {}) as Record<string, unknown>;
    const kind = String(resource.type.split(":").at(-1));
    const urn = resource.urn.split("::").slice(2).join("::").replace("pulumi-nodejs:dynamic/digicert-one:", "");
    const labelled = (name: string, value: unknown) =>
      typeof value === "string" && value !== "" ? [`${name} ${this.#labels.of(name, value)}`] : [];
    const dependencies = ((resource.dependencies ?? []) as string[]).map(nameOf).sort();
    return [
      `${resource.urn.split("::")[0]?.replace("urn:pulumi:", "")} ${urn}`,
      this.#labels.of(labelOfKind(kind), resource.id),
      ...labelled("hash", outputs.ownerHash),
      ...(inputs.ownerHash !== outputs.ownerHash ? labelled("declares hash", inputs.ownerHash) : []),
      ...labelled("nonce", outputs.nonce),
      ...(dependencies.length > 0 ? [`depends on ${dependencies.join(", ")}`] : []),
      ...(resource.delete === true ? ["waits for its deletion"] : []),
    ].join(" | ");
  }

  #writesIn(journal: readonly { method: string; path: string; status: number }[]): string[] {
    // A call that a kill cut off was never carried out.
    const writes = journal.filter(({ method, status }) => method !== "GET" && status !== 0);
    const rows = writes.map(({ method, path, status }) => ({
      path: this.#labels.inPath(path.replace(/^.*\/api\/v1\//, "")),
      call: `${method} ${status}`,
    }));
    const paths = [...new Set(rows.map(({ path }) => path))].sort();
    return paths.map((path) => {
      const calls = rows.filter((row) => row.path === path).map(({ call }) => call);
      return `${path}: ${calls.join(", ")}`;
    });
  }

  /** What was said about whose a user is, and of a target that needs more. */
  #saidIn({ said }: Ran): string[] {
    return [...new Set(said.flatMap(gistsOf).map((gist) => this.#labels.inText(gist)))].sort();
  }
}

const labelOfKind = (kind: string): string =>
  ({ ServiceUser: "user", ApiKey: "key", StackIdentity: "stack" })[kind] ?? kind;

function operationsOf({ steps }: Ran): string[] {
  const ours = steps.filter(({ type, op }) => type.includes("digicert-one:") && op !== "same" && op !== "refresh");
  return ours.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort();
}
