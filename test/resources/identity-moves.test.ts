import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServiceUser } from "../../src";
import { IDENTITY, IdentityWorld, type OneStack } from "./identity-world";

let world: IdentityWorld;

beforeEach(async () => {
  world = await IdentityWorld.open();
});
afterEach(() => world.emulator.close());

const signer =
  (description = "Signs", name = "signer", options: pulumi.CustomResourceOptions = {}) =>
  () =>
    new ServiceUser(name, world.args({ description }), options);
const USER = "pulumi-nodejs:dynamic/digicert-one:ServiceUser";

/** The id and the end of the mark of a user that a run left as it was, but for its mark. */
async function markedAnew(stack: OneStack, id: string, owner: string): Promise<void> {
  expect(await stack.userId()).toBe(id);
  expect(await world.users()).toHaveLength(1);
  expect(await world.description(id)).toContain(`(pulumi: organization/payments/${owner} #`);
  expect((await stack.preview(stack.program)).steps).toEqual([]);
  expect((await stack.destroy()).ok).toBe(true);
  expect(await world.users()).toEqual([]);
}

describe("a user that moves", () => {
  it("under a new name, with an alias, keeps its user; the mark follows", async () => {
    const stack = await world.stack();
    await stack.up(signer());
    const id = await stack.userId();
    const renamed = signer("Signs", "renamed", { aliases: [{ name: "signer" }] });
    expect((await stack.up(renamed)).steps).toEqual(["update ServiceUser renamed"]);
    await markedAnew(stack, id, "dev/renamed");
  });

  it("under a parent, with an alias, keeps its user; the mark follows", async () => {
    const stack = await world.stack();
    await stack.up(signer());
    const id = await stack.userId();
    const parented = () => {
      const parent = new pulumi.ComponentResource("example:index:Web", "web");
      signer("Signs", "signer", { parent, aliases: [{ parent: pulumi.rootStackResource }] })();
    };
    expect((await stack.up(parented)).steps).toEqual(["update ServiceUser signer"]);
    await markedAnew(stack, id, "dev/web/signer");
  });

  it("with its stack, renamed, keeps its user; the mark follows", async () => {
    const before = await world.stack("dev");
    await before.up(signer());
    const id = await before.userId();
    const after = await world.stack("live");
    const state = JSON.stringify(await before.stack.exportStack()).replaceAll("urn:pulumi:dev::", "urn:pulumi:live::");
    await after.stack.importStack(JSON.parse(state.replaceAll("payments-dev", "payments-live")));
    expect((await after.up(signer())).steps).toEqual(["update ServiceUser signer"]);
    await markedAnew(after, id, "live/signer");
  });

  it("to another stack by `pulumi state move` keeps its user; the mark follows", async () => {
    const [from, to] = [await world.stack("dev"), await world.stack("live")];
    await from.up(signer());
    const id = await from.userId();
    await to.up(() => new ServiceUser("other", world.args({ nickname: "other" })));
    const moved: unknown[] = [];
    await from.edit((state) => {
      const resources = (state.deployment.resources ?? []) as { type: string }[];
      moved.push(...resources.filter(({ type }) => type === USER));
      const kept = resources.filter(({ type }) => type !== USER);
      return { ...state, deployment: { ...state.deployment, resources: kept as never } };
    });
    expect(moved).toHaveLength(1);
    await to.edit((state) => {
      const resources = (state.deployment.resources ?? []) as { provider?: string; type: string }[];
      const provider = resources.find(({ type }) => type === USER)?.provider;
      const [user] = JSON.parse(JSON.stringify(moved).replaceAll("urn:pulumi:dev::", "urn:pulumi:live::"));
      const arrived = { ...user, provider, dependencies: [], propertyDependencies: {} };
      return { ...state, deployment: { ...state.deployment, resources: [...resources, arrived] as never } };
    });
    const ran = await to.up(() => {
      new ServiceUser("other", world.args({ nickname: "other" }));
      signer()();
    });
    expect(ran.steps).toEqual(["update ServiceUser signer"]);
    expect(await world.description(id)).toContain("(pulumi: organization/payments/live/signer #");
    expect((await from.destroy()).ok).toBe(true);
    expect((await world.users()).map((user) => user.id)).toContain(id);
    expect((await to.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });
});

describe("a state that is not the only one, or not the last", () => {
  it("a copy by export and import is noticed at the first write of the second, with both causes", async () => {
    const [one, two] = [await world.stack(), await world.stack()];
    await one.up(signer());
    const id = await one.userId();
    await two.stack.importStack(await one.stack.exportStack());
    const first = await one.up(signer("by the first"));
    expect(first.ok).toBe(true);
    const second = await two.up(signer("by the second"));
    expect(second.ok).toBe(true);
    expect(await world.description(id)).toMatch(/^by the second /);
    const { said } = await one.up(signer("by the first again"));
    expect(said).toMatch(/a run was not recorded, or a second copy of this stack's state is in use/);
    expect((await one.up(signer("once more"))).said).not.toContain("second copy");
    // The copy's state is behind: what it would take away is left alone, with the reason.
    const { said: told } = await two.destroy();
    expect(told).toContain(
      "is left alone: this resource's mark was written anew by a run that this state does not record",
    );
    expect((await one.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });

  it.each([[], ["user-as-documented"]])(
    "a create whose record was lost is taken back: variant %s",
    async (...variants: string[]) => {
      await world.emulator.close();
      world = await IdentityWorld.open({ variants: variants as never });
      const stack = await world.stack();
      await stack.up(signer());
      const id = await stack.userId();
      await stack.edit((state) => {
        const resources = (state.deployment.resources ?? []) as { type: string }[];
        expect(resources.some(({ type }) => type === IDENTITY)).toBe(true);
        const kept = resources.filter(({ type }) => type !== USER);
        return { ...state, deployment: { ...state.deployment, resources: kept as never } };
      });
      expect((await stack.up(signer())).steps).toEqual(["create ServiceUser signer"]);
      expect(await stack.userId()).toBe(id);
      expect(await world.users()).toHaveLength(1);
      expect((await stack.destroy()).ok).toBe(true);
      expect(await world.users()).toEqual([]);
    },
  );
});
