/** Programs drawn at random: few resources, every argument. */
import * as fc from "fast-check";
import { plusDays } from "./days";
import type { DeclaredKey, DeclaredPair, DeclaredUser, Program } from "./program";
import { FIRST_DAY, ROLES } from "./stage";

export const USER_NAMES = ["alpha", "beta", "gamma"] as const;
export const NICKNAMES = ["Signing robot", "deploy_1", "build-agent"] as const;

/** An object whose absent choices are absent. */
const record = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(model).map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)));

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 }); // one in two

/** An end: none, a day, or a life. */
const ends = (days: readonly number[], lives: readonly number[]) =>
  fc.oneof(
    fc.constant({}),
    fc.constantFrom(...days).map((day) => ({ endDate: plusDays(FIRST_DAY, day) })),
    fc.constantFrom(...lives).map((lifetimeDays) => ({ lifetimeDays })),
  );

export const userEnds = ends([25, 400, 900], [60, 365]);
export const keyEnds = ends([30, 300], [15, 90]);

/** Arguments of a user that may change from one run to the next, one by one. */
export const userArguments = {
  nickname: maybe(fc.constantFrom(...NICKNAMES)),
  description: fc.constantFrom("", "Signs releases", "Deploys (on Fridays)"),
  email: fc.constantFrom("team@example.com", "other@example.com"),
  roles: fc.subarray([...ROLES]),
  enabled: fc.boolean(),
  onDuplicate: maybe(fc.constantFrom<"fail" | "adopt">("fail", "adopt")),
  adoptChanges: maybe(fc.boolean()),
  onDestroy: maybe(fc.constantFrom<"delete" | "disable" | "retain">("delete", "disable", "retain")),
  forceDestroy: maybe(fc.boolean()),
  initialKey: fc.constantFrom<"delete" | "keep">("delete", "delete", "keep"),
};

/** Arguments of a key that may change. */
export const keyArguments = {
  namePrefix: maybe(fc.constantFrom("ci", "Deploy key_1")),
  trigger: fc.nat({ max: 2 }),
  enabled: fc.boolean(),
  onDestroy: maybe(fc.constantFrom<"delete" | "disable">("delete", "disable")),
  rotate: maybe(fc.constant(false)),
};

export const keyOf = (name: string): fc.Arbitrary<DeclaredKey> =>
  fc
    .tuple(record({ ...keyArguments, name: fc.constant(name) }), keyEnds, fc.integer({ min: 0, max: 4 }))
    .map(([drawn, end, oddity]) => ({
      ...(drawn as unknown as DeclaredKey),
      ...end,
      enabled: oddity !== 0 || drawn.enabled === true,
    }));

export const pairOf = (name: string): fc.Arbitrary<DeclaredPair> =>
  fc.record({
    name: fc.constant(name),
    lifetimeDays: fc.constantFrom(30, 90),
    overlapDays: fc.constantFrom(2, 7),
    trigger: fc.nat({ max: 1 }),
    revoke: fc.constant(0),
  });

/** A user with keys of its own; most are enabled, or nothing could be used. */
export const userOf = (name: string): fc.Arbitrary<DeclaredUser> =>
  fc
    .record({
      drawn: record({ ...userArguments, name: fc.constant(name) }),
      end: userEnds,
      oddity: fc.integer({ min: 0, max: 5 }),
      one: maybe(keyOf(`${name}-key-1`)),
      two: maybe(keyOf(`${name}-key-2`)),
      pair: pairOf(`${name}-pair`),
      hasPair: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ drawn, end, oddity, one, two, pair, hasPair }) => ({
      ...(drawn as unknown as DeclaredUser),
      ...end,
      enabled: oddity !== 0 || drawn.enabled === true,
      keys: [one, two].filter((key) => key !== undefined),
      ...(hasPair === 0 && { pair }),
    }));

/** Nicknames that occur twice would only fail: the second goes without. */
export const distinct = (program: Program): Program => {
  const taken = new Set<string>();
  return program.map((user) => {
    const { nickname, ...rest } = user;
    if (nickname === undefined || !taken.has(nickname)) {
      if (nickname !== undefined) taken.add(nickname);
      return user;
    }
    return rest;
  });
};

export const programs: fc.Arbitrary<Program> = fc
  .tuple(
    ...USER_NAMES.map((name, at) =>
      fc.oneof(
        { arbitrary: userOf(name), weight: at === 0 ? 9 : 1 },
        { arbitrary: fc.constant(undefined), weight: at === 0 ? 1 : at + 1 },
      ),
    ),
  )
  .map((users) => distinct(users.filter((user) => user !== undefined)));
