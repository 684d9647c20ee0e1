import { expect, test } from "vitest";
import { recordedOn } from "../e2e/recorded-on";
import { play } from "./play";
import { folder, readRecording, recordingFile, recordingFiles } from "./recordings";
import { InProcessStage } from "./stage-in-process";
import { scenarios } from "./table";

/** The fewest scenarios and steps that the table ever had: a table that got lost would prove nothing. */
const SCENARIOS = 31;

test("each scenario has a recording of the real engine, and each recording its scenario", () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(SCENARIOS);
  expect(recordingFiles().sort()).toEqual(scenarios.map(({ title }) => recordingFile(title)).sort());
  expect(recordedOn(folder).cli).toMatch(/^v\d+\.\d+\.\d+$/);
});

test.each(scenarios.map((scenario) => [scenario.title, scenario] as const))("%s", async (title, scenario) => {
  expect(await play(scenario, (each) => InProcessStage.open(each))).toEqual(readRecording(title));
});
