/** Plays each scenario on the real engine, asserts what it must show, and writes down what it did. */
import { afterEach, describe, expect, test } from "vitest";
import { cliStack } from "./engines";
import { makeToyProject, type Project } from "./project";
import { writeRecordedOn } from "./recorded-on";
import { play, shortcomings } from "./scenario";
import { scenarios } from "./scenarios";
import { traceOf } from "./trace";
import { recordedOnFolder, writeTrace } from "./traces";

describe("recording on Pulumi's command line", () => {
  const projects: Project[] = [];
  afterEach(() => {
    for (const project of projects.splice(0)) project.remove();
  });

  test("there is a `pulumi` on the path, or PULUMI_BIN names one", () => writeRecordedOn(recordedOnFolder));

  // `SCENARIO=<regular expression>` records those titles alone; without it, all.
  const wanted = new RegExp(process.env.SCENARIO ?? "");
  for (const scenario of scenarios.filter(({ title }) => wanted.test(title))) {
    test(scenario.title, async () => {
      const project = makeToyProject(scenario.program);
      projects.push(project);
      const records = await play(scenario, {
        stack: await cliStack(project),
        scratch: project.scratch,
        setProgram: project.setProgram,
      });
      expect(records.map(shortcomings)).toEqual(records.map(() => []));
      writeTrace(traceOf(scenario.title, records));
    });
  }
});
