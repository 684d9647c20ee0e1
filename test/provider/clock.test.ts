import { afterEach, describe, expect, it } from "vitest";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import { RunClock } from "../../src/provider/host/run/clock";
import type { PlanContext } from "../../src/provider/host/state";
import { isByDay, steps } from "../../src/provider/host/steps";
import {
  failure,
  keyArgs,
  keyOf,
  keyOnServer,
  keysOnServer,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "./apply-harness";

const NOON = Date.parse("2026-12-01T12:00:00Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let world: World | undefined;
afterEach(async () => {
  await world?.emulator.close();
  world = undefined;
});

/** A kind of resource that notes the days that it was given. */
function noting() {
  const days: string[] = [];
  const seen = <T>(answer: T) => {
    return (...given: unknown[]): T => {
      days.push((given.at(-1) as PlanContext).today);
      return answer;
    };
  };
  const handlers = {
    kind: "thing",
    stateNames: [],
    isRemote: () => false,
    subject: () => "thing",
    check: seen({ inputs: {}, failures: [] }),
    diff: seen({ changes: false, replaces: [] }),
    create: seen(Promise.resolve({ id: "t1", outs: {} })),
    read: seen(Promise.resolve({ props: {}, inputs: {} })),
    update: seen(Promise.resolve({})),
    delete: seen(Promise.resolve()),
  } satisfies ResourceHandlers;
  return { days, handlers };
}

describe("today", () => {
  let now = Date.parse("2026-12-01T23:59:59Z");
  const deps = (clock: RunClock) => ({
    env: { DIGICERT_ONE_BASE_URL: "https://one.example.com", DIGICERT_ONE_API_KEY: "a-key-of-the-clock" },
    now: () => now,
    clock,
    engineAlive: () => Promise.resolve(true),
    notice: () => undefined,
  });
  const config = { get: () => undefined };

  it("is the same for check, diff and apply of all kinds in a process, across midnight", async () => {
    const clock = new RunClock();
    const [one, other] = [noting(), noting()];
    const [first, second] = [dynamicProvider(one.handlers, deps(clock)), dynamicProvider(other.handlers, deps(clock))];
    for (const provider of [first, second]) await provider.configure({ config });
    now = Date.parse("2026-12-01T23:59:59Z");
    await first.check({}, {});
    now = Date.parse("2026-12-02T00:00:01Z");
    await first.diff("t1", {}, {});
    await first.update("t1", {}, {});
    await second.check({}, {});
    await second.create({});
    expect([...one.days, ...other.days]).toEqual(Array.from({ length: 5 }, () => "2026-12-01"));
  });

  it("is another day for the next run in one process, as with the embedded engine", async () => {
    const clock = new RunClock();
    const { days, handlers } = noting();
    for (const day of ["2026-12-01", "2026-12-02"]) {
      now = Date.parse(`${day}T12:00:00Z`);
      const provider = dynamicProvider(handlers, deps(clock));
      await provider.configure({ config });
      await provider.check({}, {});
    }
    expect(days).toEqual(["2026-12-01", "2026-12-02"]);
  });
});

describe("this machine's clock beside the API's", () => {
  const clockAt = (apart: number, env: Record<string, string> = {}) => {
    const clock = new RunClock();
    return { clock, warning: clock.note(NOON + apart, { env, now: () => NOON }) };
  };

  it.each([
    [4 * MINUTE + 59 * SECOND, false, false],
    [5 * MINUTE, true, false],
    [23 * HOUR + 59 * MINUTE + 59 * SECOND, true, false],
    [24 * HOUR, true, true],
  ])("%d ms apart, either way: warned of %s, refused %s", (apart, isWarned, isRefused) => {
    for (const sign of [1, -1]) {
      const { clock, warning } = clockAt(sign * apart);
      expect(warning !== undefined).toBe(isWarned);
      if (isRefused) expect(() => clock.require()).toThrow("nothing is made, moved or retired");
      else clock.require();
    }
  });

  it("counts the part of a second that a Date header leaves out", () => {
    const clock = new RunClock();
    const source = { env: {}, now: () => NOON + 500 };
    expect(clock.note(NOON + 5 * MINUTE, source)).toContain("is 5 minutes behind");
    clock.note(NOON + 24 * HOUR, source);
    expect(() => clock.require()).toThrow("nothing is made");
  });

  it("says who is behind, by how much, and what both show", () => {
    expect(clockAt(7 * MINUTE).warning).toBe(
      "This machine's clock is 7 minutes behind the API's: 2026-12-01T12:00:00Z here, 2026-12-01T12:07:00Z there. Days are counted by this machine: set its clock",
    );
    expect(clockAt(-30 * HOUR).warning).toContain("is 30 hours ahead of the API's");
    expect(() => clockAt(-80 * HOUR).clock.require()).toThrow(/is 3 days ahead of .* Set this machine's clock/);
  });

  it("warns once in a run, and goes by the newest response", () => {
    const source = { env: {}, now: () => NOON };
    const clock = new RunClock();
    const warnings = [HOUR, 25 * HOUR].map((apart) => clock.note(NOON + apart, source));
    expect(warnings.map((each) => each !== undefined)).toEqual([true, false]);
    expect(() => clock.require()).toThrow("behind");
    clock.note(NOON, source);
    clock.require();
  });

  it("is not looked at under DIGICERT_ONE_AS_OF, which is nobody's clock", () => {
    const { clock, warning } = clockAt(400 * 24 * HOUR, { DIGICERT_ONE_AS_OF: "2026-12-01" });
    expect(warning).toBeUndefined();
    clock.require();
  });
});

describe("a machine whose clock is a day behind the API's", () => {
  const DAY_BEHIND = NOON - 24 * HOUR - MINUTE;
  const HOURS_BEHIND = NOON - 23 * HOUR;

  it.each([
    [HOURS_BEHIND, "2026-11-30"],
    [NOON, "2026-12-01"],
  ])("is the twin that works (%s)", async (now, issuedOn) => {
    world = await startWorld();
    world.deps.now = () => now;
    const [user, key] = [userOf(world), keyOf(world)];
    await user.up(userArgs(world, { endDate: undefined, lifetimeDays: 365 }));
    await key.up(keyArgs(user.id));
    expect(key.outputs.issuedOn).toBe(issuedOn);
    expect(world.notices.filter((each) => each.includes("clock"))).toHaveLength(now === NOON ? 0 : 2); // one a process
  });

  it("makes no user by a lifetime and no key, and moves no end; what no day decides goes on", async () => {
    world = await startWorld();
    const [user, key] = [userOf(world), keyOf(world)];
    await user.up(userArgs(world));
    await key.up(keyArgs(user.id));

    world.deps.now = () => DAY_BEHIND;
    world.deps.memory = new Map(); // another process knows of no account yet
    const refused =
      /clock is 24 hours behind the API's: 2026-11-30T11:59:00Z here, .* nothing is made, moved or retired/;
    const other = userArgs(world, { nickname: "other", endDate: undefined, lifetimeDays: 365 });
    expect((await failure(userOf(world).up(other))).message).toMatch(refused);
    expect((await failure(keyOf(world).up(keyArgs(user.id)))).message).toMatch(refused);
    expect((await failure(user.up(userArgs(world, { endDate: "2028-01-31" })))).message).toMatch(refused);
    expect((await failure(key.up(keyArgs(user.id, { lifetimeDays: 60 })))).message).toMatch(refused);
    expect((await world.emulator.state()).users.some(({ friendly_name: name }) => name === "other")).toBe(false);
    expect((await keysOnServer(world, user.id)).map(({ id }) => id)).toEqual([key.id]);
    expect(await userOnServer(world, user.id)).toMatchObject({ end_date: "2027-12-31" });
    expect(await keyOnServer(world, key.id)).toMatchObject({ end_date: "2027-03-01" });

    expect(await key.destroy()).toBe("delete");
    expect(await user.destroy()).toBe("delete");
  });

  it("has each step that writes a day refused", () => {
    expect(steps.map(({ name }) => name).filter(isByDay)).toEqual([
      "post the user",
      "adopt the user",
      "take the user back",
      "move the end of the initial key",
      "make the initial key again",
      "update the user",
      "mint the key",
      "update the key",
      "mint the slot's key",
      "move the end of the slot's key",
      "disable the previous key",
    ]);
  });
});
