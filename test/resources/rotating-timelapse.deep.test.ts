/** 400 days, one after the other, on the embedded engine in this process: a program, its previews, its runs, its consumers. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readDeployment } from "../../src/cli/plan/deployment";
import { planFacts, planRows } from "../../src/plan";
import { factor, seedOf } from "../support/property";
import { repeatable } from "../support/repeat";
import { openRotatingWorld, type RotatingWorld } from "./rotating-world";
import {
  chance,
  dayNumber,
  dayText,
  type Expected,
  type OracleKey,
  type OraclePolicy,
  opensOn,
  RotationOracle,
} from "./rotation-oracle";

const START = dayNumber("2027-01-01");
const DAYS = 400;
const AHEAD = 30;

interface Lapse {
  runs: number;
  skipped: number;
  rotations: number;
  foreseen: number;
  retirements: number;
  extensions: number;
  /** Calls of the consumer in the program that were refused: each on a day on which the run itself came too late. */
  refused: number;
  /** The same of a consumer that takes up a new key when its overlap ends, and not before. */
  lateRefused: number;
}

// Pulumi notes where each of its promises was made; thousands of runs spend half their time on that.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 2;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const worlds: RotatingWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** Days on which somebody runs an update: 1 to `longestGap` days lie between two of them. */
function runDays(longestGap: number, draw: () => number): Set<number> {
  const days = new Set<number>();
  for (let day = START; day < START + DAYS; day += 1 + Math.floor(draw() * longestGap)) days.add(day);
  return days;
}

/** The steps of a run that does what the oracle expects. */
function stepsOf({ rotates, retires, clears, extends: isExtended, moves }: Expected, { slot }: OracleKey): string[] {
  const other = slot === "a" ? "b" : "a";
  return [
    ...(isExtended ? ["update app-user"] : []),
    ...(rotates || moves ? ["update app-schedule"] : []),
    ...(moves ? [`update app-${slot}`] : []),
    ...(rotates || clears ? [`replace app-${other}`] : []),
    ...(rotates && clears ? [`replace app-${slot}`] : []),
    ...(rotates || clears || retires ? ["update app-retirement"] : []),
    ...(rotates ? ["update consumer"] : []),
  ].sort();
}

/** What a plan is to say of the run of a day, given the previous key before it. */
function actionsOf(day: number, expected: Expected, previous: OracleKey | undefined): Record<string, string> {
  const { rotates, moves, retires, extends: isExtended } = expected;
  const goes = previous && (day > previous.end || rotates);
  return {
    user: isExtended ? "extend" : "none",
    current: rotates ? "rotate" : moves ? "extend" : "none",
    ...(previous && { previous: goes ? "remove" : retires ? "retire" : "none" }),
  };
}

class Timelapse {
  readonly #world: RotatingWorld;
  readonly #oracle: RotationOracle;
  readonly #program: Parameters<RotatingWorld["up"]>[0];
  readonly #overlapDays: number;
  readonly #asOf = new Map<number, readonly string[]>();
  readonly found: Lapse = {
    runs: 0,
    skipped: 0,
    rotations: 0,
    foreseen: 0,
    retirements: 0,
    extensions: 0,
    refused: 0,
    lateRefused: 0,
  };
  /** The consumer outside of the program: what it holds, and what it will take up and when. */
  #late: { value: string; key: OracleKey } | undefined;
  #next: { value: string; key: OracleKey; from: number } | undefined;

  constructor(world: RotatingWorld, policy: OraclePolicy) {
    const { user, ...pair } = policy;
    this.#world = world;
    this.#oracle = new RotationOracle(policy);
    this.#program = { pair, ...(user && { user }) };
    this.#overlapDays = policy.overlapDays;
  }

