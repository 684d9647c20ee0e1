import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { onGithub } from "./examples";
import { checkFile } from "./file";
import { parseWorkflow } from "./github";
import { tellStory } from "./story";

const { text } = onGithub;

checkFile(onGithub);
const { stage, forge, monitor } = tellStory(onGithub);

it("lets no job write to pull requests but the one that comments", () => {
  const { jobs } = parseWorkflow(text);
  const writing = Object.entries(jobs).filter(([, { permissions }]) => permissions !== undefined);
  expect(writing).toHaveLength(1);
  expect(writing[0]).toMatchObject(["preview", { permissions: { contents: "read", "pull-requests": "write" } }]);
});

it("does not read a workflow that hands secrets to the code of a fork", () => {
  expect(() => parseWorkflow(text.replace("  pull_request:", "  pull_request_target:"))).toThrow("pull_request");
});

it("gives Dependabot's pull requests the job without secrets", () => {
  const { jobs } = parseWorkflow(text);
  expect(jobs.preview?.if).toContain("github.actor != 'dependabot[bot]'");
  expect(jobs["preview-on-emulator"]?.if).toContain("github.actor == 'dependabot[bot]' ||");
});

/** A program that no preview accepts. */
function breakProgram(folder: string): void {
  const program = join(folder, "index.ts");
  writeFileSync(program, readFileSync(program, "utf8").replace("rotateBeforeDays: 30", "rotateBeforeDays: 90"));
}
const WHY = "rotateBeforeDays is 90 and lifetimeDays is 90";

it("says why a program is refused: in the comment, on the emulator, and to the monitor", async () => {
  stage().edit = breakProgram;
  const preview = await stage().play("preview", "pull request");
  expect(preview.code, "a preview that failed fails the job").not.toBe(0);
  const ours = forge().comments.filter(({ author }) => author === forge().us);
  expect(ours).toHaveLength(1);
  expect(ours[0]?.body).toContain("**The preview failed**");
  expect(ours[0]?.body).toContain(WHY);
  const forked = await stage().play("preview-on-emulator", "pull request of a fork");
  expect(forked.code).toBe(1);
  expect(forked.output).toContain(WHY);
  const rotated = await stage().play("rotate", "rotate");
  expect(rotated.code).not.toBe(0);
  expect(monitor().pings.splice(0)).toEqual(["/start", "/fail"]);
  stage().edit = () => undefined;
});

// docs/how-to/ci.md tells what to do then.
it("refuses a plan of the day before once the window has opened, and does nothing", async () => {
  await stage().goTo("2027-05-03"); // the day before the key of 2027-03-05 is due
  expect((await stage().play("plan", "push")).code).toBe(0);
  await stage().goTo("2027-05-04");
  await stage().emulator.clearJournal();
  const late = await stage().play("up", "push");
  expect(late.code).not.toBe(0);
  expect(late.output).toContain("violates plan");
  expect(await writes()).toEqual([]);
});

it("refuses a plan that the daily run carried out meanwhile, and does nothing twice", async () => {
  const plan = await stage().play("plan", "push");
  expect(plan.summary).toContain("1 to replace");
  expect((await stage().play("rotate", "rotate")).code).toBe(0);
  expect(await writes()).toHaveLength(2);
  await stage().emulator.clearJournal();
  const up = await stage().play("up", "push");
  expect(up.code).not.toBe(0);
  expect(up.output).toContain("but none were seen");
  expect(await writes()).toEqual([]);
});

const writes = async () => (await stage().emulator.journal()).filter(({ method }) => method !== "GET");
