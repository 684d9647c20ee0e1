/** Options of a run against each kind: what they do is Pulumi's to say and ours to survive. Each cell is played. */
import { expect } from "vitest";
import { ApiKey, RotatingApiKey, type ServiceUser } from "../../../src/index";
import type { OptionKind } from "../../../src/resources/options/table";
import type { OptionsWorld } from "./world";
import { DUE, Toy } from "./world";

export type RunOption = "target" | "replace" | "taint";

/** What happens, for the page; and how it is played. */
export interface RunCell {
  readonly does: string;
  readonly play: (world: OptionsWorld) => Promise<void>;
}

/** A user, a key or pair called `s`, and a consumer of its value, at a trigger. */
const consumed =
  (world: OptionsWorld, kind: "ApiKey" | "RotatingApiKey", trigger = 1) =>
  () => {
    const args = { serviceUser: world.user(), lifetimeDays: 90, triggers: { trigger } };
    const { value } = kind === "ApiKey" ? new ApiKey("s", args) : new RotatingApiKey("s", args);
    new Toy("consumer", { name: "consumer", value });
  };

/** A user called `s` with a key, at a description. */
const keyed = (world: OptionsWorld, description: string) => () => {
  const serviceUser = world.subject("ServiceUser", {}, { description }) as ServiceUser;
  new ApiKey("k", { serviceUser, lifetimeDays: 90, triggers: { description } });
};

const held = (world: OptionsWorld) => world.toys.get("consumer")?.value;

async function opens(world: OptionsWorld, value: unknown): Promise<boolean> {
  const headers = { "x-api-key": String(value), "user-agent": "consumer/1" };
  const answer = await fetch(`${world.emulator.url}/account/api/v1/user/me`, { headers });
  return answer.status !== 401;
}

/** Replaced without the provider being asked, in either way. */
type Force = (world: OptionsWorld, name: string, program: () => unknown) => Promise<{ ok: boolean }>;
const byOption: Force = async (world, name, program) => world.up(program, { replace: [await world.urn(name)] });
const byTaint: Force = async (world, name, program) => {
  await world.taint(name);
  return world.up(program);
};

const userIsTakenBack = (force: Force) => async (world: OptionsWorld) => {
  await world.up(keyed(world, "one"));
  const before = [await world.users(), await world.keys()];
  expect((await force(world, "s", keyed(world, "one"))).ok).toBe(true);
  expect([await world.users(), await world.keys()]).toEqual(before);
  expect((await world.run("preview", keyed(world, "one"))).steps).toEqual([]);
};

const keyIsHandedOver = (force: Force) => async (world: OptionsWorld) => {
  await world.up(consumed(world, "ApiKey"));
  const [keys, value] = [await world.keys(), held(world)];
  expect((await force(world, "s", consumed(world, "ApiKey"))).ok).toBe(true);
  expect(await world.keys()).toHaveLength(1);
  expect(await world.keys()).not.toEqual(keys);
  expect([await opens(world, value), await opens(world, held(world))]).toEqual([false, true]);
};

/** Each part, and the pair itself: afterwards the consumer holds a key that works, and the next run has nothing to do. */
const pairGoesOn = (force: Force) => async (world: OptionsWorld) => {
  await world.up(consumed(world, "RotatingApiKey"));
  await world.goTo(DUE);
  await world.up(consumed(world, "RotatingApiKey"));
  for (const part of ["s", "s-retirement", "s-a", "s-b", "s-schedule"]) {
    expect((await force(world, part, consumed(world, "RotatingApiKey"))).ok, part).toBe(true);
    expect(await opens(world, held(world)), part).toBe(true);
    expect((await world.run("preview", consumed(world, "RotatingApiKey"))).steps, part).toEqual([]);
  }
};

export const RUNS: Readonly<Record<RunOption, Readonly<Record<OptionKind, RunCell>>>> = {
  target: {
    ServiceUser: {
      does: "the user alone is changed; its keys follow in the next run",
      play: async (world) => {
        await world.up(keyed(world, "one"));
        const target = [await world.urn("s")];
        const { ok, steps } = await world.up(keyed(world, "two"), { target });
        expect([ok, ...steps]).toEqual([true, "update s"]);
        expect((await world.up(keyed(world, "two"))).steps).toEqual(["replace k"]);
      },
    },
    ApiKey: {
      does: "a new key is made and the old one deleted, although consumers still hold it: add `--target-dependents`",
      play: async (world) => {
        await world.up(consumed(world, "ApiKey"));
        const value = held(world);
        const target = [await world.urn("s")];
        expect(await world.up(consumed(world, "ApiKey", 2), { target })).toMatchObject({
          ok: true,
          steps: ["replace s"],
        });
        expect([held(world), await opens(world, value)]).toEqual([value, false]);
        // The twin: with its dependents nobody is cut off.
        const both = { target, targetDependents: true };
        expect((await world.up(consumed(world, "ApiKey", 3), both)).steps).toEqual(["replace s", "update consumer"]);
        expect(await opens(world, held(world))).toBe(true);
      },
    },
    RotatingApiKey: {
      does: "the pair alone does nothing; with `--target-dependents` it rotates, and its consumers with it",
      play: async (world) => {
        await world.up(consumed(world, "RotatingApiKey"));
        const value = held(world);
        await world.goTo(DUE);
        const target = [await world.urn("s")];
        expect(await world.up(consumed(world, "RotatingApiKey"), { target })).toMatchObject({ ok: true, steps: [] });
        const rotation = await world.up(consumed(world, "RotatingApiKey"), { target, targetDependents: true });
        expect(rotation.ok).toBe(true);
        expect(rotation.steps).toEqual(expect.arrayContaining(["update s-schedule", "replace s-b", "update consumer"]));
        expect([await opens(world, value), await opens(world, held(world))]).toEqual([true, true]);
      },
    },
  },
  replace: {
    ServiceUser: { does: "the same user is taken back; its keys stay", play: userIsTakenBack(byOption) },
    ApiKey: { does: "a new key is made, handed over, and the old one deleted", play: keyIsHandedOver(byOption) },
    RotatingApiKey: {
      does: "of the pair: nothing; of a slot: a new key takes its place, handed over first; of the schedule: a rotation without overlap",
      play: pairGoesOn(byOption),
    },
  },
  taint: {
    ServiceUser: { does: "as `--replace`", play: userIsTakenBack(byTaint) },
    ApiKey: { does: "as `--replace`", play: keyIsHandedOver(byTaint) },
    RotatingApiKey: { does: "as `--replace`", play: pairGoesOn(byTaint) },
  },
};
