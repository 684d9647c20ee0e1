/** What has to hold after a run broke, on whichever engine: what is left, what the next run does, how everything stands in the end. */
import { expect } from "vitest";
import { opens } from "../../emulator/harness";
import { type Fault, isUnheard, type Mode } from "./faults";
import type { Scenario } from "./scenarios";
import { type Mender, type Thing, things } from "./world";

/** What was made or written since `before` and stands in no state, as `sweep` counts it: the keys of a user that is left go with it. */
export async function leftSince(before: ReadonlyMap<string, Thing>, world: Mender): Promise<string[]> {
  const state = JSON.stringify(await world.stored());
  const left = [...(await things(world))].filter(([key, { id }]) => !before.has(key) && !state.includes(id));
  const ids = new Set(left.map(([, { id }]) => id));
  return left.flatMap(([, { id, user }]) => (user !== undefined && ids.has(user) ? [] : [id])).sort();
}

/** How one broken run went, and what became of it: a cell of the table in the docs. */
export interface Story {
  readonly ended: "well" | "failed" | "killed";
  /** How many objects stood in no state, and were listed by `sweep`. */
  readonly left: number;
  readonly next: readonly string[];
  /** How many were left for good. */
  readonly swept: number;
}

/** After the broken run: sweep tells the truth, the next run ends clean, and sweep takes away what was left. */
export async function mend(
  world: Mender,
  scenario: Scenario,
  before: ReadonlyMap<string, Thing>,
  broke: { readonly fault: Fault; readonly mode: Mode },
): Promise<Omit<Story, "ended">> {
  const { run } = scenario;
  const left = await leftSince(before, world);
  if (!mayLeave(scenario, broke)) expect(left).toEqual([]);
  // What an adoption was broken off on was there before, and is no leftover.
  const listed = scenario.adopts ? [] : left;
  expect(idsOf(await world.sweep())).toEqual(listed);

  const next = await world.up(run);
  expect(next.errors).toEqual([]);
  const isEngineDead = broke.fault === "engine killed" || scenario.engineDiesAt !== undefined;
  expect(next.warnings.some((text) => text.includes("pending operations"))).toBe(isEngineDead);
  expect(next.ok).toBe(true);
  expect((await world.preview(run)).ops).toEqual([]);
  await expectEnd(world, scenario, before);

  const rest = await leftSince(before, world);
  // With the last user of a stack its identity goes: then no state can prove whose what is left is.
  const found = await world.sweep("--delete", "--yes", ...(scenario.letsGo ? ["--all-stacks"] : []));
  expect(idsOf(found)).toEqual(rest);
  expect(found.filter(({ outcome }) => outcome !== "deleted")).toEqual([]);
  expect(await leftSince(before, world)).toEqual([]);
  const last = await world.up(run, { refresh: true });
  expect([last.ok, ...last.ops]).toEqual([true]);
  return { left: listed.length, next: next.ops, swept: rest.length };
}

const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();

/** Every object in state stands on the server once, as declared, and every value in state opens it. */
async function expectEnd(world: Mender, scenario: Scenario, before: ReadonlyMap<string, Thing>): Promise<void> {
  const resources = await world.stored();
  const state = JSON.stringify(resources);
  const { users, tokens } = await world.emulator.state();
  const isMine = ({ id }: { readonly id?: unknown }) => scenario.letsGo || state.includes(String(id));
  const own = users.filter(({ user_type, friendly_name }) => user_type === "service" && friendly_name === "ci");
  expect(own).toEqual(scenario.end.users.map((fields) => expect.objectContaining(fields)));
  for (const user of own) expect(isMine(user)).toBe(true);
  const keys = tokens
    .filter((key) => own.some(({ id }) => id === key.user_id))
    .filter((key) => isMine(key) || (scenario.adopts && before.has(String(key.id))))
    .sort((one, other) => String(one.end_date).localeCompare(String(other.end_date)));
  expect(keys).toEqual(scenario.end.keys.map((fields) => expect.objectContaining(fields)));
  for (const { outputs } of resources) {
    if (scenario.adopts) expect(outputs.adopted).toBe(true);
    const value = outputs.value ?? outputs.initialApiKey;
    const key = tokens.find(({ id }) => id === outputs.initialApiKeyId || resources.some((each) => each.id === id));
    if (typeof value !== "string" || value === "" || key === undefined) continue;
    const isEnabled = tokens.find(({ name }) => name === outputs.name)?.enabled ?? true;
    if (outputs.enabled !== false && isEnabled) expect(await opens(world.emulator, value)).toBe(true);
  }
}

/**
 * Something may be left where the server did what nobody heard of, where nobody was left to undo it, and where a mark was
 * written on a user that was there before: that is never undone.
 */
function mayLeave(scenario: Scenario, { fault, mode }: { readonly fault: Fault; readonly mode: Mode }): boolean {
  const { step, also, engineDiesAt, letsGo } = scenario;
  const claims = step === "adopt the user" || step === "take the user back";
  const isUndoing = engineDiesAt !== undefined || step.startsWith("undo") || also !== undefined;
  const isNobodyLeft = fault === "provider killed" || mode.startsWith("with its provider");
  return letsGo === true || claims || isNobodyLeft || isUnheard(fault, mode) || (isUndoing && mode !== "once");
}
