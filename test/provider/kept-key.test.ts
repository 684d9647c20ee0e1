import { afterEach, describe, expect, it } from "vitest";
import { validateServiceUser } from "../../src/arguments";
import { typeToken } from "../../src/fields/kinds";
import { planFacts, planRows } from "../../src/plan";
import type { Props } from "../../src/provider/host/state";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { makeUser } from "../emulator/harness";
import {
  failure,
  keysOnServer,
  providerOf,
  type Resource,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "./apply-harness";

let world: World;
let day = "2026-12-01";
afterEach(() => world.emulator.close());

async function start(variants: string[] = []): Promise<Resource> {
  day = "2026-12-01";
  world = await startWorld({ variants });
  world.deps.now = () => Date.parse(`${day}T12:00:00Z`);
  return userOf(world);
}

async function goTo(next: string): Promise<void> {
  day = next;
  world.notices.length = 0;
  await world.emulator.setClock(`${next}T12:00:00Z`);
}

const living = (args: Props = {}): Props =>
  userArgs(world, { endDate: undefined, lifetimeDays: 365, initialKey: "keep", ...args });
const keyEnd = async (user: Resource) => (await keysOnServer(world, user.id)).map(({ end_date: end }) => end);

/** What a preview says: check and diff, no call. */
async function preview(user: Resource, args: Props): Promise<string[]> {
  world.notices.length = 0;
  const provider = providerOf(world, serviceUserHandlers);
  const { inputs } = await provider.check(user.state?.inputs ?? {}, args);
  await provider.diff(user.id, user.outputs, inputs);
  return [...world.notices];
}

const rows = (user: Resource) => {
  const type = typeToken("ServiceUser");
  const resource = { urn: "urn", type, id: user.id, name: "ci", stack: "s", project: "p", parent: undefined };
  return planRows(planFacts([{ ...resource, outputs: user.outputs }], day), { today: day }).rows;
};

describe("the key that came with a user and is kept", () => {
  it("ends with its user, moves with it, and is never replaced", async () => {
    const user = await start();
    await user.up(living());
    const { initialApiKeyId, initialApiKey } = user.outputs;
    expect(user.outputs.initialApiKeyEndDate).toBe("2027-12-01");
    await goTo("2027-08-15");
    expect(rows(user).map(({ role, action }) => [role, action])).toEqual([
      [null, "extend"],
      ["initial", "extend"],
    ]);
    expect(await user.up(living())).toBe("update");
    expect(user.outputs).toMatchObject({ endDate: "2028-08-14", initialApiKeyEndDate: "2028-08-14" });
    expect(await keyEnd(user)).toEqual(["2028-08-14"]);
    expect(user.outputs).toMatchObject({ initialApiKeyId, initialApiKey });
    expect(user.outputs).not.toHaveProperty("initialApiKeyAskedEnd");
    expect(await user.up(living())).toBe("same");
    await user.refresh();
    expect(await user.up(living())).toBe("same");
  });

  it("moves before its user where the end comes nearer, since no user may end before its keys", async () => {
    const user = await start();
    await user.up(userArgs(world, { initialKey: "keep" }));
    const from = (await world.emulator.journal()).length;
    await user.up(userArgs(world, { initialKey: "keep", endDate: "2027-06-30" }));
    const written = (await world.emulator.journal()).slice(from).filter(({ method }) => method === "PUT");
    expect(written.map(({ path }) => path.split("/").at(-2))).toEqual(["api-access-token", "user"]);
    expect(await userOnServer(world, user.id)).toMatchObject({ end_date: "2027-06-30" });
    expect(await keyEnd(user)).toEqual(["2027-06-30"]);
    expect(user.outputs.initialApiKeyEndDate).toBe("2027-06-30");
  });

  it("is warned of in each of its last 30 days where the server lets no end be moved, and the run succeeds", async () => {
    const user = await start(["token-end-date-fixed"]);
    await user.up(living());
    await goTo("2027-08-15");
    expect(await user.up(living())).toBe("update");
    expect(world.notices.join()).toMatch(
      /the end of the API key that it came with .* could not be moved from 2027-12-01/,
    );
    expect(user.outputs).toMatchObject({ endDate: "2028-08-14", initialApiKeyEndDate: "2027-12-01" });
    expect(await user.up(living())).toBe("same");
    await goTo("2027-10-31");
    expect(await preview(user, living())).toEqual([]);
    const warned = /initial API key that came with the user (ends|ended) .* 2027-12-01, before its user/;
    for (const next of ["2027-11-01", "2027-12-01", "2027-12-10"]) {
      await goTo(next);
      expect(await preview(user, living())).toEqual([expect.stringMatching(warned)]);
      expect(rows(user)[0]).toMatchObject({
        role: "initial",
        warnings: [{ code: "expired" }, { code: "ends-soon" }].slice(next > "2027-12-01" ? 0 : 1),
      });
    }
  });

  it("changes nothing of a state of before, and is known after a refresh", async () => {
    const user = await start();
    await user.up(living());
    const { state } = user;
    if (state === undefined) throw new Error("no state");
    const { initialApiKeyEndDate: _end, endGrantedOn: _on, ...before } = state.outputs;
    state.outputs = before;
    expect(await user.up(living())).toBe("same");
    expect(rows(user)).toHaveLength(1);
    await user.refresh();
    expect(user.outputs.initialApiKeyEndDate).toBe("2027-12-01");
    expect(await user.up(living())).toBe("same");
  });
});

describe("the key of an adopted user, which nobody shows again", () => {
  const context = { today: "2026-12-01", isPending: () => false };

  it.each([
    [{ adoptId: "u1" }, 'initialKey is "keep" and adoptId is set'],
    [{ onDuplicate: "adopt" }, 'initialKey is "keep" and onDuplicate is "adopt"'],
  ])("is a validation error that names the way through (%o)", async (more, says) => {
    await start();
    const errors = (args: Props) => {
      const { owner: _owner, ownerHash: _hash, ...program } = living({ ...args, ...more });
      return validateServiceUser(program, { ...context, isMade: false }).map(({ reason }) => reason);
    };
    expect(errors({})).toEqual([expect.stringContaining(`${says}: a user that is adopted has no initial key`)]);
    expect(errors({})[0]).toContain('new ApiKey("...", { serviceUser: user })');
    expect(errors({ initialKey: "delete" })).toEqual([]);
  });

  // Its key is in use: "remove initialKey" would end it.
  it("is no error once the user is made, whose key stays", async () => {
    const user = await start();
    const kept = userArgs(world, { nickname: "kept", initialKey: "keep" });
    await user.up(kept);
    const { initialApiKeyId } = user.outputs;
    expect(await user.up({ ...kept, onDuplicate: "adopt" })).toBe("update");
    expect(user.outputs.initialApiKeyId).toBe(initialApiKeyId);
    expect((await keysOnServer(world, user.id)).map(({ id }) => id)).toEqual([initialApiKeyId]);
    const { owner: _owner, ownerHash: _hash, ...program }: Props = { ...kept, onDuplicate: "adopt" };
    expect(validateServiceUser(program, context), "what the constructor knows").toEqual([]);
  });

  it("is refused where only the user shows that it was adopted", async () => {
    const user = await start();
    await user.up(userArgs(world, { nickname: "else" }));
    const adopted = userOf(world);
    await user.destroy();
    await makeUser(world.emulator, { friendly_name: "ci", end_date: "2027-12-31" });
    await adopted.up(userArgs(world, { onDuplicate: "adopt" }));
    const refused = /was adopted, so it has no initial key that could be kept.*new ApiKey/s;
    expect((await failure(adopted.up(userArgs(world, { initialKey: "keep" })))).message).toMatch(refused);
    // Its record lost, it is taken back by its mark.
    expect((await failure(userOf(world).up(userArgs(world, { initialKey: "keep" })))).message).toMatch(refused);
  });
});
