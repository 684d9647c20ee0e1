import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator";
import { embeddedStack } from "../engines";
import { makeProject, type Project } from "../project";
import { type Deployment, nameOf, type Stack, type StoredResource } from "../stack";
import { ageMarks, everyChange, frozen, frozenProgram, isOurs, readFrozen, withObjectsOf } from "./frozen";
import { losses } from "./losses";
import { changed, prelude } from "./stage";

/** The states of the dynamic host; those of the native one, and moves between them, are in native/engine/frozen-moves.ts. */
const states: readonly (readonly [
  what: string,
  file: string,
  ours: number,
  places: ReturnType<typeof placesIn>,
  /** What its next preview shows. */
  shows: readonly string[],
])[] = [
  [
    "of before it said where things live, and of before identities",
    "v0.json",
    6,
    { host: 0, accountId: 0 },
    ["create StackIdentity digicert-one-stack-identity"],
  ],
  ["that says where things live", "v1.json", 7, { host: 4, accountId: 3 }, []],
];
const { day } = frozen;
const program = (description?: string) => `${prelude}${frozenProgram(description)}`;

describe.each(states)("state %s", (_what, file, ours, places, shows) => {
  const old = readFrozen(file);
  let emulator: Emulator;
  const projects: Project[] = [];
  /** What today's code writes for the same program. */
  let today: Deployment;

  beforeAll(async () => {
    emulator = await startEmulator({ seed: frozen.seed, now: `${day}T12:00:00Z` });
    const stack = await makeStack();
    await stack.up();
    today = await stack.exportStack();
  });

  afterAll(async () => {
    for (const project of projects) project.remove();
    await emulator.close();
  });

  async function makeStack(): Promise<Stack & { setProgram: Project["setProgram"] }> {
    const project = makeProject({ name: frozen.project, program: program() });
    projects.push(project);
    const stack = await embeddedStack(project);
    await stack.setConfig("digicert-one:baseUrl", emulator.url);
    await stack.setConfig("digicert-one:apiKey", emulator.apiKey, { secret: true });
    stack.setEnv("DIGICERT_ONE_AS_OF", day);
    return Object.assign(stack, { setProgram: project.setProgram });
  }

  test("has no key that today's state lacks or keeps in another shape", () => {
    const resources = old.deployment.resources ?? [];
    expect(resources.filter(isOurs)).toHaveLength(ours);
    expect(resources.flatMap((each) => losses(each, today))).toEqual([]);
  });

  test("would be missed if a key went, or changed its type", () => {
    const user = old.deployment.resources?.find(({ urn }) => nameOf(urn) === "app") as StoredResource;
    const outputs = { ...(user.outputs as Record<string, unknown>), nonce: 5 };
    const { status: _, ...rest } = outputs as Record<string, unknown>;
    const wrong = { ...today, deployment: { resources: [{ ...user, outputs: rest }] } };
    expect(losses(user, wrong)).toEqual([
      "app: output nonce was string, is number",
      "app: output status was string, is missing",
    ]);
  });

  test("goes through refresh, preview, a rotation in sight, up and destroy", async () => {
    const stack = await makeStack();
    await stack.importStack(withObjectsOf(old, today));
    if (shows.length > 0) await ageMarks(emulator);
    expect(everyChange(await stack.preview())).toEqual(shows);
    expect(placesIn(old)).toEqual(places);
    expect((await stack.refresh()).resourceChanges.same).toBe(2 + ours);
    // The user, the key and the slot that holds one have answered; a retirement knows it from its making.
    const refreshed = placesIn(await stack.exportStack());
    expect(refreshed).toEqual({ host: Math.max(3, places.host), accountId: Math.max(2, places.accountId) });
    expect(everyChange(await stack.preview())).toEqual(shows);

    stack.setEnv("DIGICERT_ONE_AS_OF", "2027-03-20");
    expect(changed(await stack.preview())).toMatchObject({
      "ApiKey ci": ["create-replacement", "delete-replaced", "replace"],
      "RotationSchedule pair-schedule": ["update"],
    });
    stack.setEnv("DIGICERT_ONE_AS_OF", day);

    stack.setProgram(program("Signs every release"));
    expect(everyChange(await stack.up())).toEqual([...shows, "update ServiceUser app"]);
    // The mark is brought up to date with the write.
    const { users } = await emulator.state();
    const descriptions = users.filter(({ friendly_name }) => friendly_name === "app").map((user) => user.description);
    expect(descriptions).toEqual([
      expect.stringMatching(/^Signs every release \(pulumi: \S+\/app #[0-9a-f]{12}\.[0-9a-f]{20}\)$/),
    ]);

    await stack.destroy();
    const left = await emulator.state();
    expect(left.users.filter(({ friendly_name }) => friendly_name === "app")).toEqual([]);
    expect(left.tokens).toHaveLength(1);
  });
});

/** How many resources say where they live. */
function placesIn({ deployment }: Deployment): { host: number; accountId: number } {
  const outputs = (deployment.resources ?? []).filter(isOurs).map((each) => each.outputs as Record<string, unknown>);
  const filled = (key: string) =>
    outputs.filter(({ [key]: value }) => typeof value === "string" && value !== "").length;
  return { host: filled("host"), accountId: filled("accountId") };
}
