/** A provider that runs with the key of a pair: over rotation, retirement and the next rotation, and days that pass meanwhile. */
import { expect, it } from "vitest";
import * as digicert from "../../src";
import { programStage } from "./program-stage";

const stage = programStage("fed");

async function open(endDate = "2027-01-15") {
  const { roles } = await stage.emulator.state();
  const declared = { endDate };
  const run = await stage.open(() => {
    const base = { email: "team@example.com", accountIds: [stage.emulator.accountId] };
    const robot = new digicert.ServiceUser("robot", { ...base, roleIds: roles.map(({ id }) => String(id)) });
    const days = { lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 };
    const pair = new digicert.RotatingApiKey("pair", { serviceUser: robot, ...days });
    const provider = new digicert.Provider("fed", {
      apiKey: pair.value,
      baseUrl: stage.emulator.url,
      rateLimits: "off",
    });
    const made = new digicert.ServiceUser("made", { ...base, roleIds: [], ...declared }, { provider });
    new digicert.ApiKey("k", { serviceUser: made.id, ...declared }, { provider });
    return { me: digicert.getServiceUserOutput({ id: robot.id }, { provider }).id, robot: robot.id };
  });
  return { run, declared };
}

const ofFed = (steps: readonly string[]) => steps.filter((step) => / (made|k)$/.test(step) && !step.startsWith("same"));

it("changes nothing of what it made, and a day that has passed since it was declared blocks nothing", async () => {
  const { run, declared } = await open();
  const must = async (operation: "preview" | "up" | "destroy") => {
    const { ok, errors, ...rest } = await run(operation);
    expect({ ok, errors }).toEqual({ ok: true, errors: [] });
    return rest;
  };
  await stage.goTo("2026-12-01");
  const { outputs } = await must("up");
  expect(outputs.me).toBe(outputs.robot);

  // Due: in this preview the provider's key is not known, and no check is called.
  await stage.goTo("2027-02-02");
  const preview = await must("preview");
  expect(preview.ours.filter((step) => step.includes("replace")).length).toBeGreaterThan(0);
  expect(preview.warnings.filter((each) => /endDate is 2027-01-15.+If it was declared before/.test(each))).toHaveLength(
    2,
  );
  expect(ofFed((await must("up")).ours)).toEqual([]);
  for (const day of ["2027-02-12", "2027-04-10"]) {
    await stage.goTo(day);
    await must("preview");
    expect(ofFed((await must("up")).ours)).toEqual([]);
  }

  // The twin: a day that is declared anew is refused, as soon as check can say so.
  declared.endDate = "2027-01-10";
  expect((await run("preview")).errors.join("\n")).toMatch(/endDate is 2027-01-10, which is/);
  declared.endDate = "2027-01-15";
  await must("destroy");
  expect((await stage.emulator.state()).users).toHaveLength(1);
});

it("is a new one with a day that has passed: the preview fails", async () => {
  const { run } = await open("2026-11-01");
  await stage.goTo("2026-12-01");
  const { ok, errors } = await run("preview");
  expect(ok).toBe(false);
  expect(errors.filter((each) => /endDate is 2026-11-01, which is/.test(each))).toHaveLength(2);
});
