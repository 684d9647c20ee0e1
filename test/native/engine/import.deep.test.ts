/** Import through the engine: with the option, and on the command line with `pulumi import`. */
import { expect, it } from "vitest";
import { changed, errors } from "../../e2e/digicert/stage";
import { failing } from "../../e2e/stack";
import { describeHostsOnCli, describeRecorded, type HostStage } from "./stage";

const user = (options: string, more = "") => `
const user = new digicert.ServiceUser("ci", { nickname: "ci", description: "Signs", email, accountIds, roleIds${more} }, ${options});
module.exports = { id: user.id, nickname: user.nickname, email: user.email, accounts: accountIds[0], roles: roleIds[0] };
`;
const lookUps = "module.exports = { account: accountIds[0], role: roleIds[0] };";

/** A user that somebody else made, with the account and the role of the programs; its id. */
async function madeByHand({ stack, emulator }: HostStage): Promise<string> {
  await stack.up();
  const { account, role } = await stack.outputs();
  const made = (await emulator.addUser({
    user_type: "service",
    friendly_name: "ci",
    description: "Signs",
    email: "team@example.com",
    accounts: [account?.value],
    roles: [role?.value],
  })) as unknown as { user: { id: string } };
  return made.user.id;
}

describeRecorded("an import", (makeStage) => {
  it("takes over a user that somebody else made, and refuses a key with the reason", { timeout: 600_000 }, async () => {
    const stage = await makeStage("native", lookUps);
    const { stack, emulator, setProgram } = stage;
    const id = await madeByHand(stage);
    const imported = `{ import: "${id}" }`;

    setProgram(user(imported));
    expect(changed(await stack.preview())).toEqual({ "ServiceUser ci": ["import"] });
    expect(changed(await stack.up())).toEqual({ "ServiceUser ci": ["import"] });
    expect((await stack.outputs()).id?.value).toBe(id);
    for (const options of [imported, "{}"]) {
      setProgram(user(options));
      expect(changed(await stack.preview())).toEqual({});
    }
    // The mark is written with the first update.
    setProgram(user("{}", ', endDate: "2099-12-31"'));
    expect(changed(await stack.up())).toEqual({ "ServiceUser ci": ["update"] });
    const { users, tokens } = await emulator.state();
    expect(users.find((each) => each.id === id)?.description).toMatch(
      /^Signs \(pulumi: organization\/scenario\/dev\/ci #/,
    );

    setProgram(
      `new digicert.ApiKey("key", { serviceUser: "${id}", lifetimeDays: 90 }, { import: "${tokens[0]?.id}" });`,
    );
    const refused = await failing(stack.preview());
    expect(errors(refused).join("\n")).toContain("DigiCert ONE shows its value once");
  });
});

describeHostsOnCli("an import by command", (makeStage) => {
  it("takes over a user, and the program that declares it then shows no change", { timeout: 600_000 }, async () => {
    const stage = await makeStage("native", lookUps);
    const { stack, command, setProgram } = stage;
    const id = await madeByHand(stage);
    const printed = await command(
      ...["import", "digicert-one:index:ServiceUser", "ci", id, "--yes", "--protect=false", "--generate-code=false"],
    );
    expect(printed).toContain("imported");
    setProgram(user("{}"));
    expect(changed(await stack.preview())).toEqual({});
  });
});
