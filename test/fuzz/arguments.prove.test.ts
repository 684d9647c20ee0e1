/** Arguments of any kind: of every kind of resource, in constructors and in check, and of the command line. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateApiKey, validateRotatingApiKey, validateServiceUser } from "../../src/arguments";
import { doctorCommand } from "../../src/cli/doctor";
import { emulatorCommand } from "../../src/cli/emulator";
import { inventoryCommand } from "../../src/cli/inventory";
import { planCommand } from "../../src/cli/plan";
import { sweepCommand } from "../../src/cli/sweep";
import { verifyCommand } from "../../src/cli/verify";
import { type Kind, kinds } from "../../src/fields/kinds";
import { provided } from "../../src/provider/registry";
import { holdsAsync } from "../support/property";
import { Outcomes, outcomeOf, RUNS, TOTAL } from "./closed-list";
import { anyJson, anyText } from "./mutations";

const NAMES = [
  "nickname",
  "description",
  "email",
  "accountIds",
  "roleIds",
  "endDate",
  "lifetimeDays",
  "extendBeforeDays",
  "enabled",
  "onDuplicate",
  "adoptChanges",
  "adoptFrom",
  "adoptId",
  "onDestroy",
  "forceDestroy",
  "initialKey",
  "serviceUser",
  "serviceUserId",
  "serviceUserEndDate",
  "rotateBeforeDays",
  "rotate",
  "triggers",
  "namePrefix",
  "overlapDays",
  "revoke",
  "use",
  "issuedOn",
  "rotateOn",
  "generation",
  "currentSlot",
  "role",
  "retireOn",
  "owner",
  "ownerHash",
  "stackIdentity",
  "id",
  "name",
  "status",
  "createdAt",
  "endsAt",
  "requestedEndDate",
  "host",
  "accountId",
  "primaryAccountId",
  "applicationIds",
  "value",
  "fingerprint",
  "schedule",
  "slot",
];
const RIGHT = [
  "ci",
  "2027-12-31",
  "2027-01-01",
  90,
  30,
  7,
  true,
  false,
  "fail",
  "adopt",
  "delete",
  "retain",
  "disable",
  "keep",
  "newest",
  "previous",
  "current",
  "empty",
  ["a"],
  { reason: "x" },
  "a@example.com",
];
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...RIGHT) },
  { weight: 2, arbitrary: anyJson },
  fc.constantFrom<unknown>(undefined, Number.NaN, 2n ** 70n, Symbol.iterator),
);
const bag = fc.dictionary(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, anyText), value, {
  maxKeys: 10,
});
/** What travels between engine and provider. */
const wire = fc.dictionary(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...NAMES) }, anyText),
  fc.oneof(fc.constantFrom<unknown>(...RIGHT), anyJson),
  { maxKeys: 12 },
);
/** The engine takes plain errors; one that we did not foresee says so. */
async function handled(outcomes: Outcomes, work: () => unknown): Promise<void> {
  const told = async () => {
    try {
      await work();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      throw /unexpected failure/.test(text) ? new TypeError(text) : error;
    }
  };
  await outcomeOf(outcomes, told, ["Error"]);
}
const day = fc.constantFrom("2027-01-01", "2026-12-31", "9999-12-31", "0001-01-01");

describe("arguments of any kind", { timeout: 3_600_000 }, () => {
  it("are validated for a constructor, whatever they are", async () => {
    const outcomes = new Outcomes();
    const validations = [validateServiceUser, validateApiKey, validateRotatingApiKey];
    let found = 0;
    await holdsAsync(
      fc.asyncProperty(fc.constantFrom(...validations), bag, day, (validate, args, today) =>
        outcomeOf(outcomes, () => {
          found += validate(args, { today, isPending: () => false }).length;
        }),
      ),
      RUNS,
    );
    expect(outcomes.kinds).toEqual(["well"]);
    expect(found).toBeGreaterThan(TOTAL);
  });

  it("are checked and compared by every kind of resource, or refused by an error of the closed list", async () => {
    const outcomes = new Outcomes();
    const asked = new Outcomes();
    await holdsAsync(
      fc.asyncProperty(fc.constantFrom(...(Object.keys(kinds) as Kind[])), wire, wire, async (kind, olds, news) => {
        const provider = provided(kind);
        asked.add(kind);
        await handled(outcomes, async () => {
          const checked = await provider.check?.(olds, news);
          if (checked?.inputs !== undefined && (checked.failures ?? []).length === 0) outcomes.add("checked");
        });
        await handled(outcomes, () => provider.diff?.("an-id", olds, news));
      }),
      RUNS,
    );
    expect(asked.kinds).toEqual(Object.keys(kinds).sort());
    expect(outcomes.count("checked")).toBeGreaterThan(TOTAL / 100);
  });

  it("of the command line are taken, or refused as a wrong call", async () => {
    const outcomes = new Outcomes();
    const makers = { emulatorCommand, planCommand, inventoryCommand, sweepCommand, doctorCommand, verifyCommand };
    const options = [
      "--port",
      "--seed",
      "--variant",
      "--now",
      "--rate-limits",
      "--page-size",
      "--like",
      "--as-of",
      "--within",
      "--runs-every",
      "--format",
      "--fail-on",
      "--json",
      "--delete",
      "--yes",
      "--min-age",
      "--keep",
      "--program",
      "--email",
      "--report",
      "--verify",
      "--background",
    ];
    const argument = fc.oneof(
      fc.constantFrom(...options),
      fc.constantFrom("0", "7d", "24h", "2027-01-01", "json", "due", "due,warning", "chunked", "a.json", "-", "--"),
      anyText,
    );
    await holdsAsync(
      fc.asyncProperty(fc.constantFrom(...Object.values(makers)), fc.array(argument, { maxLength: 5 }), (make, args) =>
        outcomeOf(outcomes, () => {
          const command = make()
            .exitOverride()
            .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
          // What it would do is not done: only whether it understands what it is called with.
          return command.action(() => undefined).parseAsync(args, { from: "user" });
        }),
      ),
      RUNS,
    );
    expect(outcomes.kinds).toEqual(["CommanderError", "well"]);
    expect(outcomes.count("well")).toBeGreaterThan(TOTAL / 100);
  });
});
