/** The pack of the examples, in its own process, asked of what programs register. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as digicert from "pulumi-digicert-one";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { makeProject, type Project } from "../e2e/project";
import { folderOf, makeScratch } from "../examples/support";
import { Analyzer, type PolicyConfig, type Registered } from "./analyzer.mts";
import { cases, type World } from "./programs";
import { previewed, updated } from "./registered";

const scratch = makeScratch("policy");
let emulator: Emulator;
let analyzer: Analyzer;
let project: Project;
let world: World;
const run = (stackName?: string) => ({ emulator, scratch: scratch.folder, ...(stackName && { stackName }) });
const configure = (config: Readonly<Record<string, PolicyConfig>> = {}) =>
  analyzer.configure({ "digicert-one-roles": { administratorRoleIds: [world.administratorRoleId] }, ...config });

beforeAll(async () => {
  emulator = await startEmulator({ rateLimits: "off" });
  const { roles } = await emulator.state();
  world = { administratorRoleId: String(roles.find(({ name }) => name === "Account manager")?.id) };
  project = copyOfPack();
  analyzer = await Analyzer.start(project.folder);
});
beforeEach(() => configure());
afterAll(async () => {
  await analyzer.stop();
  project.remove();
  await emulator.close();
  scratch.remove();
});

/** A copy, in which this repository is the package, also where that is a copy with a planted fault. */
function copyOfPack(): Project {
  const read = (file: string) => readFileSync(join(folderOf("policy-pack"), file), "utf8");
  const files = {
    "package.json": read("package.json"),
    "PulumiPolicy.yaml": read("PulumiPolicy.yaml"),
    "tsconfig.json": read("../quickstart/tsconfig.json"),
  };
  const links = ["pulumi-digicert-one", "@pulumi/policy"];
  return makeProject({ program: read("index.ts"), typescript: true, files, links });
}

const short = (rule: string) => `digicert-one-${rule}`;
const ours = (resources: readonly Registered[]) => resources.filter(({ type }) => type.includes("digicert-one:"));

it("has a program that keeps and one that breaks each policy", () => {
  expect(analyzer.policies.map(({ name }) => name).sort()).toEqual(Object.keys(cases).map(short).sort());
  for (const { breaks } of Object.values(cases)) expect(Object.keys(breaks).length).toBeGreaterThan(0);
});

describe.each(Object.entries(cases))("the policy %s", (rule, { keeps, breaks }) => {
  it("lets a program that keeps it pass, and no other policy minds", async () => {
    const resources = await previewed(run(), async () => void keeps(world));
    expect(ours(resources).length).toBeGreaterThan(1);
    expect(await analyzer.analyze(resources)).toEqual([]);
  });

  it.each(Object.entries(breaks))("finds %s", async (_title, { program, says, stackName }) => {
    const resources = await previewed(run(stackName), async () => void program(world));
    const found = (await analyzer.analyze(resources)).filter(({ policy }) => policy === short(rule));
    expect(found).toEqual([expect.objectContaining({ message: expect.stringMatching(asPattern(says)) })]);
    expect(found[0]?.level).toBe(rule === "nickname" ? "advisory" : "mandatory");
  });
});

const asPattern = (says: string | RegExp) =>
  says instanceof RegExp ? says : new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));

const args = (more: object) =>
  ({ email: "team@example.com", accountIds: ["an-account"], roleIds: [], ...more }) as digicert.ServiceUserArgs;
const first = (name = "first") => new digicert.ServiceUser(name, args({ accountIds: [account()], lifetimeDays: 365 }));
const account = () => digicert.getAccountOutput().id;
const messages = async (resources: readonly Registered[]) =>
  (await analyzer.analyze(resources)).map(
    ({ policy, level, message }) => `${level} ${policy}: ${message.split("\n").at(-1)}`,
  );

describe("a value that a preview does not know", () => {
  it("is reported where a policy depends on it, and is no violation yet", async () => {
    const program = async () => {
      const days = first().createdAt.apply(() => 900);
      new digicert.ServiceUser("second", args({ accountIds: [account()], lifetimeDays: days }));
    };
    const said = await messages(await previewed(run(), program));
    const cannotRun = (rule: string, property: string) =>
      `advisory ${short(rule)}: can't run policy '${short(rule)}' from policy pack 'digicert-one@v1.0.0' during preview: string value at .${property} can't be known during preview`;
    expect(said.sort()).toEqual([
      cannotRun("end-date", "lifetimeDays"),
      cannotRun("longest-life", "lifetimeDays"),
      cannotRun("window", "lifetimeDays"),
    ]);
    expect(await messages(await updated(run(), program))).toEqual([
      'mandatory digicert-one-longest-life: ServiceUser "second" lives 900 days; at most 366 are allowed. Set lifetimeDays to at most 366.',
    ]);
  });

  it("hides no violation that is known", async () => {
    const said = await messages(
      await previewed(run(), async () => {
        const roleIds = [first().createdAt, world.administratorRoleId];
        new digicert.ServiceUser("second", args({ accountIds: [account()], lifetimeDays: 365, roleIds }));
      }),
    );
    expect(said).toEqual([expect.stringContaining("mandatory digicert-one-roles: ")]);
  });

  it("keeps no policy from passing that does not need it", async () => {
    const said = await messages(
      await previewed(run(), async () => {
        const extendBeforeDays = first().createdAt.apply(() => 30);
        // Lives too long whatever its window is, and has a fixed end or none at all.
        new digicert.ServiceUser("second", args({ accountIds: [account()], lifetimeDays: 400, extendBeforeDays }));
      }),
    );
    expect(said.sort()).toEqual([
      expect.stringContaining("advisory digicert-one-window: can't run policy"),
      expect.stringContaining('mandatory digicert-one-longest-life: ServiceUser "second" lives 400 days'),
    ]);
  });
});

