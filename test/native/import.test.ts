import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openHost, openStage, type Stage, urnOf } from "./harness";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.emulator.close();
});

const asked = (kind: string, name: string, id: string) => ({
  urn: urnOf(kind, name),
  id,
  props: undefined,
  inputs: undefined,
});

/** A user that a person has made: no mark stands on it. */
async function madeByHand(nickname: string, given: object = {}): Promise<string> {
  const { accountIds, roleIds, email } = stage.args as { accountIds: string[]; roleIds: string[]; email: string };
  const made = (await stage.emulator.addUser({
    user_type: "service",
    friendly_name: nickname,
    description: "Signs releases",
    email,
    accounts: accountIds,
    roles: roleIds,
    ...given,
  })) as unknown as { user: { id: string } };
  return made.user.id;
}

describe("a user that somebody else made", () => {
  it("is imported with the arguments that a program has to write, and no default", async () => {
    const id = await madeByHand("by-hand");
    const found = await stage.host.read(asked("ServiceUser", "imported", id));
    const { owner: _owner, ownerHash: _hash, __place: _place, ...written } = found?.inputs ?? {};
    expect(written).toEqual({ ...stage.args, nickname: "by-hand", description: "Signs releases" });
  });

  it("shows no change in the next preview, nor in the one after it", async () => {
    const id = await madeByHand("quiet");
    const urn = urnOf("ServiceUser", "quiet");
    const found = await stage.host.read(asked("ServiceUser", "quiet", id));
    const program = { ...stage.args, nickname: "quiet", description: "Signs releases" };
    let oldInputs = found?.inputs ?? {};
    for (const preview of ["first", "second"]) {
      const { inputs, failures } = await stage.host.check(urn, oldInputs, program);
      const { changes } = await stage.host.diff({ urn, id, olds: found?.props ?? {}, oldInputs, news: inputs });
      expect({ preview, failures, changes }).toEqual({ preview, failures: [], changes: false });
      oldInputs = inputs;
    }
    // The twin: another argument is a change.
    const { inputs } = await stage.host.check(urn, oldInputs, { ...program, description: "Signs" });
    expect((await stage.host.diff({ urn, id, olds: found?.props ?? {}, oldInputs, news: inputs })).changes).toBe(true);
  });

  it("gets its mark with the first update, and stays when it is destroyed", async () => {
    const id = await madeByHand("marked");
    const urn = urnOf("ServiceUser", "marked");
    const found = await stage.host.read(asked("ServiceUser", "marked", id));
    const oldInputs = found?.inputs ?? {};
    const { inputs } = await stage.host.check(urn, oldInputs, {
      ...stage.args,
      nickname: "marked",
      description: "New",
    });
    const props = await stage.host.update({ urn, id, olds: found?.props ?? {}, oldInputs, news: inputs }, false);
    const description = async () => (await stage.emulator.state()).users.find((user) => user.id === id)?.description;
    expect(await description()).toMatch(
      /^New \(pulumi: organization\/shop\/dev\/marked #[0-9a-f]{12}\.x[0-9a-f]{20}\)$/,
    );
    await stage.host.delete(urn, id, props);
    expect(await description()).toBeDefined();
    expect(stage.said.at(-1)).toContain("it was adopted, not made here");
  });
});

describe("a user that another stack manages", () => {
  it("is refused with the way through", async () => {
    const other = await openHost(stage.emulator, { identity: "99999999-0000-0000-0000-000000000000" });
    const urn = urnOf("ServiceUser", "theirs", "prod");
    const { inputs } = await other.check(urn, {}, { ...stage.args, nickname: "theirs" });
    const { id } = await other.create(urn, inputs, false);
    const refusal = stage.host.read(asked("ServiceUser", "mine", id));
    await expect(refusal).rejects.toThrow("is managed by organization/shop/prod/theirs");
    const message = await refusal.catch((error: Error) => error.message);
    // The way through leads there.
    const [, adoptId = "", adoptFrom = ""] = /adoptId: "([^"]+)" and adoptFrom: "([^"]+)"/.exec(String(message)) ?? [];
    const taken = { ...stage.args, nickname: "theirs", adoptId, adoptFrom };
    expect(await stage.make(urnOf("ServiceUser", "mine"), taken)).toMatchObject({ id });
  });
});

describe("a user of this very resource, whose state was lost", () => {
  it("is imported with the mark that it has, and is deleted in the end", async () => {
    const urn = urnOf("ServiceUser", "lost");
    const made = await stage.make(urn, { ...stage.args, nickname: "lost" });
    const found = await stage.host.read(asked("ServiceUser", "lost", made.id));
    expect(found?.props).toMatchObject({ adopted: false, nonce: made.props.nonce, ownerHash: made.props.ownerHash });
    await stage.host.delete(urn, made.id, found?.props ?? {});
    expect((await stage.emulator.state()).users.filter(({ id }) => id === made.id)).toEqual([]);
  });
});

describe("what cannot be imported", () => {
  it.each([
    ["ApiKey", "DigiCert ONE shows its value once"],
    ["ApiKeySlot", "DigiCert ONE shows the value of a key once"],
    ["RotationSchedule", "lives in state alone"],
    ["ApiKeyRetirement", "lives in state alone"],
  ])("is a %s, with the reason and what to do", async (kind, reason) => {
    const refusal = stage.host.read(asked(kind, "x", "some-id"));
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.toThrow(/Declare /);
  });

  it("is a person, and an id that nobody has", async () => {
    const person = await madeByHand("person", { user_type: "standard" });
    await expect(stage.host.read(asked("ServiceUser", "x", person))).rejects.toThrow("a person");
    await expect(stage.host.read(asked("ServiceUser", "x", "nobody"))).rejects.toThrow("There is no user nobody");
  });
});
