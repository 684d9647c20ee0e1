/**
 * Every step of a handler, broken in every way: the next `up` ends clean, and what is left over is exactly what `sweep`
 * lists. Steps are data, so a step without a scenario fails here.
 */
import { describe, expect, it } from "vitest";
import { steps } from "../../src/provider/service-user/steps";
import { exported, jsonOf, sweep } from "../cli/sweep-fixture";
import { opens } from "../emulator/harness";
import { failure, Resource, startWorld, userArgs, userOf, type World } from "./apply-harness";
import { type Broken, breakAt, faults, modes } from "./crash-faults";
import { type Scenario, scenarios } from "./crash-scenarios";

/** Ids of users and keys on the server; a user counts as another one when its description changed. */
async function objects(world: World): Promise<Map<string, { id: string; user?: string }>> {
  const { users, tokens } = await world.emulator.state();
  return new Map([
    ...users.map((user) => [`${user.id} ${user.description}`, { id: String(user.id) }] as const),
    ...tokens.map((token) => [String(token.id), { id: String(token.id), user: String(token.user_id) }] as const),
  ]);
}

/** What a broken run left: made or written since `before`, in no state; the keys of a user that is left go with it. */
async function leftSince(before: Map<string, unknown>, world: World, state: string): Promise<string[]> {
  const now = await objects(world);
  const left = [...now].filter(([key, { id }]) => !before.has(key) && !state.includes(id)).map(([, object]) => object);
  return left.filter(({ user }) => !left.some(({ id }) => id === user)).map(({ id }) => id);
}

/** The run that breaks, as its own process. Answers whether it failed. */
async function run(broken: Broken, world: World, resource: Resource, args: Record<string, unknown>): Promise<boolean> {
  const attempt = new Resource({ ...world, deps: broken.deps, env: broken.env }, resource.handlers);
  attempt.state = resource.state;
  const failed = await attempt.up(args).then(
    () => false,
    () => true,
  );
  expect(broken.struck()).toBe(true);
  // Nobody records what a run made whose engine or provider was killed.
  if (broken.isRecorded) resource.state = attempt.state;
  return failed;
}

const swept = async (world: World, resources: readonly Resource[], ...argv: string[]) =>
  jsonOf(await sweep(world, ["-", "--json", ...argv], { stdin: exported(resources) })).found;

async function onServer(world: World, resource: Resource): Promise<unknown[]> {
  const { users, tokens } = await world.emulator.state();
  const isUser = resource.handlers.kind === "service user";
  return isUser
    ? users.filter((user) => String(user.friendly_name).toLowerCase() === "ci")
    : tokens.filter((token) => token.id === resource.id);
}

async function breakAndMend(scenario: Scenario, fault: (typeof faults)[number], mode: string): Promise<number> {
  const world = await startWorld();
  try {
    const empty = await objects(world);
    const { resource, args, others } = await scenario.prepare(world);
    // What somebody else made before the run is no leftover; what an earlier run of ours left is one.
    const before = scenario.adopts ? await objects(world) : empty;
    if (scenario.losesFirstAnswer) {
      await world.emulator.addFault({ match: { method: "POST", path: "/user", nth: 1 }, kind: "drop-after" });
    }
    const broken = await breakAt(world, scenario.request, fault, mode);
    // A lost first answer is looked for, which takes a second attempt.
    if (scenario.losesFirstAnswer && !broken.isRecorded) broken.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "5";
    const failed = await run(broken, world, resource, args);
    if (mode === "once") expect(failed).toBe(false);
    await world.emulator.clearFaults();

    const after = await leftSince(before, world, exported([resource, ...others]));
    const listed = await swept(world, [resource, ...others]);
    expect(listed.map(({ id }) => id).sort()).toEqual(after.sort());
    if (fault === "engine killed" && !scenario.adopts && !resource.state && scenario.step !== "take the user back") {
      expect(after).toEqual([]);
    }

    // What exists but could not be finished is in state, and the next run updates it.
    const isUnfinished = fault === "500" && mode === "until the run is over" && isAfterThePost(scenario.step);
    if (isUnfinished) expect(resource.state).toMatchObject({ isPartial: true });
    const operation = await resource.up(args);
    expect(operation).toBe(isUnfinished ? "update" : operation);
    expect(operation).not.toBe("replace");
    expect(await resource.up(args)).toBe("same");
    expect(await resource.refresh()).toBe("refresh");
    expect(await resource.up(args)).toBe("same");
    expect(await onServer(world, resource)).toEqual([
      expect.objectContaining({ id: resource.id, ...scenario.expected }),
    ]);
    await expectUsable(world, resource, scenario);

    const rest = await leftSince(before, world, exported([resource, ...others]));
    // Only keys whose value was lost stay for sweep: not the one that came with a user and was to be deleted.
    if (resource.outputs.initialKey === "delete") expect(rest).toEqual([]);
    const found = await swept(world, [resource, ...others], "--delete", "--yes");
    expect(found.map(({ id }) => id).sort()).toEqual(rest.sort());
    expect(found.every(({ outcome }) => outcome === "deleted")).toBe(true);
    expect(await leftSince(before, world, exported([resource, ...others]))).toEqual([]);
    expect(await resource.refresh()).toBe("refresh");
    expect(await resource.up(args)).toBe("same");
    return rest.length;
  } finally {
    await world.emulator.close();
  }
}

