import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { endsAt } from "../../../src/rotation";
import { agedMark } from "../../identity/aged";
import { describeByHand, usersOf } from "../../identity/by-hand";
import { embeddedStack } from "../engines";
import { makeProject, type Project } from "../project";
import { type Deployment, nameOf, type Run, type Stack, type StoredResource } from "../stack";
import { changed } from "./stage";

/**
 * The states that versions wrote for the program below on 2027-01-15, never to be written again: whoever has such a state
 * must be able to go on with it.
 */
const states: readonly (readonly [
  what: string,
  file: string,
  ours: number,
  places: ReturnType<typeof placesIn>,
  /** What its next preview shows. */
  shows: readonly string[],
])[] = [
  [
    "of before it said where things live, and of before identities",
    "v0.json",
    6,
    { host: 0, accountId: 0 },
    ["create StackIdentity digicert-one-stack-identity"],
  ],
  ["that says where things live", "v1.json", 7, { host: 4, accountId: 3 }, []],
];
const day = "2027-01-15";

const program = (description: string) => `
const digicert = require("pulumi-digicert-one");
const accountIds = [digicert.getAccountOutput().id];
const roleIds = [digicert.getRoleOutput({ name: "Certificate manager" }).id];
const email = "team@example.com";
const user = new digicert.ServiceUser("app", {
  nickname: "app", description: "${description}", email, accountIds, roleIds, lifetimeDays: 365, extendBeforeDays: 30,
  initialKey: "keep",
});
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, triggers: { reason: "first" } });
const pair = new digicert.RotatingApiKey("pair", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
module.exports = { value: key.value, pair: pair.value };
`;

