/** Engines that are wrong on purpose: the traces must fail them, or they would pass any engine. */
import { afterEach, describe, expect, test, vi } from "vitest";
import type * as replacement from "../../src/engine/planning/replacement";
import { inProcessStack, onEngine } from "./engines";
import { play } from "./scenario";
import { scenarios } from "./scenarios";
import { newest } from "./sdks";
import { traceOf } from "./trace";
import { readTrace } from "./traces";

type Plan = typeof replacement.planReplacement;
type Existing = Parameters<Plan>[1];

/** How the engine under test bends what it was asked to replace. */
const wrong = vi.hoisted(() => ({ bend: undefined as ((registration: Existing) => Existing) | undefined }));

vi.mock("../../src/engine/planning/replacement", async (original) => {
  const actual = await original<typeof replacement>();
  const planReplacement: Plan = (memory, registration, diff) =>
    actual.planReplacement(memory, wrong.bend?.(registration) ?? registration, diff);
  return { ...actual, planReplacement };
});

const replacing = scenarios.filter(({ title }) =>
  (readTrace(title)?.phases ?? []).some(
    ({ result, steps }) => result === "succeeded" && steps.some((step) => step.startsWith("replace ")),
  ),
);

describe("an engine that is wrong on purpose", () => {
  afterEach(() => {
    wrong.bend = undefined;
  });

  onEngine(inProcessStack, newest, (makeStage) => {
    /** The titles of the scenarios whose traces this engine does not reproduce. */
    const failed = async (titles: readonly string[]): Promise<string[]> => {
      const found: string[] = [];
      for (const scenario of scenarios.filter(({ title }) => titles.includes(title))) {
        const told = await play(scenario, await makeStage(scenario.program)).then(
          (records) => JSON.stringify(traceOf(scenario.title, records)),
          (error: unknown) => String(error),
        );
        if (told !== JSON.stringify(readTrace(scenario.title))) found.push(scenario.title);
      }
      return found;
    };
    const all = replacing.map(({ title }) => title);
    const checkedTwice = "a replacement is checked twice, made first, handed over and deleted last";

    test("is told from one that is right, which fails no trace", async () => {
      expect(all.length).toBeGreaterThanOrEqual(10);
      expect(await failed(all)).toEqual([]);
    });

    test("fails when it checks a replacement once", async () => {
      wrong.bend = (registration) => ({ ...registration, provider: undefined });
      const titles = await failed(all);
      expect(titles).toContain(checkedTwice);
      expect(titles).toContain("an input moved by check shows in preview and replaces in up");
      expect(titles.length).toBeGreaterThanOrEqual(8);
    });

    test("fails when it deletes first", async () => {
      wrong.bend = (registration) => ({ ...registration, goal: { ...registration.goal, deleteBeforeReplace: true } });
      const titles = await failed(all);
      expect(titles).toContain(checkedTwice);
      expect(titles).toContain("the option deleteBeforeReplace overrules the diff");
      expect(titles.length).toBeGreaterThanOrEqual(8);
    });

    test("fails when it never deletes first", async () => {
      wrong.bend = (registration) => ({ ...registration, goal: { ...registration.goal, deleteBeforeReplace: false } });
      const titles = await failed(all);
      expect(titles).toContain("deleteBeforeReplace in the diff deletes first");
      expect(titles).toContain("deleting first takes along the dependents that it would replace");
    });
  });
});
