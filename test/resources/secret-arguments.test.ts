/** Which arguments were given as secrets: told to the handlers by the program, and refused where none may be. */
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as digicert from "../../src";
import { IdentityWorld, type OneStack } from "./identity-world";

let world: IdentityWorld;
let stack: OneStack;
beforeEach(async () => {
  world = await IdentityWorld.open();
  stack = await world.stack();
});
afterEach(() => world.emulator.close());

const late = <T>(value: T) => pulumi.output(new Promise<T>((resolve) => setTimeout(() => resolve(value), 20)));
const listOf = async (type: string): Promise<unknown> => {
  const [one] = await stack.stored(`pulumi-nodejs:dynamic/digicert-one:${type}`);
  expect(one).toBeDefined();
  return one?.inputs.__secretArguments;
};

/** A program after a transformation of what is of a type, or of all. */
const transformed = (program: () => unknown, change: Record<string, unknown>, of: RegExp) => () => {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
    of.test(type) ? { props: { ...props, ...change }, opts } : undefined,
  );
  return program();
};

type Texts = Partial<Pick<digicert.ServiceUserArgs, "nickname" | "description" | "email" | "adoptFrom">>;

/** One of each kind. */
function program(user: Texts, triggers: Record<string, pulumi.Input<string>>) {
  return () => {
    const serviceUser = new digicert.ServiceUser("u", { ...world.args(), ...user });
    new digicert.ApiKey("k", { serviceUser, lifetimeDays: 90, triggers });
    new digicert.RotatingApiKey("p", { serviceUser, lifetimeDays: 90, triggers });
  };
}

describe("the list of secret arguments", () => {
  it("names what is a secret, or holds one, and when that is known late", async () => {
    const secrets = { email: pulumi.secret("hush@example.com"), description: pulumi.secret(late("hush")) };
    expect((await stack.up(program({ ...secrets, nickname: late("open") }, { t: pulumi.secret("hush") }))).ok).toBe(
      true,
    );
    expect(await listOf("ServiceUser")).toEqual(expect.arrayContaining(["email", "description"]));
    expect(await listOf("ServiceUser")).toHaveLength(2);
    expect(await listOf("ApiKey")).toEqual(["triggers"]);
    expect(await listOf("RotationSchedule")).toEqual(["triggers"]);
    expect((await stack.preview(stack.program)).steps).toEqual([]);
  });

  it("names what a transformation makes a secret, and what it adds; not what it makes a plain value", async () => {
    const given = program({ email: pulumi.secret("team@example.com"), nickname: "open" }, {});
    const change = {
      email: "other@example.com",
      description: pulumi.secret("hush"),
      adoptFrom: pulumi.secret("hush-2"),
    };
    const changed = transformed(given, change, /:ServiceUser$/);
    expect((await stack.up(changed)).ok).toBe(true);
    expect(await listOf("ServiceUser")).toEqual(expect.arrayContaining(["description", "adoptFrom"]));
    expect(await listOf("ServiceUser")).toHaveLength(2);
    expect((await stack.preview(changed)).steps).toEqual([]);
  });

  it("keeps the texts of a transformation's secrets out of messages", async () => {
    const given = program({}, {});
    const change = (roleId: unknown) => transformed(given, { roleIds: [roleId] }, /:ServiceUser$/);
    expect((await stack.up(change("hush-role"))).said).toContain("hush-role");
    const { ok, said } = await stack.up(change(pulumi.secret("hush-role")));
    expect(ok).toBe(false);
    expect(said).toContain("[secret]");
    expect(said).not.toContain("hush-role");
  });

  it("is not there where nothing is one, and shows as no change where it comes and goes", async () => {
    const open = program({ nickname: late("open"), description: "plain" }, { t: late("plain") });
    await stack.up(open);
    for (const type of ["ServiceUser", "ApiKey", "RotationSchedule"]) expect(await listOf(type)).toBeUndefined();
    const hushed = program({ nickname: pulumi.secret("open"), description: "plain" }, { t: pulumi.secret("plain") });
    expect((await stack.preview(hushed)).steps).toEqual([]);
    expect((await stack.up(hushed)).steps).toEqual([]);
    expect((await stack.preview(open)).steps).toEqual([]);
  });
});

