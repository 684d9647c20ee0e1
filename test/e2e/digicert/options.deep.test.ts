/** Options of Pulumi's in real processes, and on the command line where there is one: inherited, transformed, refused. */
import { expect, it } from "vitest";
import { floor } from "../sdks";
import { failing } from "../stack";
import { type DigicertStage, describeDigicert, errors } from "./stage";

/** A key and a pair under a component that has options, at a round of triggers. */
const under = (options: string, round: number) => `
class Team extends pulumi.ComponentResource {
  constructor(name, options) { super("test:index:Team", name, {}, options); }
}
const parent = new Team("team", ${options});
const serviceUser = new digicert.ServiceUser("u", { email, accountIds, roleIds }, { parent });
new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90, triggers: { round: ${round} } }, { parent });
new digicert.RotatingApiKey("p", { serviceUser, lifetimeDays: 90, revoke: { round: ${round} } }, { parent });
`;
const alone = "";

const keys = async ({ emulator }: DigicertStage): Promise<string[]> =>
  (await emulator.state()).tokens
    .filter(({ name, status }) => !String(name).startsWith("Emulator") && status !== "DELETED")
    .map(({ id }) => String(id));

const refused = async (stage: DigicertStage, program: string): Promise<string> => {
  stage.setProgram(program);
  const preview = errors(await failing(stage.stack.preview())).join("\n");
  const up = errors(await failing(stage.stack.up())).join("\n");
  expect(await keys(stage)).toEqual([]);
  return `${preview}\n${up}`;
};

const transformed = (options: string, program: string) => `
pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, ${options}) }));
${program}`;
const key = (options = "{}") => `
const serviceUser = new digicert.ServiceUser("u", { email, accountIds, roleIds });
new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90 }, ${options});`;

describeDigicert("what a component says of its keys", (makeStage) => {
  it("protect: its keys are replaced all the same, and nothing of the pair goes", async () => {
    const stage = await makeStage(under("{ protect: true }", 1));
    await stage.stack.up();
    const before = await keys(stage);
    stage.setProgram(under("{ protect: true }", 2));
    await stage.stack.up();
    const after = await keys(stage);
    expect([after.length, after.filter((id) => before.includes(id))]).toEqual([2, []]);
    stage.setProgram(alone);
    expect(errors(await failing(stage.stack.preview())).join("\n")).toContain("protected");
    expect(await keys(stage)).toEqual(after);
  });

  it("retainOnDelete: a key that is replaced, revoked or removed is deleted", async () => {
    const stage = await makeStage(under("{ retainOnDelete: true }", 1));
    await stage.stack.up();
    const before = await keys(stage);
    stage.setProgram(under("{ retainOnDelete: true }", 2));
    await stage.stack.up();
    const after = await keys(stage);
    expect([after.length, after.filter((id) => before.includes(id))]).toEqual([2, []]);
    stage.setProgram(alone);
    await stage.stack.up();
    expect(await keys(stage)).toEqual([]);
  });
});

describeDigicert("what is refused", (makeStage) => {
  it("an import says how to take over a user, and nothing else", async () => {
    const stage = await makeStage(alone);
    const id = "783a6a45-b74b-4635-bb4b-69855910ccd3";
    const program = `new digicert.ServiceUser("ci", { email, accountIds, roleIds }, { import: "${id}" });`;
    const said = await refused(stage, program);
    expect(said).toContain("Leave the option out, and set the argument adoptId to the user's id.");
    expect(said).not.toMatch(/must be a string|grpc|TypeError/i);
  });

  it("what a transformation of the stack sets on a key", async () => {
    const stage = await makeStage(alone);
    expect(await refused(stage, transformed("{ protect: true }", key()))).toMatch(
      /ApiKey "k": the option protect is refused\..*A transformation sets it/,
    );
  });
});

describeDigicert(
  "an older SDK",
  (makeStage) => {
    it("refuses what it cannot take off a child", async () => {
      const stage = await makeStage(alone);
      const said = await refused(stage, under("{ protect: true }", 1));
      for (const name of ['ApiKey "k"', 'RotatingApiKey "p"']) {
        expect(said).toContain(
          `${name}: protect would reach what a rotation replaces: @pulumi/pulumi ${floor.version}`,
        );
      }
    });

    it("refuses what a transformation sets", async () => {
      const stage = await makeStage(alone);
      const transformation = transformed("{ retainOnDelete: true }", key());
      expect(await refused(stage, transformation)).toMatch(/the option retainOnDelete is refused\..*A transformation/);
      stage.setProgram(key());
      await stage.stack.up();
      expect(await keys(stage)).toHaveLength(1);
    });

    it("fails where the value of a key that was read is used, and not where it is not", async () => {
      const stage = await makeStage(key());
      await stage.stack.up();
      const [id] = await keys(stage);
      const read = `${key()}\nconst got = digicert.ApiKey.get("got", "${id}");\nconst { name, value } = got;`;
      stage.setProgram(`${read}\nmodule.exports = { got, name };`);
      await stage.stack.up();
      expect(Object.keys((await stage.stack.outputs()).got?.value as object)).not.toContain("value");
      stage.setProgram(`${read}\nmodule.exports = { value };`);
      expect(errors(await failing(stage.stack.up())).join("\n")).toContain('ApiKey.get("got") has no value');
    });
  },
  floor,
);
