import { afterEach, describe, expect, it } from "vitest";
import { readDeployment } from "../../src/cli/plan/deployment";
import { planFacts, planRows } from "../../src/plan";
import { CONSUMER_URN, openRotatingWorld, partUrn, type RotatingWorld } from "./rotating-world";

const worlds: RotatingWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

/** A world on 2027-01-01 with its first key: due on 2027-03-02, ends on 2027-04-01. */
async function began(): Promise<RotatingWorld> {
  const world = await openRotatingWorld("2027-01-01");
  worlds.push(world);
  expect(await world.up()).toMatchObject({ ok: true });
  return world;
}

async function rotated(): Promise<RotatingWorld> {
  const world = await began();
  await world.goTo("2027-03-02");
  expect(await world.up()).toMatchObject({ ok: true });
  return world;
}

const ROTATION = ["update app-schedule", "replace app-b", "update app-retirement", "update consumer"];

describe("RotatingApiKey on the engine", () => {
  it("gives the consumer its first key, and a second run changes nothing", async () => {
    const world = await began();
    expect(await world.opens(world.held)).toBe(true);
    const { outputs, steps } = await world.up();
    expect(steps).toEqual([]);
    expect(outputs.value).toEqual({ value: world.held, secret: true });
    expect(outputs.previousValue).toEqual({ value: "", secret: true });
    const [key] = await world.keys();
    expect(outputs.current?.value).toEqual({
      id: key?.id,
      name: key?.name,
      endDate: "2027-04-01",
      endsAt: "2027-04-01T23:59:59Z",
    });
    expect(outputs.previous?.value).toEqual({ id: "", name: "", endDate: "", endsAt: "" });
    const { endDate, endsAt, rotateOn, retireOn } = outputs;
    expect([endDate, endsAt, rotateOn, retireOn].map((output) => output?.value)).toEqual([
      "2027-04-01",
      "2027-04-01T23:59:59Z",
      "2027-03-02",
      "",
    ]);
  });

  it("shows a rotation with its consumers in the preview of its day and as of it, and on no day before", async () => {
    const world = await began();
    await world.goTo("2027-01-31");
    expect((await world.preview()).steps).toEqual([]);
    expect((await world.preview({}, "2027-03-01")).steps).toEqual([]);
    expect(new Set((await world.preview({}, "2027-03-02")).steps)).toEqual(new Set(ROTATION));
    await world.goTo("2027-03-02");
    expect(new Set((await world.preview()).steps)).toEqual(new Set(ROTATION));
  });

  it("hands the new key over while the old one works, and shows its retirement without a change of consumers", async () => {
    const world = await began();
    const old = world.held;
    await world.goTo("2027-03-02");
    expect(new Set((await world.up()).steps)).toEqual(new Set(ROTATION));
    expect(world.held).not.toBe(old);
    expect([await world.opens(old), await world.opens(world.held)]).toEqual([true, true]);
    const { outputs, steps } = await world.up();
    expect(steps).toEqual([]);
    expect(outputs.previousValue?.value).toBe(old);
    expect(outputs.retireOn?.value).toBe("2027-03-09");

    await world.goTo("2027-03-09");
    expect((await world.preview()).steps).toEqual(["update app-retirement"]);
    expect((await world.up()).steps).toEqual(["update app-retirement"]);
    expect([await world.opens(old), await world.opens(world.held)]).toEqual([false, true]);
    expect((await world.up()).steps).toEqual([]);
  });

  it("keeps at most two keys, over three rotations, and none when destroyed", async () => {
    const world = await began();
    for (const day of ["2027-03-02", "2027-05-01", "2027-06-30"]) {
      await world.goTo(day);
      expect(new Set((await world.up()).steps.map((step) => step.replace(/app-[ab]$/, "app-x")))).toEqual(
        new Set(ROTATION.map((step) => step.replace("app-b", "app-x"))),
      );
      expect(await world.keys()).toHaveLength(2);
      expect(await world.opens(world.held)).toBe(true);
    }
    expect((await world.destroy()).ok).toBe(true);
    expect((await world.emulator.state()).tokens.filter(({ name }) => String(name).startsWith("app-"))).toEqual([]);
  });

  it("keeps the consumer's key when the mint fails, and hands over late with a full overlap", async () => {
    const world = await began();
    const old = world.held;
    await world.goTo("2027-03-02");
    const match = { method: "POST", path: "/account/api/v1/api-access-token" };
    await world.emulator.addFault({ match, kind: "status", status: 403 });
    const failed = await world.up();
    expect(failed.ok).toBe(false);
    expect(failed.errors.join()).toContain("one key per service user");
    expect(world.held).toBe(old);
    await world.emulator.clearFaults();
    await world.goTo("2027-03-16");
    expect(await world.up()).toMatchObject({ ok: true });
    expect(world.held).not.toBe(old);
    const { outputs, steps } = await world.up();
    expect(steps).toEqual([]);
    expect(outputs.retireOn?.value).toBe("2027-03-23");
    expect(await world.opens(old)).toBe(true);
  });

  it("keeps the old key while the consumer's deployment fails, targeted runs included", async () => {
    const world = await began();
    await world.goTo("2027-03-02");
    await world.up();
    const old = world.held;
    await world.goTo("2027-05-01");
    world.failConsumer = true;
    expect((await world.up()).ok).toBe(false);
    expect(world.held).toBe(old);
    expect(await world.opens(old)).toBe(true); // the previous key from now on
    world.failConsumer = false;
    expect(await world.up({}, { target: [CONSUMER_URN] })).toMatchObject({ ok: true });
    expect(world.held).not.toBe(old);
    expect(await world.opens(world.held)).toBe(true);
    expect(await world.up()).toMatchObject({ ok: true });
    expect((await world.up()).steps).toEqual([]);
    expect(await world.keys()).toHaveLength(2);
  });

  it("empties the place of a previous key that a person deleted, and makes none there", async () => {
    const world = await rotated();
    const [old] = await world.keys();
    await world.client.apiKeys.delete(old?.id ?? "");
    expect((await world.refresh()).ok).toBe(true);
    const { steps } = await world.up();
    expect(steps).toContain("create app-a");
    expect(steps).not.toContain("update consumer");
    expect(await world.keys()).toHaveLength(1);
    expect((await world.up()).steps).toEqual([]);
  });

  it("changes nothing after a refresh of what nobody touched", async () => {
    const world = await rotated();
    expect((await world.refresh()).steps.filter((step) => !step.startsWith("refresh"))).toEqual([]);
    expect((await world.up()).steps).toEqual([]);
  });

  it("makes a new key, hands it over and deletes the old one when its schedule is replaced", async () => {
    const world = await rotated();
    const before = await world.keys();
    const schedule = partUrn("RotationSchedule", "app-schedule");
    expect(await world.up({}, { replace: [schedule] })).toMatchObject({ ok: true });
    const after = await world.keys();
    expect(after).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
    expect(await world.opens(world.held)).toBe(true);
    expect((await world.up()).steps).toEqual([]);
  });

  it("is read from its exported state by a plan", async () => {
    const world = await rotated();
    await world.up(); // the previous key's slot still says what it was at its own rotation
    const resources = readDeployment(JSON.stringify(await world.stack.exportStack()), "export");
    const rows = (today: string) =>
      planRows(planFacts(resources, today), { today }).rows.map((row) => [row.name, row.role, row.action, row.endDate]);
    expect(rows("2027-03-08")).toEqual([
      ["app", "previous", "none", "2027-04-01"],
      ["app", "current", "none", "2027-05-31"],
      ["app-user", null, "none", null],
    ]);
    expect(rows("2027-03-09")[0]).toEqual(["app", "previous", "retire", "2027-04-01"]);
    expect(rows("2027-05-01")).toContainEqual(["app", "current", "rotate", "2027-05-31"]);
    await world.goTo("2027-03-09");
    await world.up();
    const later = readDeployment(JSON.stringify(await world.stack.exportStack()), "export");
    expect(planFacts(later, "2027-03-10").map(({ role, status }) => [role, status])).toContainEqual([
      "previous",
      "DISABLED",
    ]);
  });

  it("is told by a plan to make the key that could not be made, in a place that held one before too", async () => {
    const world = await rotated();
    const match = { method: "POST", path: "/account/api/v1/api-access-token" };
    await world.emulator.addFault({ match, kind: "status", status: 403 });
    await world.goTo("2027-05-01");
    expect((await world.up()).ok).toBe(false);
    await world.emulator.clearFaults();
    const resources = readDeployment(JSON.stringify(await world.stack.exportStack()), "export");
    const { rows } = planRows(planFacts(resources, "2027-05-02"), { today: "2027-05-02" });
    expect(rows.find(({ role }) => role === "current")).toMatchObject({
      action: "rotate",
      reason: "the key could not be made before",
      label: null,
    });
    const old = world.held;
    expect(await world.up()).toMatchObject({ ok: true });
    expect(world.held).not.toBe(old);
    expect((await world.up()).steps).toEqual([]);
  });

  it("gives the same rows inside the program, secret-free", async () => {
    const world = await rotated();
    const { outputs } = await world.up();
    const resources = readDeployment(JSON.stringify(await world.stack.exportStack()), "export");
    const outside = planRows(planFacts(resources, "2027-03-02"), { today: "2027-03-02", runsEveryDays: 7 });
    expect(outputs.plan?.secret).toBe(false);
    expect(outputs.plan?.value).toEqual(JSON.parse(JSON.stringify(outside)));
    expect(outside.rows).toHaveLength(3);
  });

  it("fails on triggers during an overlap, in preview, with the day it ends", async () => {
    const world = await rotated();
    const program = { pair: { triggers: { reason: "audit" } } };
    const { ok, errors } = await world.preview(program);
    expect(ok).toBe(false);
    expect(errors.join()).toContain("until the overlap ends on 2027-03-09");
    await world.goTo("2027-03-09");
    expect(await world.preview(program)).toMatchObject({ ok: true });
    const old = world.held;
    expect(await world.up(program)).toMatchObject({ ok: true });
    expect([await world.opens(old), await world.opens(world.held), old !== world.held]).toEqual([true, true, true]);
    expect((await world.up(program)).steps).toEqual([]);
  });

  it("removes both older keys in the run that revokes, once, however long it is left in", async () => {
    const world = await rotated();
    const before = await world.keys();
    const program = { pair: { revoke: { leaked: "2027-03-02" } } };
    const run = await world.up(program);
    expect(run).toMatchObject({ ok: true });
    expect(run.steps).toContain("update consumer");
    const after = await world.keys();
    expect(after).toHaveLength(1);
    expect(before.map(({ id }) => id)).not.toContain(after[0]?.id);
    expect(await world.opens(world.held)).toBe(true);
    expect((await world.up(program)).steps).toEqual([]);
    expect((await world.up()).steps).toEqual(["update app-schedule"]);
    expect(await world.keys()).toEqual(after);
  });

  it("goes back to the previous key and on again, one disabled already included", async () => {
    const world = await began();
    const first = world.held;
    await world.goTo("2027-03-02");
    await world.up();
    const second = world.held;
    await world.goTo("2027-03-09");
    await world.up();
    expect(await world.opens(first)).toBe(false);

    const back = { pair: { use: "previous" as const } };
    expect(await world.up(back)).toMatchObject({ ok: true });
    expect(world.held).toBe(first);
    expect(await world.opens(first)).toBe(true);
    expect((await world.up(back)).steps).toEqual([]);
    expect(await world.up()).toMatchObject({ ok: true });
    expect(world.held).toBe(second);
    expect((await world.up()).steps).toEqual([]);
  });

  it("fails clearly in preview when the chosen slot holds no key", async () => {
    const world = await began();
    const { ok, errors } = await world.preview({ pair: { use: "previous" } });
    expect(ok).toBe(false);
    expect(errors.join()).toContain('RotatingApiKey "app" holds no previous key.');
    expect(errors.join()).toContain('Set use to "newest".');
  });

  it("fails on an impossible policy in preview, with the arithmetic", async () => {
    const world = await began();
    const { errors } = await world.preview({ pair: { overlapDays: 31 } });
    expect(errors.join()).toContain("the previous key would end 1 day before the overlap does (31 - 30 = 1)");
  });

  it("follows a service user that is extended, in place and without a change of consumers", async () => {
    const world = await openRotatingWorld("2027-01-01");
    worlds.push(world);
    const capped = { user: { endDate: "2027-03-20" } };
    const { outputs } = await world.up(capped);
    expect(outputs.endDate?.value).toBe("2027-03-20");
    await world.goTo("2027-03-01");
    expect((await world.up(capped)).steps).toEqual([]); // due, but no life to gain
    const run = await world.up({ user: { endDate: "2028-03-20" } });
    expect(run).toMatchObject({ ok: true });
    expect(run.outputs.endDate?.value).toBe("2027-04-01");
    expect(await world.opens(world.held)).toBe(true);
    expect((await world.up({ user: { endDate: "2028-03-20" } })).steps).toEqual([]);
  });
});