describe("a provider's key that a transformation writes as a plain text", () => {
  const SECRET = "hush-key-of-somebody";
  it.each<[setting: string, value: unknown]>([
    ["apiKey", SECRET],
    ["apiKeys", [SECRET, `${SECRET}-else`]],
  ])("stands in no state: %s", async (setting, value) => {
    const change: pulumi.ResourceTransformation = ({ props, opts }) => ({
      props: { ...props, [`digicert-one:${setting}`]: value, "digicert-one:capacityPercent": 50 },
      opts,
    });
    const program = () =>
      void new digicert.Provider("p", { baseUrl: world.emulator.url }, { transformations: [change] });
    expect(await stack.up(program)).toMatchObject({ ok: true });
    const [provider] = await stack.stored("pulumi:providers:pulumi-nodejs");
    expect(JSON.stringify(provider?.inputs[`digicert-one:${setting}`])).toContain(SECRET);
    expect(provider?.inputs["digicert-one:capacityPercent"]).toBe("50");
    expect(JSON.stringify(await stack.stack.exportStack())).not.toContain(SECRET);
    expect((await stack.preview(program)).steps).toEqual([]);
  });
});

describe("a value that was given as a secret", () => {
  type Give = (value: string) => pulumi.Input<string>;
  it.each<[what: string, make: (give: Give) => Record<string, unknown>, text: string]>([
    [
      "a provider's setting",
      (give) => {
        new digicert.Provider("p", { baseUrl: give("hush-host"), apiKey: "a-key-of-somebody" });
        return {};
      },
      "hush-host",
    ],
    [
      "a look-up's argument",
      (give) => ({ id: digicert.getAccountOutput({ name: give("hush-account") }).id }),
      "hush-account",
    ],
  ])("stands in no message about %s; one that was not does", async (_what, make, text) => {
    const secret = await stack.preview(() => make((value) => pulumi.secret(value)));
    const plain = await stack.preview(() => make((value) => late(value)));
    expect([secret.ok, plain.ok]).toEqual([false, false]);
    expect(plain.said).toContain(text);
    expect(secret.said).toContain("[secret]");
    expect(secret.said).not.toContain(text);
  });
});

describe("a secret namePrefix", () => {
  const user = () => new digicert.ServiceUser("u", world.args());
  it.each<[kind: string, make: (namePrefix: pulumi.Input<string>) => unknown]>([
    ["ApiKey", (namePrefix) => new digicert.ApiKey("k", { serviceUser: user(), lifetimeDays: 90, namePrefix })],
    [
      "RotatingApiKey",
      (namePrefix) => new digicert.RotatingApiKey("k", { serviceUser: user(), lifetimeDays: 90, namePrefix }),
    ],
  ])("of a %s is refused, in preview and up; one that is none is not", async (kind, make) => {
    for (const secret of [() => pulumi.secret("hushprefix"), () => pulumi.secret(late("hushprefix"))]) {
      for (const verb of ["preview", "up"] as const) {
        const ran = await stack[verb](() => void make(secret()));
        expect(ran.ok).toBe(false);
        expect(ran.said).toContain(`${kind} "k": namePrefix is a secret, but names of keys are none`);
        expect(ran.said).not.toContain("hushprefix");
      }
    }
    expect(JSON.stringify(await stack.stack.exportStack())).not.toContain("hushprefix");
    expect((await stack.up(() => void make(late("openprefix")))).ok).toBe(true);
    expect(JSON.stringify(await stack.stack.exportStack())).toContain("openprefix");
  });

  it.each([
    ["ApiKey", /:ApiKey$/],
    ["RotatingApiKey", /:RotationSchedule$/],
    ["RotatingApiKey", /:ApiKeySlot$/],
  ])("that a transformation gives a %s (%s) is refused too", async (kind, of) => {
    const make = () => {
      if (kind === "ApiKey") new digicert.ApiKey("k", { serviceUser: user(), lifetimeDays: 90 });
      else new digicert.RotatingApiKey("k", { serviceUser: user(), lifetimeDays: 90 });
    };
    for (const verb of ["preview", "up"] as const) {
      const secret = { namePrefix: pulumi.secret("hushprefix") };
      const { ok, said } = await stack[verb](transformed(make, secret, of));
      expect(ok).toBe(false);
      expect(said).toContain(`${kind} "k": namePrefix is a secret`);
      expect(said).not.toContain("hushprefix");
    }
    expect(JSON.stringify(await stack.stack.exportStack())).not.toContain("hushprefix");
    expect((await stack.up(transformed(make, { namePrefix: late("openprefix") }, of))).ok).toBe(true);
  });
});
