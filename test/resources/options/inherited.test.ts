/** What parents, transformations and the stack say of a key that a rotation replaces. */
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiKey, RotatingApiKey } from "../../../src/index";
import { canUnprotect } from "../../../src/resources/options/settle";
import { DUE, OptionsWorld, Team, Toy } from "./world";

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
});
afterEach(() => world.close());

type Options = pulumi.ComponentResourceOptions;

/** A key and a pair under a parent: a component, or the user itself. */
const under = (parent: "component" | "user", options: Options, revoke = {}) => {
  return () => {
    const team = parent === "component" ? { parent: new Team("team", options) } : {};
    const user = world.user(parent === "component" ? team : options);
    const given = { parent: team.parent ?? user };
    new ApiKey("k", { serviceUser: user, lifetimeDays: 90 }, given);
    new ApiKey("fixed", { serviceUser: user, lifetimeDays: 90, rotate: false }, given);
    new RotatingApiKey("p", { serviceUser: user, lifetimeDays: 90, revoke }, given);
  };
};

const flags = async (flag: "protect" | "retainOnDelete") =>
  Object.fromEntries([...(await world.records())].map(([name, record]) => [name, record[flag] === true]));

describe.each(["component", "user"] as const)("under a %s", (parent) => {
  it("that is protected, what rotates is not, and the rest is", async () => {
    await world.up(under(parent, { protect: true }));
    expect(await flags("protect")).toMatchObject({
      ...{ u: true, k: false, fixed: true, p: true },
      ...{ "p-schedule": false, "p-a": false, "p-b": false, "p-retirement": true },
    });
    await world.goTo(DUE);
    const { ok, steps } = await world.up(under(parent, { protect: true }));
    expect([ok, steps]).toEqual([true, expect.arrayContaining(["replace k", "replace p-b"])]);
  });

  it("that is retained, a key that is replaced or removed is deleted, and the user stays", async () => {
    await world.up(under(parent, { retainOnDelete: true }));
    expect(await flags("retainOnDelete")).toMatchObject({
      u: true,
      k: false,
      fixed: false,
      "p-a": false,
      "p-b": false,
    });
    const [users, keys] = [await world.users(), await world.keys()];
    await world.up(under(parent, { retainOnDelete: true }, { leaked: "today" }));
    expect(await world.keys()).toHaveLength(3);
    expect(await world.keys()).not.toEqual(keys);
    expect((await world.up(() => undefined)).ok).toBe(true);
    expect([await world.users(), await world.keys()]).toEqual([users, []]);
  });
});

// The page says not to do it: the engine hands this one down too, and knows no way to say no to it.
it("deletedWith of a component leaves its keys where they are", async () => {
  await world.up(() => {
    const parent = new Team("team", { deletedWith: new Toy("other") });
    const serviceUser = world.user({ retainOnDelete: true });
    new ApiKey("k", { serviceUser, lifetimeDays: 90 }, { parent });
    new ApiKey("beside", { serviceUser, lifetimeDays: 90 });
  });
  const keys = await world.keys();
  expect((await world.run("destroy", () => undefined)).ok).toBe(true);
  expect([keys.length, (await world.keys()).length]).toEqual([2, 1]);
});

/** A stack whose transformation gives options to all that it makes. */
const everywhere = (given: Options, program: () => void) => () => {
  pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: pulumi.mergeOptions(opts, given) }));
  program();
};

describe("a transformation of the stack", () => {
  const pair = () => void new RotatingApiKey("p", { serviceUser: world.user(), lifetimeDays: 90 });

  it("that protects everything protects a pair as a whole, which rotates", async () => {
    await world.up(everywhere({ protect: true }, pair));
    expect(await flags("protect")).toMatchObject({
      u: true,
      p: true,
      "p-a": false,
      "p-b": false,
      "p-retirement": true,
    });
    await world.goTo(DUE);
    expect(await world.up(everywhere({ protect: true }, pair))).toMatchObject({ ok: true });
    expect(await world.keys()).toHaveLength(2);
  });

  it.each([
    ["protect", { protect: true }, "ApiKey"],
    ["retainOnDelete", { retainOnDelete: true }, "ApiKey"],
    ["retainOnDelete", { retainOnDelete: true }, "RotatingApiKey"],
    ["version", { version: "1.0.0" }, "ServiceUser"],
  ] as const)("that sets %s (%j) is refused for a %s, with the way out", async (option, given, kind) => {
    const program = everywhere(given, () => void world.subject(kind, {}));
    for (const verb of ["preview", "up"] as const) {
      const { ok, errors } = await world.run(verb, program);
      expect(ok).toBe(false);
      const mine = errors.filter((error) => error.startsWith(`${kind} "s": the option ${option} is refused.`));
      expect(mine).toHaveLength(1);
      expect(mine[0]).toMatch(/A transformation sets it: leave this resource out there\.$/);
    }
    expect([await world.users(), await world.keys()]).toEqual([[], []]);
  });

  it("leaves secrets secret", async () => {
    const given = { additionalSecretOutputs: ["status"] };
    const replacing = () => {
      pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props, opts: { ...opts, ...given } }));
      world.subject("ApiKey", {});
    };
    await world.up(replacing);
    const { outputs = {} } = (await world.records()).get("s") ?? {};
    for (const name of ["value", "status"]) expect(typeof outputs[name], name).toBe("object");
    expect(typeof outputs.name).toBe("string");
  });
});

it("an SDK that cannot take protect off a child is known by its version", () => {
  expect(["3.139.0", "3.157.0", "3.158.0", "3.270.0", "4.0.0"].map(canUnprotect)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});