describe("inputs that check has not settled, as where a provider's own settings are not known yet", () => {
  const type = (kind: string) => `pulumi-nodejs:dynamic/digicert-one:${kind}`;
  const raw = (kind: string, name: string, inputs: Record<string, unknown>): Registered[] => [
    { type: type(kind), urn: `urn:pulumi:prod::policies::${type(kind)}::${name}`, inputs },
  ];

  it("are read with the defaults that check would settle", async () => {
    expect(await messages(raw("RotationSchedule", "app-schedule", { lifetimeDays: 90 }))).toEqual([]);
    expect(
      await messages(raw("RotationSchedule", "app-schedule", { lifetimeDays: 9, rotateBeforeDays: null })),
    ).toEqual([expect.stringContaining('RotatingApiKey "app" has an overlap of 3 days')]);
    expect(await messages(raw("ApiKey", "ci", { lifetimeDays: 3, rotate: false }))).toEqual([]);
    expect(await messages(raw("ApiKey", "ci", { lifetimeDays: 3 }))).toEqual([
      expect.stringContaining('ApiKey "ci" is rotated from 1 day before its end'),
    ]);
  });

  it("end with their user, or not at all", async () => {
    expect(await messages(raw("ApiKey", "ci", { serviceUserEndDate: "2027-12-31" }))).toEqual([]);
    expect(await messages(raw("ApiKey", "ci", { endDate: null }))).toEqual([
      expect.stringContaining("has no end date"),
    ]);
  });

  it("name roles in either case, and hold none at all", async () => {
    const onDestroy = "retain";
    const user = { lifetimeDays: 90, onDestroy, roleIds: [world.administratorRoleId.toUpperCase()] };
    expect(await messages(raw("ServiceUser", "ci", user))).toEqual([expect.stringContaining("the administrator role")]);
    expect(await messages(raw("ServiceUser", "ci", { lifetimeDays: 90, onDestroy }))).toEqual([]);
  });

  it("of other kinds and packages are nobody's business", async () => {
    const elsewhere = { type: "aws:iam/user:User", urn: "urn:pulumi:prod::policies::aws:iam/user:User::a", inputs: {} };
    expect(await messages([elsewhere, ...raw("StackIdentity", "identity", {}), ...raw("ApiKeySlot", "a", {})])).toEqual(
      [],
    );
  });
});

it("lets the examples' own programs pass", async () => {
  for (const program of [
    () => import("../../examples/quickstart/index.js"),
    () => import("../../examples/fleet/index.js"),
  ]) {
    const resources = await previewed(run(), program);
    expect(ours(resources).length).toBeGreaterThan(2);
    expect(await messages(resources)).toEqual([]);
  }
});

describe("the configuration", () => {
  const long = () =>
    previewed(run(), async () => void cases["longest-life"]?.breaks["a user that lives too long"]?.program(world));

  it("moves a limit, a level, and switches a policy off", async () => {
    await configure({ "digicert-one-longest-life": { serviceUserDays: 730 } });
    expect(await messages(await long())).toEqual([]);
    await configure({ "digicert-one-longest-life": { serviceUserDays: 729, enforcementLevel: "advisory" } });
    expect(await messages(await long())).toEqual([
      'advisory digicert-one-longest-life: ServiceUser "ci" lives 730 days; at most 729 are allowed. Set lifetimeDays to at most 729.',
    ]);
    await configure({ "digicert-one-longest-life": { enforcementLevel: "disabled" } });
    expect(await messages(await long())).toEqual([]);
  });

  it("is required for roles: Pulumi refuses a pack without it, and an engine that does not finds each user", async () => {
    expect(analyzer.policies.filter(({ required }) => required.length > 0)).toEqual([
      expect.objectContaining({ name: "digicert-one-roles", required: ["administratorRoleIds"] }),
    ]);
    await analyzer.configure({});
    const said = await messages(await previewed(run(), async () => void first()));
    expect(said).toEqual([expect.stringContaining("no administrator role is known. Configure administratorRoleIds")]);
  });

  it("of no regular expression says so", async () => {
    await configure({ "digicert-one-nickname": { pattern: "(" } });
    const resources = await previewed(run(), async () => void first());
    await expect(analyzer.analyze(resources)).rejects.toThrow(
      "pattern of digicert-one-nickname is no regular expression",
    );
  });
});

it("quotes no nickname, which may be a secret", async () => {
  const program = async () =>
    void new digicert.ServiceUser(
      "ci",
      args({ accountIds: [account()], lifetimeDays: 365, nickname: pulumi.secret("The Hidden Name") }),
    );
  const [said = ""] = await messages(await updated(run(), program));
  expect(said).toContain("has a nickname that does not match");
  expect(said).not.toContain("Hidden");
});
