/** Exports of any kind, fed to plan, inventory, sweep and the import of the embedded engine. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planCommand } from "../../src/cli/plan";
import { readDeployment } from "../../src/cli/plan/deployment";
import type { CommandIo } from "../../src/cli/process-io";
import { readRecorded } from "../../src/cli/sweep/recorded";
import { deploymentFromJson, deploymentToJson, saltOf } from "../../src/engine/state/resource-state";
import { Crypter } from "../../src/engine/state/secrets";
import { manifest } from "../../src/engine/state/snapshot";
import { requireState } from "../../src/engine/state/state-file";
import { recordedIn } from "../../src/inventory";
import { FORMATS } from "../../src/reports";
import { apiKey, rotating, stackExport, user } from "../cli/plan-fixture";
import { holdsAsync } from "../support/property";
import { Outcomes, outcomeOf, RUNS, TOTAL } from "./closed-list";
import { asText, mutated } from "./mutations";

const ORIGINALS = [
  stackExport([]),
  stackExport([apiKey("a"), user("b", { endDate: "2027-05-01", lifetimeDays: 90, extendBeforeDays: 30 })]),
  stackExport([...rotating("pair"), apiKey("fixed", { lifetimeDays: undefined, endDate: "2027-03-15" })]),
].map((text) => JSON.parse(text));
const text = asText(mutated(ORIGINALS));
const days = fc.constantFrom("2027-03-05", "2026-01-01", "9999-12-31", "0001-01-01", "2027-12-31");

const ioOf = (state: string): CommandIo => ({
  env: {},
  now: () => Date.UTC(2027, 2, 1, 12),
  readStdin: async () => state,
  stdinIsTerminal: () => false,
  errorIsTerminal: () => false,
  write: () => undefined,
  writeError: () => undefined,
  ask: async () => "",
  exit: () => undefined,
});

describe("a state of any kind", { timeout: 3_600_000 }, () => {
  it("is planned in every form, or refused by an error of the closed list", async () => {
    const outcomes = new Outcomes();
    await holdsAsync(
      fc.asyncProperty(text, fc.constantFrom(...FORMATS), days, (state, format, day) =>
        outcomeOf(outcomes, () =>
          planCommand(ioOf(state))
            .exitOverride()
            .configureOutput({ writeErr: () => undefined })
            .parseAsync(["--format", format, "--as-of", day, "--runs-every", "7d"], { from: "user" }),
        ),
      ),
      RUNS,
    );
    expect(outcomes.kinds).toEqual(["ConfigurationError", "well"]);
    expect(outcomes.count("well")).toBeGreaterThan(TOTAL / 10);
  });

  it("is read for an inventory and a sweep, or refused by an error of the closed list", async () => {
    const outcomes = new Outcomes();
    await holdsAsync(
      fc.asyncProperty(text, days, async (state, day) => {
        // The command says of an impossible day in a state what plan says of it.
        await outcomeOf(outcomes, () => recordedIn(readDeployment(state, "state.json"), day), ["RangeError"]);
        await outcomeOf(outcomes, () => readRecorded([{ source: "state.json", text: state }]));
      }),
      RUNS,
    );
    expect(outcomes.count("well")).toBeGreaterThan(TOTAL / 10);
    expect(outcomes.count("ConfigurationError")).toBeGreaterThan(TOTAL / 100);
  });

  it("is taken over by the embedded engine, or refused by an error of its own", async () => {
    const outcomes = new Outcomes();
    // Deriving a key takes half a second, so one opens them all; what is secret in them it cannot open.
    const crypter = await Crypter.open("correct horse", undefined);
    await holdsAsync(
      fc.asyncProperty(mutated(ORIGINALS), (state) =>
        outcomeOf(outcomes, () => {
          const exported = requireState(state, "the state");
          saltOf(exported);
          JSON.stringify(deploymentToJson(deploymentFromJson(exported, crypter), crypter, manifest()));
        }, ["Error", "UnsupportedError"]),
      ),
      RUNS,
    );
    expect(outcomes.count("Error")).toBeGreaterThan(0);
    expect(outcomes.count("well")).toBeGreaterThan(TOTAL / 100);
  });
});
