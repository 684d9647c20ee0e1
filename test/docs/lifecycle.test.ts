import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import type { Row, Table } from "../../src/fields/row";
import { checkApiKey, diffApiKey } from "../../src/provider/api-key/plan";
import type { Props } from "../../src/provider/host/state";
import { checkServiceUser, diffServiceUser } from "../../src/provider/service-user/plan";
import { addDays } from "../../src/rotation";
import { argumentOf, fieldsOf, type DocumentedKind as Kind, saysDefault } from "./fields";
import { type ArgumentRow, argumentRows, dayRows, destroyRows } from "./lifecycle-table";
import { LifecycleWorld, START } from "./lifecycle-world";

const kinds = Object.keys(fieldsOf) as Kind[];

/** What every user and every key has that is not the argument under test. */
const base = (kind: Kind, argument: string): Props => {
  if (kind === "ServiceUser") {
    const extends_ = argument === "extendBeforeDays" ? { lifetimeDays: 365 } : {};
    const accountIds = ["first account", ...(argument === "primaryAccountId" ? ["second account"] : [])];
    return { email: "a@example.com", accountIds, roleIds: ["first role"], ...extends_ };
  }
  const life =
    argument === "endDate" ? {} : { lifetimeDays: 90, ...(argument !== "rotate" && { rotateBeforeDays: 30 }) };
  return { serviceUser: "first user", ...life };
};

const withArgument = (kind: Kind, { argument }: ArgumentRow, value: unknown): Props =>
  JSON.parse(JSON.stringify({ ...base(kind, argument), [argument]: value })) as Props;

/** As the classes hand arguments to the provider. */
const inputsOf = (kind: Kind, args: Props): Props => {
  if (kind === "ServiceUser") return { owner: "acme/project/dev/ci", ...args };
  const { serviceUser, ...rest } = args;
  return { serviceUserId: serviceUser, ...rest };
};

/** The change as check and diff see it: the state is what a creation on the first day stores. */
function decided(kind: Kind, before: Props, after: Props, day: string): string {
  const [check, diff] = kind === "ApiKey" ? [checkApiKey, diffApiKey] : [checkServiceUser, diffServiceUser];
  const first = check({}, inputsOf(kind, before), { today: START });
  const state = { ...first.inputs, requestedEndDate: first.inputs.endDate, initialApiKeyId: "" };
  if (kind === "ServiceUser" && before.initialKey === "keep") state.initialApiKeyId = "some-key";
  const next = check(first.inputs, inputsOf(kind, after), { today: day });
  expect([...first.failures, ...next.failures]).toEqual([]);
  const { changes, replaces } = diff(state, next.inputs, { today: day });
  if (replaces.length > 0) return "replace";
  return changes ? "update" : "none";
}

describe.each(kinds)("the table of %s", (kind) => {
  const rows = argumentRows(kind);

  it("has every argument, in the classes' words", () => {
    const known = Object.keys(fieldsOf[kind]).map(argumentOf);
    expect([...new Set(rows.map(({ argument }) => argument))].sort()).toEqual([...known].sort());
  });

  it("says of creation, drift and destroy what the table of fields says", () => {
    const fields: Table = fieldsOf[kind];
    const said = new Map(Object.entries(fields).map(([name, row]): [string, Row] => [argumentOf(name), row]));
    const truth = rows.map(({ argument }) => {
      const { creation, drift, destroy } = said.get(argument) ?? {};
      return { argument, creation, drift, destroy };
    });
    expect(rows.map(({ argument, creation, drift, destroy }) => ({ argument, creation, drift, destroy }))).toEqual(
      truth,
    );
  });

  it("says what check and diff decide", () => {
    const table = rows.map((row) => `${row.argument}: ${row.change.replace(", no call", "")}`);
    const truth = rows.map((row) => {
      const [before, after] = [withArgument(kind, row, row.from), withArgument(kind, row, row.to)];
      return `${row.argument}: ${decided(kind, before, after, addDays(START, row.daysLater))}`;
    });
    expect(table).toEqual(truth);
  });

  it("says what time alone does", () => {
    const args = { ...base(kind, "lifetimeDays"), ...(kind === "ServiceUser" && { lifetimeDays: 365 }) };
    const days = dayRows(kind);
    expect(days.length).toBeGreaterThan(2);
    const truth = days.map(({ days: later }) => ({
      days: later,
      preview: decided(kind, args, args, addDays(START, later)),
    }));
    expect(days).toEqual(truth);
  });
});

it("would notice a comment that names another default", () => {
  expect(saysDefault("Default true. False disables it.", "enabled", true)).toBe(true);
  expect(saysDefault("Default true. False disables it.", "enabled", false)).toBe(false);
  expect(saysDefault("Default `fail`.", "onDuplicate", "adopt")).toBe(false);
});