  /** In the morning of the day on which an overlap may end, before any run, the late consumer takes up the new key. */
  handOver(day: number): void {
    if (this.#next && day >= this.#next.from) this.#late = this.#next;
  }

  /** One run with its preview before it; where it changed something, a second run changes nothing. */
  async run(day: number): Promise<void> {
    const before = this.#world.held;
    const previous = this.#oracle.previous && { ...this.#oracle.previous };
    const planned = await this.#plan(day);
    const shown = await this.#world.preview(this.#program);
    const ran = await this.#world.up(this.#program);
    expect([shown.errors, ran.errors], dayText(day)).toEqual([[], []]);
    const expected = this.#compare(day, [...shown.steps].sort(), [...ran.steps].sort());
    expect(this.#world.held !== before, `${dayText(day)}: another value`).toBe(expected.issues || expected.rotates);
    if (ran.steps.length > 0) {
      expect((await this.#world.up(this.#program)).steps, `${dayText(day)}: second run`).toEqual([]);
    }
    const enabled = (await this.#world.keys()).filter((key) => key.enabled);
    expect(enabled.length, `${dayText(day)}: enabled keys`).toBeLessThanOrEqual(2);
    if (!expected.issues) expect(planned, `${dayText(day)}: plan`).toEqual(actionsOf(day, expected, previous));
    this.#count(day, expected);
  }

  /** What `digicert-one plan` says of the state before the run. */
  async #plan(day: number): Promise<Record<string, string>> {
    const today = dayText(day);
    const resources = readDeployment(JSON.stringify(await this.#world.stack.exportStack()), "export");
    const { rows } = planRows(planFacts(resources, today), { today });
    return Object.fromEntries(rows.map(({ role, action }) => [role ?? "user", action]));
  }

  #compare(day: number, shown: string[], ran: string[]): Expected {
    const { newest } = this.#oracle;
    const expected = this.#oracle.run(day);
    if (!newest) {
      expect(ran.filter((step) => !step.startsWith("create"))).toEqual([]);
      return expected;
    }
    const steps = stepsOf(expected, newest);
    expect(ran, `${dayText(day)}: run`).toEqual(steps);
    // Nothing happens that the day's preview did not show; what reads a key whose end moves is known when it has moved.
    if (expected.moves) expect(shown, `${dayText(day)}: preview`).toEqual(expect.arrayContaining(steps));
    else expect(shown, `${dayText(day)}: preview`).toEqual(steps);
    if (expected.rotates && day >= START + AHEAD) {
      expect(this.#asOf.get(day), `${dayText(day)}: ${AHEAD} days before`).toEqual(
        expect.arrayContaining(["update app-schedule", "update app-retirement", "update consumer"]),
      );
      this.found.foreseen++;
    }
    return expected;
  }

  #count(day: number, { rotates, retires, extends: isExtended }: Expected): void {
    this.found.runs++;
    if (rotates) this.found.rotations++;
    if (retires) this.found.retirements++;
    if (isExtended) this.found.extensions++;
    const { newest: key } = this.#oracle;
    if (key?.madeOn !== day) return;
    const value = this.#world.held;
    this.#late ??= { value, key };
    this.#next = { value, key, from: day + this.#overlapDays };
  }

  /** As of the day in a month, asked today: it shows what a run would do then, were none to come before. */
  async lookAhead(day: number): Promise<void> {
    const { newest } = this.#oracle;
    const later = day + AHEAD;
    const { steps, errors } = await this.#world.preview(this.#program, dayText(later));
    expect(errors).toEqual([]);
    this.#asOf.set(later, steps);
    if (!newest) return;
    const expected = this.#oracle.foresees(later);
    const exact = stepsOf(expected, newest);
    const wanted = expected.moves ? expect.arrayContaining(exact) : exact;
    expect([...steps].sort(), `${dayText(later)} as seen on ${dayText(day)}`).toEqual(wanted);
  }

  /** Both consumers call with what they hold, and are refused when the key has ended because no run came in time. */
  async call(day: number): Promise<void> {
    const { newest } = this.#oracle;
    if (!newest) return;
    const opens = await this.#world.opens(this.#world.held);
    expect(opens, `${dayText(day)}: the consumer's call`).toBe(opensOn(newest, day));
    if (!opens) this.found.refused++;
    if (!this.#late) return;
    const lateOpens = this.#late.value === this.#world.held ? opens : await this.#world.opens(this.#late.value);
    expect(lateOpens, `${dayText(day)}: the late consumer's call`).toBe(day <= this.#late.key.end);
    if (!lateOpens) this.found.lateRefused++;
  }
}

async function lapse(policy: OraclePolicy, longestGap: number, seed: number): Promise<Lapse> {
  process.stdout.write(`seed ${seed}, gaps up to ${longestGap}, ${JSON.stringify(policy)}\n`);
  const world = await openRotatingWorld(dayText(START));
  worlds.push(world);
  const runs = runDays(longestGap, chance(seed));
  const time = new Timelapse(world, policy);
  for (let day = START; day < START + DAYS; day++) {
    await world.goTo(dayText(day));
    time.handOver(day);
    if (runs.has(day)) await time.run(day);
    else time.found.skipped++;
    if (runs.has(day + AHEAD)) await time.lookAhead(day);
    await time.call(day);
  }
  process.stdout.write(`seed ${seed}: ${JSON.stringify(time.found)}\n`);
  return time.found;
}

/** A policy that can work, out of a seed. */
function drawPolicy(draw: () => number): OraclePolicy {
  const upTo = (most: number) => 1 + Math.floor(draw() * most);
  const lifetimeDays = 2 + upTo(118);
  const rotateBeforeDays = upTo(lifetimeDays - 1);
  const overlapDays = upTo(Math.min(rotateBeforeDays, lifetimeDays - rotateBeforeDays));
  const user = draw() < 0.5 ? { lifetimeDays: 60 + upTo(200), extendBeforeDays: 20 + upTo(39) } : undefined;
  return { lifetimeDays, rotateBeforeDays, overlapDays, ...(user && { user }) };
}

describe("400 days on the engine", () => {
  it("refuse no consumer when runs come often enough, and each rotation was foreseen", async () => {
    const policy = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
    const found = await lapse(policy, 20, 1);
    expect(found).toMatchObject({ refused: 0, lateRefused: 0, foreseen: found.rotations });
    expect(found.rotations).toBeGreaterThanOrEqual(4);
    expect(found.retirements).toBeGreaterThanOrEqual(4);
    expect(found.skipped).toBeGreaterThan(300);
  });

  it("refuse a consumer on exactly the days on which the run itself came too late", async () => {
    const found = await lapse({ lifetimeDays: 30, rotateBeforeDays: 5, overlapDays: 2 }, 20, 3);
    expect(found.refused).toBeGreaterThan(0);
    expect(found.lateRefused).toBeGreaterThan(0);
    expect(found.rotations).toBeGreaterThanOrEqual(8);
  });

  it("extend the user on the way, and move the end of a key that it cut short", async () => {
    const user = { lifetimeDays: 100, extendBeforeDays: 40 };
    const found = await lapse({ lifetimeDays: 90, rotateBeforeDays: 25, overlapDays: 5, user }, 20, 5);
    expect(found).toMatchObject({ refused: 0, lateRefused: 0 });
    expect(found.extensions).toBeGreaterThanOrEqual(4);
    expect(found.rotations).toBeGreaterThanOrEqual(4);
  });

  it("hold for policies drawn at random", { timeout: 300_000 * factor() }, async () => {
    const seed = seedOf();
    const draw = chance(seed);
    await repeatable({ FC_SEED: seed, FC_FACTOR: process.env.FC_FACTOR }, async () => {
      for (let at = 0; at < 2 * factor(); at++) {
        const longestGap = at % 2 === 0 ? 20 : 10;
        const policy = drawPolicy(draw);
        const { rotations, foreseen, refused } = await lapse(policy, longestGap, seed + at);
        expect(rotations).toBeGreaterThan(0);
        expect(foreseen).toBeGreaterThan(0);
        if (policy.rotateBeforeDays >= longestGap) expect(refused).toBe(0);
      }
    });
  });
});
