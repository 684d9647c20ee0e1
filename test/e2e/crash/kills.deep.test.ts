/** A kill in earnest of the engine and of the provider for every step; the simulations beside are compared with them. */
import { describe, expect, it, vi } from "vitest";
import { steps } from "../../../src/provider/host/steps";
import { describeOnCli } from "../engines";
import { creates, first, killAndMend, ofCreates, ofEachStep, titleOfKill } from "./kills";
import { commandLine, embedded } from "./processes";

// A kill takes two seconds on a quiet machine, and a minute on one that is not.
vi.setConfig({ maxConcurrency: 2, testTimeout: 300_000 });

describe.concurrent("killed in earnest on the embedded engine", () => {
  for (const kill of [...ofEachStep, ...ofCreates]) it(titleOfKill(kill), () => killAndMend(kill, embedded));
});

/** The command line takes five times as long: one of each kind of request. */
const onCommandLine = ofEachStep.filter(({ scenario }) =>
  [
    "post the user",
    "delete the initial key",
    "update the user",
    "mint the key",
    "delete the key",
    "mint the slot's key",
    "disable the previous key",
  ].includes(scenario.step),
);
describeOnCli("killed in earnest", (cli) => {
  describe.concurrent("one of each kind", () => {
    for (const kill of onCommandLine) {
      it(titleOfKill(kill), () => killAndMend(kill, (world) => commandLine(world, cli)));
    }
  });
});

it("every step is killed", () => {
  expect(first.map(({ step }) => step)).toEqual(steps.map(({ name }) => name));
  expect(creates).toHaveLength(4);
  expect(ofEachStep).toHaveLength(2 * steps.length);
  expect(ofCreates).toHaveLength(12);
  expect(onCommandLine).toHaveLength(14);
});
