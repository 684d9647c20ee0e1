/** Approving rotations: what the saved plan says is what runs, or nothing does. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { opens } from "../../emulator/harness";
import { failing } from "../stack";
import { changed, type DigicertStage, describeDigicert, errors } from "./stage";

const program = `
const user = new digicert.ServiceUser("app", { email, accountIds, roleIds, endDate: "2029-12-31" });
const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 7 });
const key = new digicert.ApiKey("batch", { serviceUser: user, lifetimeDays: 90, rotateBeforeDays: 30 });
module.exports = { pair: pair.value, key: key.value };
`;

// Issued on 10 January for 90 days: to 10 April, rotated from 11 March on.
const ISSUED = "2027-01-10";
const LAST_DAY_BEFORE = "2027-03-10";
const FIRST_DAY = "2027-03-11";
const replaced = ["create-replacement", "delete-replaced", "replace"];
const rotation = {
  "RotationSchedule app-schedule": ["update"],
  "ApiKeySlot app-b": replaced,
  "ApiKeyRetirement app-retirement": ["update"],
  "ApiKey batch": replaced,
};

const folder = mkdtempSync(join(tmpdir(), "saved-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a plan file holds of the resources that change: their operations and the inputs that move. */
const planned = {
  "ApiKey batch": {
    steps: ["create-replacement", "replace", "delete-replaced"],
    inputs: ["endDate", "issuedOn", "rotateOn"],
  },
  "ApiKeyRetirement app-retirement": {
    steps: ["update"],
    inputs: [
      "currentCreatedAt",
      "currentKeyId",
      "previousEndDate",
      "previousFingerprint",
      "previousKeyId",
      "previousName",
      "retireOn",
      "retiredKeyId",
    ],
  },
  "ApiKeySlot app-b": {
    steps: ["create-replacement", "replace", "delete-replaced"],
    inputs: ["endDate", "generation", "namePrefix", "serviceUserId"],
  },
  "RotationSchedule app-schedule": {
    steps: ["update"],
    inputs: ["currentSlot", "endDate", "generation", "hasPrevious", "issuedOn", "rotateOn"],
  },
};

interface PlanFile {
  resourcePlans: Record<
    string,
    { steps: string[]; goal?: { name: string; inputDiff: { adds?: object; updates?: object } } }
  >;
}

function changesIn(text: string): typeof planned {
  const plans = Object.entries((JSON.parse(text) as PlanFile).resourcePlans);
  const changes = plans.flatMap(([urn, { steps, goal }]) => {
    if (steps.join() === "same") return [];
    const inputs = Object.keys({ ...goal?.inputDiff.adds, ...goal?.inputDiff.updates }).sort();
    return [[`${urn.split("::").at(-2)?.split(":").at(-1)} ${goal?.name}`, { steps, inputs }] as const];
  });
  return Object.fromEntries(changes) as typeof planned;
}

/** Both clocks: the API's, and the day that the provider takes for today. */
async function goTo({ stack, emulator }: DigicertStage, day: string): Promise<void> {
  await emulator.setClock(`${day}T09:00:00Z`);
  stack.setEnv("DIGICERT_ONE_AS_OF", day);
}

const keys = async ({ emulator }: DigicertStage) => (await emulator.state()).tokens.map(({ id }) => id).sort();

async function values({ stack }: DigicertStage): Promise<{ pair: string; key: string }> {
  const { pair, key } = await stack.outputs();
  return { pair: String(pair?.value), key: String(key?.value) };
}

describeDigicert("a saved plan", (makeStage) => {
  const started = async () => {
    const stage = await makeStage(program);
    await goTo(stage, ISSUED);
    await stage.stack.up();
    return stage;
  };

  it("of a rotation is approved and run on the same day, and holds no secret in the clear", async () => {
    const stage = await started();
    const { stack } = stage;
    const before = await values(stage);
    await goTo(stage, FIRST_DAY);
    const plan = join(folder, `rotation-${stack.engine}.json`);

    expect(changed(await stack.preview({ plan }))).toEqual(rotation);
    const text = readFileSync(plan, "utf8");
    expect(changesIn(text)).toEqual(planned);
    expect(text).toContain('"ciphertext"');
    for (const value of [before.pair, before.key, stage.emulator.apiKey]) expect(text).not.toContain(value);

    expect(changed(await stack.up({ plan }))).toEqual(rotation);
    const after = await values(stage);
    expect([after.pair, after.key]).not.toContain(before.pair);
    expect(after.key).not.toBe(before.key);
    for (const value of [after.pair, after.key, before.pair]) expect(await opens(stage.emulator, value)).toBe(true);
    expect(changed(await stack.up())).toEqual({});
  });

  it("from before the window refuses to rotate once the window has opened, and touches nothing", async () => {
    const stage = await started();
    const { stack } = stage;
    await goTo(stage, LAST_DAY_BEFORE);
    const plan = join(folder, `before-${stack.engine}.json`);
    expect(changed(await stack.preview({ plan }))).toEqual({});
    // The plan is no obstacle on its own day.
    expect(changed(await stack.up({ plan }))).toEqual({});

    await goTo(stage, FIRST_DAY);
    const before = await keys(stage);
    // The administrator's, and the two of the program.
    expect(before).toHaveLength(3);
    const run = await failing(stack.up({ plan }));
    expect(changed(run)).toEqual({});
    expect(errors(run).join("\n")).toMatch(
      /violates plan: properties changed: .*=~endDate\[\{2027-06-09\}\].*=~issuedOn\[\{2027-03-11\}\]/,
    );
    expect(await keys(stage)).toEqual(before);
    // Nothing is stuck: a new plan shows the rotation, and an update without a plan carries it out.
    expect(changed(await stack.up())).toEqual(rotation);
  });

  it("of a rotation that was not run that day is refused the day after, for the dates would differ", async () => {
    const stage = await started();
    const { stack } = stage;
    await goTo(stage, FIRST_DAY);
    const plan = join(folder, `late-${stack.engine}.json`);
    expect(changed(await stack.preview({ plan }))).toEqual(rotation);

    await goTo(stage, "2027-03-12");
    const before = await keys(stage);
    const run = await failing(stack.up({ plan }));
    expect(errors(run).join("\n")).toMatch(/violates plan: .*\{2027-03-11\}!=\{2027-03-12\}/);
    expect(await keys(stage)).toEqual(before);
  });
});
