/**
 * Check meets its own answer: whole, in part (what `ignoreChanges` puts back), and in states from before an argument. It
 * changes nothing and refuses nothing then.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiKeyFields } from "../../src/fields/api-key";
import { serviceUserFields } from "../../src/fields/service-user";
import { checkApiKey, diffApiKey } from "../../src/provider/api-key/plan";
import type { CheckOutcome, DiffOutcome, Props } from "../../src/provider/host/state";
import { checkRetirement, diffRetirement } from "../../src/provider/rotating/retirement/plan";
import { checkSchedule, diffSchedule } from "../../src/provider/rotating/schedule/plan";
import { checkSlot, diffSlot } from "../../src/provider/rotating/slot/plan";
import { checkServiceUser, diffServiceUser } from "../../src/provider/service-user/plan";
import { addDays } from "../../src/rotation";
import { holds } from "../support/property";

const TODAY = "2026-12-01";
/** Each run asserts several times. */
const RUNS = 300;

interface Subject {
  readonly check: (olds: Props, news: Props, context: { today: string }) => CheckOutcome;
  readonly diff: (olds: Props, news: Props, context: { today: string }) => DiffOutcome;
  /** Valid arguments of a program, as it passes them on. */
  readonly args: fc.Arbitrary<Props>;
  /** What a creation adds to settled inputs. */
  readonly outputs: (inputs: Props) => Props;
  /** Arguments with a default that are no outputs: an older state may lack them. */
  readonly defaulted: readonly string[];
}

const day = fc.integer({ min: 1, max: 900 }).map((days) => addDays(TODAY, days));
const id = fc.constantFrom("id-1", "id-2", "id-3");
const values = fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("1", "2"), { maxKeys: 2 });
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const dropUndefined = (props: Props): Props =>
  Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));

/** A lifetime with a window that fits, or an end, or neither. */
const life = (window: string): fc.Arbitrary<Props> =>
  fc.oneof(
    day.map((endDate) => ({ endDate })),
    fc.constant({}),
    fc.tuple(fc.integer({ min: 2, max: 400 }), some(fc.integer({ min: 1, max: 399 }))).map(([lifetimeDays, days]) => ({
      lifetimeDays,
      ...(days !== undefined && { [window]: 1 + (days % (lifetimeDays - 1)) }),
    })),
  );

const userArgs = fc
  .tuple(
    fc.record({
      nickname: some(fc.constantFrom("ci", "build")),
      description: some(fc.constantFrom("", "Signs", " padded ")),
      email: fc.constantFrom("a@example.com", "b@example.com"),
      accountIds: fc.uniqueArray(id, { minLength: 1 }),
      roleIds: fc.array(id),
      enabled: some(fc.boolean()),
      onDuplicate: some(fc.constantFrom("fail", "adopt")),
      onDestroy: some(fc.constantFrom("delete", "disable", "retain")),
      adoptId: some(id),
      adoptFrom: some(fc.constant("acme/p/s/n")),
      initialKey: some(fc.constantFrom("delete", "keep")),
      allowSelf: some(fc.boolean()),
    }),
    life("extendBeforeDays"),
  )
  .map(([args, dates]) => dropUndefined({ owner: "acme/pay/prod/ci", ownerHash: "h1", ...args, ...dates }))
  // No program may keep the key of a user that may be adopted.
  .filter(({ initialKey, adoptId, onDuplicate }) => initialKey !== "keep" || (!adoptId && onDuplicate !== "adopt"));

const keyArgs = fc
  .tuple(
    fc.record({
      serviceUserId: id,
      serviceUserEndDate: some(day),
      rotate: fc.constantFrom(undefined, true),
      triggers: some(values),
      namePrefix: some(fc.constantFrom("ci", "app")),
      enabled: some(fc.boolean()),
      onDestroy: some(fc.constantFrom("delete", "disable")),
      allowSelf: some(fc.boolean()),
    }),
    life("rotateBeforeDays"),
    fc.boolean(),
  )
  .map(([args, dates, isFrozen]) =>
    dropUndefined({ ...args, ...dates, ...(isFrozen && !("rotateBeforeDays" in dates) && { rotate: false }) }),
  );

const pairArgs = fc
  .record({
    serviceUserId: id,
    serviceUserEndDate: some(day),
    lifetimeDays: fc.integer({ min: 4, max: 400 }),
    share: some(fc.integer({ min: 1, max: 399 })),
    overlapDays: some(fc.constant(1)),
    triggers: some(values),
    revoke: some(values),
    use: some(fc.constantFrom("newest", "previous")),
    namePrefix: fc.constantFrom("app", "web"),
  })
  .map(({ share, ...args }) =>
    dropUndefined({
      ...args,
      ...(share !== undefined && { rotateBeforeDays: 1 + (share % (args.lifetimeDays - 2)) }),
    }),
  );

const slotArgs = fc
  .record({
    slot: fc.constantFrom("a", "b"),
    role: fc.constantFrom("current", "previous", "empty"),
    generation: fc.constantFrom("s-1", "s-2"),
    serviceUserId: id,
    endDate: day,
    namePrefix: fc.constantFrom("app", "web"),
  })
  .map((args) => (args.role === "empty" ? { ...args, generation: "" } : args) as Props);

