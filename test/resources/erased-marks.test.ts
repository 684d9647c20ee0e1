/** Ways in which people lose an owner's mark: each shows as a change, is written again, and never costs a user its record. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServiceUser } from "../../src/resources/service-user";
import { IdentityWorld, type OneStack } from "./identity-world";

let world: IdentityWorld;
beforeEach(async () => {
  world = await IdentityWorld.open();
});
afterEach(() => world.emulator.close());

const program =
  (description = "Signs", over: object = {}) =>
  () =>
    new ServiceUser("signer", world.args({ description, ...over }));

/** From the description as it was written, mark and all, to what a person leaves of it. */
const erasures: Readonly<Record<string, (written: string) => string>> = {
  "all of the description": () => "",
  "the mark": (written) => written.replace(/ \(pulumi:.*/, ""),
  "the end of the mark": (written) => written.slice(0, -4),
  "the nonce": (written) => written.replace(/ #[0-9a-f.]+\)$/, ")"),
  "the brackets": (written) => written.replace("(pulumi:", "pulumi:").replace(/\)$/, ""),
  "the place at the end, by words after it": (written) => `${written} Ask Jane.`,
  "the place at the end, by a line of its own": (written) => `${written}\nAsk Jane.`,
};

async function erased(erase: (written: string) => string): Promise<{ stack: OneStack; id: string; written: string }> {
  const stack = await world.stack();
  await stack.up(program());
  const id = await stack.userId();
  const written = await world.description(id);
  await world.describe(id, erase(written));
  return { stack, id, written };
}

const UPDATE = ["update ServiceUser signer"];
const MARKED = /\(pulumi: organization\/payments\/dev\/signer #[0-9a-f]{12}\.[0-9a-f]+\)$/;

describe.each(Object.entries(erasures))("a person who removes %s", (_what, erase) => {
  it("is shown by refresh and preview; up writes the mark again", async () => {
    const { stack, id } = await erased(erase);
    await stack.refresh();
    expect((await stack.preview(program())).steps).toEqual(UPDATE);
    expect((await stack.up(program())).steps).toEqual(UPDATE);
    expect(await world.description(id)).toMatch(MARKED);
    await stack.refresh();
    expect((await stack.preview(program())).steps, "it is whole again").toEqual([]);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });

  it("is met by the next change without a refresh: the mark is written with it", async () => {
    const { stack, id } = await erased(erase);
    expect((await stack.up(program("Signs more"))).steps).toEqual(UPDATE);
    expect(await world.description(id)).toMatch(MARKED);
    expect(await stack.userId()).toBe(id);
  });

  it("keeps the user: destroy leaves it alone and says so", async () => {
    const { stack, id } = await erased(erase);
    const destroyed = await stack.destroy();
    expect(destroyed.ok).toBe(true);
    expect(destroyed.said).toContain(`${id} is left alone: its description no longer carries our mark`);
    expect((await world.users()).map((user) => user.id)).toEqual([id]);
  });

  it("and puts it back costs nothing: no change is shown, and destroy deletes", async () => {
    const { stack, id, written } = await erased(erase);
    await world.describe(id, written);
    await stack.refresh();
    expect((await stack.preview(program())).steps).toEqual([]);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });
});

describe("a person who changes", () => {
  it("only the words before the mark shows as a change of those, and the user stays ours", async () => {
    const { stack, id } = await erased((written) => written.replace("Signs", "Signed"));
    await stack.refresh();
    const [user] = await stack.stored();
    expect([user?.outputs.description, user?.outputs.owner]).toEqual(["Signed", "organization/payments/dev/signer"]);
    expect((await stack.up(program())).steps).toEqual(UPDATE);
    expect(await world.description(id)).toMatch(/^Signs \(pulumi:/);
  });

  it("the mark to one of a run that nobody recorded is told, and overwritten with a warning", async () => {
    const { stack, id } = await erased((written) => written.replace(/\.[0-9a-f]+\)$/, ".0123456789ab)"));
    const run = await stack.up(program("Signs more"));
    expect(run.ok).toBe(true);
    expect(run.said).toContain("Either a run was not recorded, or a second copy of this stack's state is in use");
    expect(await world.description(id)).toMatch(MARKED);
  });
});

describe("a mark that is erased from", () => {
  it("a user that was adopted is written again, and destroy leaves the user as it always would", async () => {
    const { emulator } = world;
    await emulator.addUser({
      user_type: "service",
      friendly_name: "signer",
      email: "team@example.com",
      accounts: [emulator.accountId],
    });
    const adopting = program("Signs", { onDuplicate: "adopt", adoptChanges: true });
    const stack = await world.stack();
    expect((await stack.up(adopting)).ok).toBe(true);
    const id = await stack.userId();
    await world.describe(id, "Signs");
    await stack.refresh();
    expect((await stack.up(adopting)).steps).toEqual(UPDATE);
    expect(await world.description(id)).toMatch(/\(pulumi: organization\/payments\/dev\/signer #/);
    expect((await stack.destroy()).ok).toBe(true);
    expect((await world.users()).map((user) => user.id)).toEqual([id]);
  });

  it("a disabled user keeps that: it is written again, and stays disabled", async () => {
    const off = program("Signs", { enabled: false });
    const stack = await world.stack();
    await stack.up(off);
    const id = await stack.userId();
    await world.describe(id, "Signs");
    await stack.refresh();
    expect((await stack.up(off)).steps).toEqual(UPDATE);
    expect(await world.description(id)).toMatch(MARKED);
    expect((await world.users())[0]).toMatchObject({ id, enabled: false });
  });
});