describe("on the embedded engine", () => {
  let emulator: Emulator;
  let world: LifecycleWorld;

  beforeAll(async () => {
    vi.stubEnv("DIGICERT_ONE_AS_OF", START);
    emulator = await startEmulator({ seed: 5, rateLimits: "off", now: START });
    world = await LifecycleWorld.start(emulator);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator.close();
  });

  it.each(kinds)("previews and carries out each change of %s as its table says", async (kind) => {
    const rows = argumentRows(kind);
    const truth: string[] = [];
    for (const row of rows) {
      const { preview, up, wrote } = await world.change(
        kind,
        withArgument(kind, row, row.from),
        withArgument(kind, row, row.to),
        row,
      );
      expect(up, `${row.argument}: the run does what its preview said`).toBe(preview);
      truth.push(`${row.argument}: ${preview === "update" && !wrote ? "update, no call" : preview}`);
    }
    expect(rows.map((row) => `${row.argument}: ${row.change}`)).toEqual(truth);
  });

  it.each(kinds)("sends of %s what its table says, and puts back what others changed of it", async (kind) => {
    const named = (column: "creation" | "drift", word: string) =>
      [
        ...new Set(
          argumentRows(kind)
            .filter((row) => row[column] === word)
            .map((row) => row.argument),
        ),
      ].sort();
    // A lifetime and a name's prefix are sent as part of the end date and of the name; a key's user for ever.
    const derived = ["lifetimeDays", "namePrefix", "serviceUser"];
    const tried = argumentRows(kind).filter((row) => row.creation === "sent" && !derived.includes(row.argument));
    expect(tried.length).toBeGreaterThan(1);
    // Of several rows the first one, whose values are both set: in a map the last one stays.
    const { sent, putBack } = await world.drift(kind, new Map(tried.reverse().map((row) => [row.argument, row])));
    expect(named("creation", "sent").filter((argument) => !derived.includes(argument))).toEqual(sent);
    expect(named("drift", "update")).toEqual(putBack);
  });

  describe("the table of RotatingApiKey", () => {
    const pair = { serviceUser: "first user", lifetimeDays: 90, rotateBeforeDays: 30 };
    const withOne = (argument: string, value: unknown): Props =>
      JSON.parse(JSON.stringify({ ...pair, [argument]: value })) as Props;

    const outcome = ({ preview, wrote, working }: Awaited<ReturnType<LifecycleWorld["change"]>>) => {
      if (preview === "replace") return working === 2 ? "rotate" : "rotate, no overlap";
      return preview === "update" && !wrote ? "update, no call" : preview;
    };

    it("says what previews and runs do", async () => {
      const rows = argumentRows("RotatingApiKey");
      expect(rows.length).toBeGreaterThan(10);
      const truth: string[] = [];
      for (const row of rows) {
        const [before, after] = [withOne(row.argument, row.from), withOne(row.argument, row.to)];
        const changed = await world.change("RotatingApiKey", before, after, row);
        expect(changed.up, `${row.argument}: the run does what its preview said`).toBe(changed.preview);
        truth.push(`${row.argument}: ${outcome(changed)}`);
      }
      expect(rows.map((row) => `${row.argument}: ${row.change}`)).toEqual(truth);
    });

    it("says what time alone does", async () => {
      const days = dayRows("RotatingApiKey");
      expect(days.length).toBeGreaterThan(2);
      for (const { days: daysLater, preview } of days) {
        expect(outcome(await world.change("RotatingApiKey", pair, pair, { daysLater })), `${daysLater}`).toBe(preview);
      }
    });

    it.each([
      ["rotateBeforeDays", undefined, 30],
      ["overlapDays", undefined, 7],
      ["triggers", undefined, {}],
      ["revoke", undefined, {}],
      ["use", undefined, "newest"],
      ["namePrefix", undefined, "ci"],
    ])("%s has its default, so that writing it changes nothing", async (argument, from, to) => {
      const changed = await world.change("RotatingApiKey", withOne(argument, from), withOne(argument, to));
      expect(outcome(changed)).toBe("none");
    });
  });

  it("destroys as its table says", async () => {
    const rows = destroyRows();
    expect(rows.length).toBeGreaterThan(6);
    for (const { resource, onDestroy, made, adopted } of rows) {
      const what = `${resource} ${JSON.stringify(onDestroy)}`;
      expect(await world.destroyed(resource as Kind, onDestroy, false), `${what}, made here`).toBe(made);
      if (adopted !== "")
        expect(await world.destroyed(resource as Kind, onDestroy, true), `${what}, adopted`).toBe(adopted);
    }
  });
});
