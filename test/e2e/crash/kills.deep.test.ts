/** A kill in earnest of the engine and of the provider for every step; the simulations beside are compared with them. */
import { describe, expect, it, vi } from "vitest";
import { steps } from "../../../src/provider/host/steps";
import { describeOnCli } from "../engines";
import { killAndMend } from "./kills";
import { commandLine, embedded } from "./processes";
import { scenarios, titleOf } from "./scenarios";
import type { CrashWorld } from "./world";

const first = steps.flatMap(({ name }) => scenarios.find(({ step }) => step === name) ?? []);

// A kill takes two seconds on a quiet machine, and a minute on one that is not.
vi.setConfig({ maxConcurrency: 2, testTimeout: 300_000 });

describe.concurrent("killed in earnest on the embedded engine", () => {
  for (const scenario of first) {
    it(`${titleOf(scenario)}: the provider, after the request`, () =>
      killAndMend(scenario, "provider killed", "after the request", embedded));
    it(`${titleOf(scenario)}: the engine, the provider goes on`, () =>
      killAndMend(scenario, "engine killed", "the provider goes on", embedded));
  }
});

/** What was made, and recorded by nobody, is what matters most: creates are killed in every way. */
const creates = first.filter(({ step }) => steps.some(({ name, method }) => name === step && method === "POST"));

describe.concurrent("a create that is killed in earnest", () => {
  for (const scenario of creates) {
    it(`${titleOf(scenario)}: the provider, before the request`, () =>
      killAndMend(scenario, "provider killed", "before the request", embedded));
    it(`${titleOf(scenario)}: the engine with its provider, before the request`, () =>
      killAndMend(scenario, "engine killed", "with its provider, before the request", embedded));
    it(`${titleOf(scenario)}: the engine with its provider, after the request`, () =>
      killAndMend(scenario, "engine killed", "with its provider, after the request", embedded));
  }
});

/** The command line takes five times as long: one of each kind of request. */
const onCommandLine = first.filter(({ step }) =>
  [
    "post the user",
    "delete the initial key",
    "update the user",
    "mint the key",
    "delete the key",
    "mint the slot's key",
    "disable the previous key",
  ].includes(step),
);
describeOnCli("killed in earnest", (cli) => {
  describe.concurrent.each(onCommandLine.map((scenario) => [titleOf(scenario), scenario] as const))(
    "%s",
    (_title, scenario) => {
      const engineOf = (world: CrashWorld) => commandLine(world, cli);
      it("the provider, after the request", () =>
        killAndMend(scenario, "provider killed", "after the request", engineOf));
      it("the engine, the provider goes on", () =>
        killAndMend(scenario, "engine killed", "the provider goes on", engineOf));
    },
  );
});

it("every step is killed", () => {
  expect(first.map(({ step }) => step)).toEqual(steps.map(({ name }) => name));
  expect(creates).toHaveLength(4);
  expect(onCommandLine).toHaveLength(7);
});