const isAfterThePost = (step: string) => step === "disable the key" || steps.some(({ name }) => name === step);

/** A value in state opens the API, and an adopted user is known as one. */
async function expectUsable(world: World, resource: Resource, scenario: Scenario): Promise<void> {
  const { initialKey, initialApiKey, value, enabled, adopted } = resource.outputs;
  if (initialKey === "keep") expect(await opens(world.emulator, String(initialApiKey))).toBe(true);
  if (value !== undefined && enabled === true) expect(await opens(world.emulator, String(value))).toBe(true);
  if (resource.handlers.kind === "service user") expect(adopted).toBe(scenario.adopts === true);
}

const lived: string[] = [];
let leftOver = 0;

describe.each(scenarios.map((scenario) => [scenario.step, scenario] as const))("%s", (step, scenario) => {
  it.each(faults.flatMap((fault) => modes[fault].map((mode) => [fault, mode] as const)))(
    "%s, %s",
    async (fault, mode) => {
      leftOver += await breakAndMend(scenario, fault, mode);
      lived.push(`${step}: ${fault}`);
    },
  );
});

it.each([
  ["delete the initial key", {}],
  ["delete the lost initial key", { losesFirstAnswer: true }],
  ["make the initial key again", { losesFirstAnswer: true, initialKey: "keep" }],
])("an unfinished creation is finished although a refresh cleared the engine's record of it: %s", async (step, has) => {
  const world = await startWorld();
  try {
    const { losesFirstAnswer, ...rest } = { losesFirstAnswer: false, ...has };
    const request = scenarios.find((scenario) => scenario.step === step)?.request;
    if (!request) throw new Error(`no scenario for ${step}`);
    if (losesFirstAnswer) {
      await world.emulator.addFault({ match: { method: "POST", path: "/user", nth: 1 }, kind: "drop-after" });
    }
    await world.emulator.addFault({ match: request, kind: "status", status: 403 });
    const user = userOf(world);
    const args = userArgs(world, rest);
    expect((await failure(user.up(args))).message).toMatch(/exists .*, but is not finished/);
    expect(user.state).toMatchObject({ isPartial: true });
    await world.emulator.clearFaults();
    await user.refresh();
    expect(user.state?.isPartial).toBeUndefined();
    expect(await user.up(args)).toBe("update");
    expect(await user.up(args)).toBe("same");
    const { tokens } = await world.emulator.state();
    const keys = tokens.filter((token) => token.user_id === user.id).map((token) => token.id);
    expect(keys).toEqual(user.outputs.initialKey === "keep" ? [user.outputs.initialApiKeyId] : []);
  } finally {
    await world.emulator.close();
  }
});

it("every step has a scenario with every fault", () => {
  const other = ["post the user", "adopt the user", "take the user back", "update the user"];
  const ofKeys = ["mint the key", "disable the key", "update the key"];
  const wanted = [...steps.map(({ name }) => name), ...other, ...ofKeys].flatMap((step) =>
    faults.map((fault) => `${step}: ${fault}`),
  );
  expect([...new Set(lived)].sort()).toEqual(wanted.sort());
  expect(wanted).toHaveLength(55);
  // The twin of "nothing is left over": some kills do leave something, which sweep then lists and deletes.
  expect(leftOver).toBeGreaterThan(0);
});