const retirementArgs = fc.record({
  currentKeyId: fc.constantFrom("k1", "k2", "empty"),
  currentCreatedAt: day.map((made) => `${made}T10:00:00Z`),
  previousKeyId: fc.constantFrom("k3", "empty", ""),
  previousName: fc.constantFrom("app-1", ""),
  previousEndDate: fc.oneof(day, fc.constant("")),
  previousFingerprint: fc.constantFrom("f", ""),
  serviceUserId: id,
  overlapDays: fc.integer({ min: 1, max: 30 }),
  use: fc.constantFrom("newest", "previous"),
}) as fc.Arbitrary<Props>;

const defaultsOf = (table: Readonly<Record<string, object>>, ...outputs: string[]): string[] =>
  Object.entries(table)
    .filter(([name, row]) => "default" in row && !outputs.includes(name))
    .map(([name]) => name);

const granted = (inputs: Props): Props => ({ ...inputs, requestedEndDate: inputs.endDate });

const subjects: Readonly<Record<string, Subject>> = {
  ServiceUser: {
    check: checkServiceUser,
    diff: diffServiceUser,
    args: userArgs,
    outputs: (inputs) => ({ ...granted(inputs), initialApiKey: inputs.initialKey === "keep" ? "v" : "" }),
    defaulted: defaultsOf(serviceUserFields),
  },
  ApiKey: {
    check: checkApiKey,
    diff: diffApiKey,
    args: keyArgs,
    outputs: granted,
    defaulted: defaultsOf(apiKeyFields, "namePrefix"),
  },
  RotationSchedule: {
    check: checkSchedule,
    diff: diffSchedule,
    args: pairArgs,
    outputs: (inputs) => inputs,
    defaulted: ["triggers", "revoke", "use"],
  },
  ApiKeySlot: { check: checkSlot, diff: diffSlot, args: slotArgs, outputs: granted, defaulted: [] },
  ApiKeyRetirement: {
    check: checkRetirement,
    diff: diffRetirement,
    args: retirementArgs,
    outputs: (inputs) => inputs,
    defaulted: [],
  },
};

/** Arguments with some of what was settled put back, as the engine does it before check: an absent one is taken out. */
function putBack(args: Props, settled: Props, names: readonly string[]): Props {
  const mixed = { ...args };
  for (const name of names) {
    if (name in settled) mixed[name] = settled[name];
    else delete mixed[name];
  }
  return mixed;
}

/** Picks from a list: some of it, or all. */
const mask = fc.oneof(
  fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  fc.constant(new Array<boolean>(30).fill(true)),
);
const picked = <T>(from: readonly T[], by: readonly boolean[]): T[] => from.filter((_each, index) => by[index]);

/** The names of inputs of which changes are ignored. */
function ignored(args: Props, settled: Props, by: readonly boolean[]): string[] {
  const names = [...new Set([...Object.keys(args), ...Object.keys(settled)])].filter((name) => name !== "owner");
  const isAll = by.every((each) => each);
  return picked(names, by).filter((name) => isAll || name !== "serviceUserEndDate");
}

describe.each(Object.entries(subjects))("check of %s", (_kind, { check, diff, args, outputs }) => {
  const settle = (olds: Props, news: Props, today = TODAY): Props => {
    const { inputs, failures } = check(olds, news, { today });
    expect(failures).toEqual([]);
    return inputs;
  };

  it("changes nothing on its own answer with any argument put back", () => {
    holds(
      fc.property(args, mask, (program, by) => {
        const settled = settle({}, program);
        const names = ignored(program, settled, by);
        const again = settle(settled, putBack(program, settled, names));
        expect(again).toEqual(settled);
        expect(diff(outputs(settled), again, { today: TODAY })).toMatchObject({ changes: false, replaces: [] });
      }),
      RUNS,
    );
  });

  it("refuses nothing where another program meets what was put back, then and on any later day", () => {
    holds(
      fc.property(args, args, mask, fc.nat(1000), (before, after, by, days) => {
        const today = addDays(TODAY, days);
        const settled = settle({}, before);
        const names = ignored(after, settled, by);
        const refused = check(settled, putBack(after, settled, names), { today }).failures;
        // What the program itself writes may be refused on that day: an end that has passed, triggers during an overlap.
        const own = check(settled, putBack(after, settled, []), { today }).failures;
        const may = [...own.map(({ property }) => property), "triggers", "revoke", "serviceUser"];
        expect(refused.filter(({ property }) => !may.includes(property))).toEqual([]);
        const inputs = check(settled, putBack(after, settled, names), { today }).inputs;
        if (refused.length > 0) return;
        const third = putBack(after, inputs, names);
        expect(settle(inputs, third, today)).toEqual(inputs);
      }),
      RUNS,
    );
  });
});

const grown = Object.entries(subjects).filter(([, { defaulted }]) => defaulted.length > 0);
it("three kinds have arguments with a default that are no outputs", () => expect(grown).toHaveLength(3));

describe.each(grown)(
  "a state of %s from before an argument with a default",
  (_kind, { check, diff, args, outputs, defaulted }) => {
    it("shows no change", () => {
      holds(
        fc.property(args, mask, (program, by) => {
          const bare = Object.fromEntries(Object.entries(program).filter(([name]) => !defaulted.includes(name)));
          const settled = check({}, bare, { today: TODAY }).inputs;
          const lacking = picked(defaulted, by);
          const older = (props: Props): Props =>
            Object.fromEntries(Object.entries(props).filter(([name]) => !lacking.includes(name)));
          const again = check(older(settled), bare, { today: TODAY }).inputs;
          expect(again).toEqual(settled);
          const { changes, replaces } = diff(older(outputs(settled)), again, { today: TODAY });
          expect([changes, replaces]).toEqual([false, []]);
        }),
        RUNS,
      );
    });
  },
);
