import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { readDeployment } from "../../src/cli/plan/deployment";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, type LoadProvider } from "../../src/engine";
import { ApiKey, RotatingApiKey, rotationPlan, ServiceUser } from "../../src/index";
import { planFacts, planRows, type RotationPlan } from "../../src/plan";
import { render } from "../../src/reports";
import { handlersNamedIn } from "./rotating-world";

const emulators: Emulator[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const emulator of emulators.splice(0)) await emulator.close();
});

/** Runs a program of users and keys on a day; gives the plan that it made itself, and the one made from its state. */
async function plans(
  day: string,
  variants: string[],
  program: (accountIds: string[]) => Parameters<typeof rotationPlan>[0],
): Promise<{ inside: RotationPlan; outside: RotationPlan }> {
  const emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z", variants });
  emulators.push(emulator);
  vi.stubEnv("DIGICERT_ONE_BASE_URL", emulator.url);
  vi.stubEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
  vi.stubEnv("DIGICERT_ONE_RATE_LIMITS", "off");
  vi.stubEnv("DIGICERT_ONE_AS_OF", "2027-01-01");
  const options = { asOf: day, runsEveryDays: 20 };
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "plan",
    stackName: "dev",
    workDir: process.cwd(),
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    loadProvider: (text) => handlersNamedIn(text) as ReturnType<LoadProvider>,
    program: () => ({ plan: rotationPlan(program([emulator.accountId]), options) }),
  });
  const { outputs } = await stack.up();
  const resources = readDeployment(JSON.stringify(await stack.exportStack()), "export");
  const outside = planRows(planFacts(resources, day), { today: day, runsEveryDays: 20 });
  return { inside: outputs.plan?.value as unknown as RotationPlan, outside: JSON.parse(JSON.stringify(outside)) };
}

const user = (accountIds: string[], args = {}) =>
  new ServiceUser("app", { email: "app@example.com", accountIds, roleIds: [], ...args });

it("is the same inside the program and from its state, and its schema describes it", async () => {
  const { inside, outside } = await plans("2027-03-02", [], (accountIds) => {
    const app = user(accountIds, { endDate: "2027-03-27" });
    const open = new ServiceUser("open", { email: "app@example.com", accountIds, roleIds: [] });
    return [
      app,
      open,
      new ApiKey("capped", { serviceUser: app, lifetimeDays: 90 }),
      new ApiKey("defaults", { serviceUser: open, lifetimeDays: 90 }),
      new ApiKey("never", { serviceUser: open, lifetimeDays: 90, rotate: false }),
      new ApiKey("fixed", { serviceUser: open, endDate: "2027-12-04" }),
      new RotatingApiKey("pair", { serviceUser: open, lifetimeDays: 90, rotateBeforeDays: 21 }),
    ];
  });
  expect(inside).toEqual(outside);
  const found = Object.fromEntries(
    inside.rows.map(({ name, action, warnings }) => [name, [action, warnings[0]?.code]]),
  );
  expect(found).toEqual({
    app: ["none", "ends-soon"],
    open: ["none", "no-end"],
    capped: ["none", "ends-soon"],
    defaults: ["rotate", undefined],
    never: ["none", "ends-soon"],
    fixed: ["none", "weekend-end"],
    pair: ["none", "short-overlap"],
  });
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(join(__dirname, "../../docs/reference/schemas/plan.schema.json"), "utf8")),
  );
  expect(schema.parse(JSON.parse(render(inside, "json")))).toEqual(outside);
});

it("goes by the end that the server granted, inside the program as outside", async () => {
  const { inside, outside } = await plans("2027-03-01", ["grants-less"], (accountIds) => {
    const open = user(accountIds);
    return [open, new ApiKey("less", { serviceUser: open, lifetimeDays: 90 })];
  });
  const { endDate = "", action } = inside.rows.find(({ name }) => name === "less") ?? {};
  expect(endDate).toBe("2027-01-31"); // not 2027-04-01
  expect(action).toBe("rotate");
  expect(inside).toEqual(outside);
});
