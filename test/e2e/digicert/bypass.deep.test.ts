import { expect, it } from "vitest";
import { floor } from "../sdks";
import { failing } from "../stack";
import type { DigicertStage } from "./stage";
import { changed, describeDigicert, errors, urn } from "./stage";

const program = (description = "Signs", lifetimeDays = 90) => `
const user = new digicert.ServiceUser("ci", { nickname: "ci", description: "${description}", email, accountIds, roleIds });
const key = new digicert.ApiKey("ci", { serviceUser: user, lifetimeDays: ${lifetimeDays} });
module.exports = { value: key.value };
`;

async function live({ emulator }: DigicertStage): Promise<{ users: string[]; keys: string[] }> {
  const { users, tokens } = await emulator.state();
  const mine = users.filter((each) => each.friendly_name === "ci").map(({ id }) => String(id));
  return {
    users: mine,
    keys: tokens.filter((each) => mine.includes(String(each.user_id))).map(({ id }) => String(id)),
  };
}

/** The key in the stack's outputs opens the API: it is the live one. */
async function expectUsable({ stack, emulator }: DigicertStage): Promise<void> {
  const { value } = await stack.outputs();
  const response = await fetch(`${emulator.url}/account/api/v1/user/me`, {
    headers: { "x-api-key": String(value?.value), "user-agent": "consumer/1.0" },
  });
  expect(response.status).toBe(200);
}

// These bypass the provider's diff, and the old id is deleted after the new object was made (seen on the real engine).
describeDigicert("a replacement that a person asks for", (makeStage) => {
  it("--replace on a user takes the live user back and does not delete it", async () => {
    const stage = await makeStage(program());
    await stage.stack.up();
    const before = await live(stage);
    await stage.stack.up({ replace: [urn("ServiceUser", "ci")] });
    const after = await live(stage);
    expect(after.users).toEqual(before.users);
    expect(after.keys).toHaveLength(1);
    await expectUsable(stage);
    expect(changed(await stage.stack.preview())).toEqual({});
    await stage.stack.destroy();
    expect(await live(stage)).toEqual({ users: [], keys: [] });
  });

  it("--replace on a key leaves exactly the new one", async () => {
    const stage = await makeStage(program());
    await stage.stack.up();
    const before = await live(stage);
    await stage.stack.up({ replace: [urn("ApiKey", "ci")] });
    const after = await live(stage);
    expect(after.users).toEqual(before.users);
    expect(after.keys).toHaveLength(1);
    expect(after.keys).not.toEqual(before.keys);
    await expectUsable(stage);
    expect(changed(await stage.stack.preview())).toEqual({});
  });

  it("taint on both leaves exactly one of each", async () => {
    const stage = await makeStage(program());
    await stage.stack.up();
    const before = await live(stage);
    const state = await stage.stack.exportStack();
    const resources = (state.deployment.resources ?? []).map((resource) =>
      /:(ServiceUser|ApiKey)$/.test(resource.type) ? { ...resource, taint: true } : resource,
    );
    await stage.stack.importStack({ ...state, deployment: { ...state.deployment, resources } });
    await stage.stack.up();
    const after = await live(stage);
    expect(after.users).toEqual(before.users);
    expect(after.keys).toHaveLength(1);
    expect(after.keys).not.toEqual(before.keys);
    await expectUsable(stage);
  });

  it("--target changes the one it names and leaves one of each", async () => {
    const stage = await makeStage(program());
    await stage.stack.up();
    const before = await live(stage);
    stage.setProgram(program("Signs more", 120));
    expect(changed(await stage.stack.up({ target: [urn("ServiceUser", "ci")] }))).toEqual({
      "ServiceUser ci": ["update"],
    });
    expect(changed(await stage.stack.up({ target: [urn("ApiKey", "ci")] }))).toEqual({ "ApiKey ci": ["update"] });
    expect(await live(stage)).toEqual(before);
    expect(changed(await stage.stack.preview())).toEqual({});
  });

  it("--target beside a pair that was never made leaves the pair to the next run", async () => {
    const stage = await makeStage(program());
    await stage.stack.up();
    const pair = 'const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90 });';
    stage.setProgram(`${program("Signs more")}${pair} module.exports.app = pair.value;`);
    const targeted = await stage.stack.up({ target: [urn("ServiceUser", "ci")] });
    expect(changed(targeted)).toEqual({ "ServiceUser ci": ["update"] });
    expect(changed(await stage.stack.up())).toMatchObject({ "RotationSchedule app-schedule": ["create"] });
  });
});

// An older SDK takes the outputs of what was not made for empty, where a newer one leaves them unknown.
describeDigicert(
  "a run of an older SDK that leaves a pair unmade",
  (makeStage) => {
    it("says in one line what is missing", async () => {
      const stage = await makeStage(program());
      await stage.stack.up();
      const pair = 'const pair = new digicert.RotatingApiKey("app", { serviceUser: user, lifetimeDays: 90 });';
      stage.setProgram(`${program("Signs more")}${pair} module.exports.app = pair.value;`);
      const said = errors(await failing(stage.stack.up({ target: [urn("ServiceUser", "ci")] }))).join("\n");
      expect(said).toMatch(/"app" holds no newest key\. Run `pulumi up` without --target/);
      expect(said).not.toMatch(/TypeError|undefined/);
      expect(changed(await stage.stack.up())).toMatchObject({ "RotationSchedule app-schedule": ["create"] });
    });
  },
  floor,
);