describe.each(states)("state %s", (_what, file, ours, places, shows) => {
  const frozen: Deployment = JSON.parse(readFileSync(join(__dirname, "..", "..", "fixtures", "state", file), "utf8"));
  let emulator: Emulator;
  const projects: Project[] = [];
  /** What today's code writes for the same program. */
  let today: Deployment;

  beforeAll(async () => {
    emulator = await startEmulator({ seed: 40, now: `${day}T12:00:00Z` });
    const stack = await makeStack();
    await stack.up();
    today = await stack.exportStack();
  });

  afterAll(async () => {
    for (const project of projects) project.remove();
    await emulator.close();
  });

  async function makeStack(): Promise<Stack & { setProgram: Project["setProgram"] }> {
    const project = makeProject({ name: "frozen", program: program("Signs releases") });
    projects.push(project);
    const stack = await embeddedStack(project);
    await stack.setConfig("digicert-one:baseUrl", emulator.url);
    await stack.setConfig("digicert-one:apiKey", emulator.apiKey, { secret: true });
    stack.setEnv("DIGICERT_ONE_AS_OF", day);
    return Object.assign(stack, { setProgram: project.setProgram });
  }

  test("has no key that today's state lacks or keeps in another shape", () => {
    const resources = frozen.deployment.resources ?? [];
    expect(resources.filter(isOurs)).toHaveLength(ours);
    expect(resources.flatMap((old) => losses(old, today))).toEqual([]);
  });

  test("would be missed if a key went, or changed its type", () => {
    const user = frozen.deployment.resources?.find(({ urn }) => nameOf(urn) === "app") as StoredResource;
    const outputs = { ...(user.outputs as Record<string, unknown>), nonce: 5 };
    const { status: _, ...rest } = outputs as Record<string, unknown>;
    const wrong = { ...today, deployment: { resources: [{ ...user, outputs: rest }] } };
    expect(losses(user, wrong)).toEqual([
      "app: output nonce was string, is number",
      "app: output status was string, is missing",
    ]);
  });

  test("goes through refresh, preview, a rotation in sight, up and destroy", async () => {
    const stack = await makeStack();
    await stack.importStack(withObjectsOf(frozen, today));
    if (shows.length > 0) await ageMarks(emulator);
    expect(everyChange(await stack.preview())).toEqual(shows);
    expect(placesIn(frozen)).toEqual(places);
    expect((await stack.refresh()).resourceChanges.same).toBe(2 + ours);
    // The user, the key and the slot that holds one have answered; a retirement knows it from its making.
    const refreshed = placesIn(await stack.exportStack());
    expect(refreshed).toEqual({ host: Math.max(3, places.host), accountId: Math.max(2, places.accountId) });
    expect(everyChange(await stack.preview())).toEqual(shows);

    stack.setEnv("DIGICERT_ONE_AS_OF", "2027-03-20");
    expect(changed(await stack.preview())).toMatchObject({
      "ApiKey ci": ["create-replacement", "delete-replaced", "replace"],
      "RotationSchedule pair-schedule": ["update"],
    });
    stack.setEnv("DIGICERT_ONE_AS_OF", day);

    stack.setProgram(program("Signs every release"));
    expect(everyChange(await stack.up())).toEqual([...shows, "update ServiceUser app"]);
    // The mark is brought up to date with the write.
    const { users } = await emulator.state();
    const descriptions = users.filter(({ friendly_name }) => friendly_name === "app").map((user) => user.description);
    expect(descriptions).toEqual([
      expect.stringMatching(/^Signs every release \(pulumi: \S+\/app #[0-9a-f]{12}\.[0-9a-f]{20}\)$/),
    ]);

    await stack.destroy();
    const left = await emulator.state();
    expect(left.users.filter(({ friendly_name }) => friendly_name === "app")).toEqual([]);
    expect(left.tokens).toHaveLength(1);
  });
});

/** Every step on a resource of ours that is more than a look, the identity's included. */
function everyChange({ steps }: Run): string[] {
  const ours = steps.filter(({ type, op }) => isOurs({ type, urn: "" }) && op !== "same" && op !== "refresh");
  return ours.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort();
}

/** Marks as they were before they carried a hash. */
async function ageMarks(emulator: Emulator): Promise<void> {
  for (const { id, description } of await usersOf(emulator)) {
    const aged = agedMark(String(description));
    expect(aged).not.toBe(description);
    await describeByHand(emulator, String(id), aged);
  }
}

const isOurs = ({ type }: StoredResource): boolean => type.startsWith("pulumi-nodejs:dynamic/digicert-one:");

/** How many resources say where they live. */
function placesIn({ deployment }: Deployment): { host: number; accountId: number } {
  const outputs = (deployment.resources ?? []).filter(isOurs).map((each) => each.outputs as Record<string, unknown>);
  const filled = (key: string) =>
    outputs.filter(({ [key]: value }) => typeof value === "string" && value !== "").length;
  return { host: filled("host"), accountId: filled("accountId") };
}

const kindOf = (value: unknown): string => {
  if (value === undefined) return "missing";
  return Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
};

/** What today's inputs and state hold only where it says something else. */
const SILENT: Readonly<Record<string, unknown>> = {
  ...{ lostInitialKey: false, unproven: false, adopted: false, initialApiKeyId: "", enabled: true, rotate: true },
  ...{ adoptChanges: false, adoptFrom: "", adoptId: "", allowSelf: false, forceDestroy: false, onDuplicate: "fail" },
};

/** Whether a property says nothing: it is at its default, or follows from another. */
function isSilent(key: string, { type, ...state }: StoredResource, side: "inputs" | "outputs"): boolean {
  const props = state[side] as Record<string, unknown>;
  if (key === "endsAt") return props.endsAt === endsAt(String(props.endDate));
  if (key === "requestedEndDate") return props.requestedEndDate === props.endDate;
  if (key === "onDestroy") return props.onDestroy === (type.endsWith(":ServiceUser") ? "" : "delete");
  return Object.hasOwn(SILENT, key) && props[key] === SILENT[key];
}

/** The properties of a stored resource that another state lacks, or keeps in another type. */
function losses(old: StoredResource, state: Deployment): string[] {
  const now = state.deployment.resources?.find(({ urn }) => urn === old.urn);
  if (!now) return [`${old.urn} is missing`];
  return (["input", "output"] as const).flatMap((side) => {
    const before = (old[`${side}s`] ?? {}) as Record<string, unknown>;
    const after = (now[`${side}s`] ?? {}) as Record<string, unknown>;
    return Object.keys(before)
      .filter((key) => after[key] !== undefined || !isSilent(key, old, `${side}s`))
      .filter((key) => kindOf(before[key]) !== kindOf(after[key]))
      .map((key) => `${nameOf(old.urn)}: ${side} ${key} was ${kindOf(before[key])}, is ${kindOf(after[key])}`);
  });
}

/** What the server chose when it made the objects, and what follows from the stack; the rest of a state is ours. */
const CHOSEN = ["host", "ownerHash", "nonce", "name", "initialApiKeyId", "accountIds", "roleIds"];

/** Times are no names: two objects may be made in one second, so each resource gets its own. */
const TIMES = ["createdAt", "currentCreatedAt"];

/** The frozen state as it would be, had its objects been made on the emulator of this test. */
function withObjectsOf(state: Deployment, made: Deployment): Deployment {
  let text = JSON.stringify(state);
  const replace = (from: unknown, to: unknown): void => {
    if (typeof from !== "string" || typeof to !== "string" || from === "" || from === "empty") return;
    text = text.replaceAll(JSON.stringify(from), JSON.stringify(to));
  };
  // A refresh without the program takes the address from the state; the administrator's key comes from the seed.
  const address = ({ deployment }: Deployment): unknown => {
    const provider = deployment.resources?.find(({ type }) => type.startsWith("pulumi:providers:"));
    return (provider?.inputs as Record<string, unknown> | undefined)?.["digicert-one:baseUrl"];
  };
  replace(address(state), address(made));
  for (const old of state.deployment.resources?.filter(isOurs) ?? []) {
    const now = made.deployment.resources?.find(({ urn }) => urn === old.urn);
    // Ids of the schedule and the retirement are our own.
    if (!/Rotation|Retirement/.test(old.type)) replace(old.id, now?.id);
    const [before, after] = [old, now].map((each) => (each?.outputs ?? {}) as Record<string, unknown>);
    for (const key of CHOSEN) {
      const [from, to] = [[before?.[key]].flat(), [after?.[key]].flat()];
      for (const [at, value] of from.entries()) replace(value, to[at]);
    }
  }
  const moved = JSON.parse(text) as Deployment;
  for (const resource of moved.deployment.resources?.filter(isOurs) ?? []) {
    const now = made.deployment.resources?.find(({ urn }) => urn === resource.urn);
    for (const part of ["inputs", "outputs"] as const) {
      const [fields, fresh] = [resource[part], now?.[part]] as (Record<string, unknown> | undefined)[];
      for (const time of TIMES) if (fields?.[time] !== undefined && fresh) fields[time] = fresh[time];
    }
  }
  return moved;
}
