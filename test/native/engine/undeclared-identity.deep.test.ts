/** A stack has moved, and its program no longer declares the identity of the host that it came from: Pulumi deletes that one. */
import { expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator";
import { parseMark } from "../../../src/ownership";
import { everyChange } from "../../e2e/digicert/frozen";
import { census } from "../../e2e/digicert/stage";
import { usersOf } from "../../identity/by-hand";
import { describeHosts } from "./stage";

const program = (description = "Signs releases", more = "") => `
for (const name of ["ci", "release"])
  new digicert.ServiceUser(name, { nickname: name, description: "${description}", email, accountIds, roleIds, endDate: "2099-12-31" });
${more}`;
const declared = "new digicert.StackIdentity();";

/** Whose each user is by its mark; the nonce is drawn anew with each write. */
async function ownersOf(emulator: Emulator): Promise<Record<string, unknown>> {
  const users = await usersOf(emulator);
  const owner = ({ description }: (typeof users)[number]) => {
    const { mark } = parseMark(String(description));
    return mark && `${mark.owner} #${mark.hash}`;
  };
  return Object.fromEntries(users.map((user) => [user.friendly_name, owner(user)]));
}

describeHosts("an identity that nothing declares any more", (makeStage) => {
  it("is deleted without a call, from either host; every user keeps its mark", { timeout: 900_000 }, async () => {
    const { stack, emulator, setProgram } = await makeStage("dynamic", program());
    const before = await census(emulator);
    await stack.up();
    const made = await ownersOf(emulator);
    expect(Object.values(made)).toEqual([
      expect.stringMatching(/#[0-9a-f]{12}$/),
      expect.stringMatching(/#[0-9a-f]{12}$/),
    ]);
    const deleted = ["delete StackIdentity digicert-one-stack-identity"];

    /** One run, what it changes, and that the next would change nothing. */
    const changes = async (): Promise<string[]> => {
      const shown = everyChange(await stack.preview());
      const done = everyChange(await stack.up());
      expect(everyChange(await stack.preview())).toEqual([]);
      // What a preview that makes an identity cannot know is the mark.
      expect(done.filter((each) => !each.startsWith("update"))).toEqual(
        shown.filter((each) => !each.startsWith("update")),
      );
      return done;
    };
    const silently = async (): Promise<string[]> => {
      const objects = await census(emulator);
      await emulator.clearJournal();
      const done = await changes();
      expect((await emulator.journal()).filter(({ method }) => method !== "GET")).toEqual([]);
      expect(await census(emulator)).toEqual(objects);
      return done;
    };

    // By the dynamic host, once the stack has moved from it.
    setProgram(program(), "native");
    expect(await silently()).toEqual(deleted);
    // The next write keeps the mark: the hash in state outlives the identity that it was made of.
    setProgram(program("Signs every release"));
    expect(await changes()).toEqual(["update ServiceUser ci", "update ServiceUser release"]);
    expect(await ownersOf(emulator)).toEqual(made);

    // Back: there is a new identity, and a new mark of the same owner.
    setProgram(program("Signs every release"), "dynamic");
    expect(await changes()).toEqual([
      "create StackIdentity digicert-one-stack-identity",
      "update ServiceUser ci",
      "update ServiceUser release",
    ]);
    const renewed = await ownersOf(emulator);
    expect(Object.keys(renewed)).toEqual(Object.keys(made));
    expect(renewed).not.toEqual(made);

    // By the native host, which it moved to first.
    setProgram(program("Signs every release", declared), "native");
    expect(await silently()).toEqual([]);
    setProgram(program("Signs every release"));
    expect(await silently()).toEqual(deleted);
    expect(await ownersOf(emulator)).toEqual(renewed);

    await stack.destroy();
    expect(await census(emulator)).toEqual(before);
  });
});
