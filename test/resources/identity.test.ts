import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiKey, Provider, ServiceUser } from "../../src";
import { IDENTITY, IdentityWorld } from "./identity-world";

let world: IdentityWorld;

beforeEach(async () => {
  world = await IdentityWorld.open();
});
afterEach(() => world.emulator.close());

const signer =
  (description = "Signs") =>
  () =>
    new ServiceUser("signer", world.args({ description }));
const NEW = ["create ServiceUser signer", "create StackIdentity digicert-one-stack-identity"];

/** What an exported state holds of a resource. */
interface Stored {
  readonly type: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

describe("the identity of a stack", () => {
  it("shows in the first preview, is made before the first user, and makes no call", async () => {
    const stack = await world.stack();
    expect((await stack.preview(signer())).steps).toEqual(NEW);
    expect(await world.emulator.journal()).toEqual([]);
    expect((await stack.up(signer())).steps).toEqual(NEW);
    const [identity] = await stack.stored(IDENTITY);
    expect(identity?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(await world.description(await stack.userId())).toMatch(/ #[0-9a-f]{12}\.[0-9a-f]{20}\)$/);
    expect((await stack.preview(signer())).steps).toEqual([]);
    await stack.refresh();
    expect((await stack.preview(signer())).steps).toEqual([]);
    expect((await stack.stored(IDENTITY))[0]?.id).toBe(identity?.id);
  });

  it("is one for all users of a run, for two copies of the package as well", async () => {
    vi.resetModules();
    const copy = await vi.importActual<typeof import("../../src")>("../../src");
    expect(copy.ServiceUser).not.toBe(ServiceUser);
    const stack = await world.stack();
    const ran = await stack.up(() => {
      new ServiceUser("one", world.args({ nickname: "one" }));
      new copy.ServiceUser("two", world.args({ nickname: "two" }));
    });
    expect(ran.steps).toEqual(["create ServiceUser one", "create ServiceUser two", NEW[1]]);
  });

  it("is another one for each stack of a process", async () => {
    const ids = new Set();
    for (const name of ["dev", "prod"]) {
      const stack = await world.stack(name);
      await stack.up(() => new ServiceUser("signer", world.args({ nickname: name })));
      ids.add((await stack.stored(IDENTITY))[0]?.id);
    }
    expect(ids.size).toBe(2);
  });

  it("is deleted after the users, and a stack made again has another", async () => {
    const stack = await world.stack();
    await stack.up(signer());
    const [first] = await stack.stored(IDENTITY);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
    expect(await stack.stored(IDENTITY)).toEqual([]);
    expect((await stack.up(signer())).steps).toEqual(NEW);
    expect((await stack.stored(IDENTITY))[0]?.id).not.toBe(first?.id);
  });

  it("is what each user depends on, once, whatever a transformation makes of its options", async () => {
    const stack = await world.stack();
    const elsewhere: pulumi.ResourceTransformation = ({ props, opts }) => ({ props, opts: { ...opts, dependsOn: [] } });
    await stack.up(() => {
      new ServiceUser("plain", world.args({ nickname: "plain" }));
      new ServiceUser("changed", world.args({ nickname: "changed" }), { transformations: [elsewhere] });
    });
    const [identity] = await stack.stored(IDENTITY);
    const { deployment } = await stack.stack.exportStack();
    const resources = (deployment.resources ?? []) as unknown as Stored[];
    const users = resources.filter(({ type }) => type.endsWith(":ServiceUser"));
    expect(users).toHaveLength(2);
    for (const { dependencies, propertyDependencies } of users) {
      expect(dependencies).toEqual([identity?.urn]);
      expect(Object.values(propertyDependencies ?? {}).flat()).toEqual([]);
    }
  });

  it("takes the provider of the first user only where default providers are disabled", async () => {
    const program = () => {
      const provider = new Provider("own", { baseUrl: world.emulator.url, apiKey: world.emulator.apiKey });
      new ServiceUser("signer", world.args(), { provider });
    };
    const providerOf = async (config: Record<string, string>, name: string) => {
      const stack = await world.stack(name, config);
      await stack.preview(program);
      await stack.up(program);
      const { deployment } = await stack.stack.exportStack();
      const resources = (deployment.resources ?? []) as { type: string; provider?: string }[];
      const identity = resources.find(({ type }) => type === IDENTITY);
      await stack.destroy();
      return identity?.provider;
    };
    expect(await providerOf({}, "dev")).toContain("::default");
    expect(await providerOf({ "pulumi:disable-default-providers": '["pulumi-nodejs"]' }, "off")).toContain("::own::");
  });

  it("--target on one user of a new stack names what is missing, and makes nothing", async () => {
    const stack = await world.stack();
    const urn = "urn:pulumi:dev::payments::pulumi-nodejs:dynamic/digicert-one:ServiceUser::signer";
    const ran = await stack.up(signer(), { target: [urn] });
    expect(ran.ok).toBe(false);
    expect(ran.said).toContain("digicert-one-stack-identity");
    expect(await world.users()).toEqual([]);
  });
});

describe("a state from before identities", () => {
  it("shows the identity and nothing else; the mark follows with the next write", async () => {
    const stack = await world.stack();
    await stack.up(signer());
    const id = await stack.userId();
    const old = (await world.description(id)).replace(/#[0-9a-f]{12}\./, "#");
    await world.describe(id, old);
    await stack.edit((state) => {
      const resources = (state.deployment.resources ?? []) as unknown as Record<string, Record<string, unknown>>[];
      const kept = resources.filter(({ type }) => String(type) !== IDENTITY);
      for (const resource of kept) {
        delete resource.inputs?.ownerHash;
        delete resource.outputs?.ownerHash;
        delete resource.dependencies;
        delete resource.propertyDependencies;
      }
      return { ...state, deployment: { ...state.deployment, resources: kept as never } };
    });
    const expected = ["create StackIdentity digicert-one-stack-identity"];
    expect((await stack.preview(signer())).steps).toEqual(expected);
    expect((await stack.up(signer())).steps).toEqual(expected);
    expect(await world.description(id)).toBe(old);
    expect((await stack.preview(signer())).steps).toEqual([]);
    expect((await stack.up(signer("Signs more"))).steps).toEqual(["update ServiceUser signer"]);
    expect(await world.description(id)).toMatch(/^Signs more \(pulumi: \S+ #[0-9a-f]{12}\.[0-9a-f]{20}\)$/);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });
});

class Payments extends pulumi.ComponentResource {
  constructor(type: string, nickname: string) {
    super(`example:index:${type}`, "payments");
    new ServiceUser("signer", world.args({ nickname }), { parent: this });
  }
}

describe("names that prove nothing", () => {
  it("two component types of one name: the second fails and names the holder, the first keeps its user", async () => {
    const stack = await world.stack();
    await stack.up(() => new Payments("Web", "signer"));
    const before = await world.fingerprint();
    const ran = await stack.up(() => [new Payments("Web", "signer"), new Payments("Worker", "signer")]);
    expect(ran.ok).toBe(false);
    expect(ran.said).toMatch(/managed by organization\/payments\/dev\/payments\/signer #[0-9a-f]{12}\./);
    expect(await world.fingerprint()).toBe(before);
    // Twin: with a nickname of its own the second is made, and taken away without the first.
    expect((await stack.up(() => [new Payments("Web", "signer"), new Payments("Worker", "other")])).ok).toBe(true);
    expect(await world.users()).toHaveLength(2);
    expect((await stack.up(() => [new Payments("Web", "signer")])).ok).toBe(true);
    expect(await world.fingerprint()).toBe(before);
  });

  it("names that fold alike in the mark are two resources", async () => {
    const stack = await world.stack();
    const named =
      (...names: string[]) =>
      () =>
        names.map((name) => new ServiceUser(name, world.args()));
    await stack.up(named("a b"));
    const before = await world.fingerprint();
    const ran = await stack.up(named("a b", "a_b"));
    expect(ran.ok).toBe(false);
    expect(ran.said).toContain("managed by organization/payments/dev/a_b #");
    expect(await world.fingerprint()).toBe(before);
  });

  it("two stacks of one project and name: the second fails; the line that it names takes over, and the first notices", async () => {
    const [auditor = ""] = (await world.emulator.state()).roles.map(({ id }) => String(id));
    const [one, two] = [await world.stack(), await world.stack()];
    await one.up(signer());
    const id = await one.userId();
    const before = await world.fingerprint();
    const other =
      (over = {}) =>
      () =>
        new ServiceUser("signer", world.args({ roleIds: [auditor], ...over }));
    const ran = await two.up(other());
    expect(ran.ok).toBe(false);
    expect(await world.fingerprint()).toBe(before);
    const adoptFrom = /adoptFrom: "([^"]+)"/.exec(ran.said)?.[1] ?? "";
    expect(adoptFrom).toMatch(/^organization\/payments\/dev\/signer #[0-9a-f]{12}$/);

    const adopting = { onDuplicate: "adopt", adoptChanges: true } as const;
    expect((await two.up(other({ ...adopting, adoptFrom: adoptFrom.replace(/ #.*/, "") }))).ok).toBe(false);
    expect(await world.fingerprint()).toBe(before);
    expect((await two.up(other({ ...adopting, adoptFrom }))).ok).toBe(true);
    expect(await two.userId()).toBe(id);

    const taken = await world.fingerprint();
    await one.refresh();
    expect((await one.preview(signer())).steps).toEqual(["update ServiceUser signer"]);
    const failed = await one.up(signer("Signs more"));
    expect(failed.ok).toBe(false);
    expect(failed.said).toMatch(/was not changed: it is managed by organization\/payments\/dev\/signer #/);
    expect((await one.destroy()).ok).toBe(true);
    expect(await world.fingerprint()).toBe(taken);
  });
});

describe("a mark that a person erased", () => {
  it("shows as drift of the owner, and is written again", async () => {
    const stack = await world.stack();
    await stack.up(signer());
    const id = await stack.userId();
    await world.describe(id, "Signs");
    await stack.refresh();
    expect((await stack.preview(signer())).steps).toEqual(["update ServiceUser signer"]);
    expect((await stack.up(signer())).steps).toEqual(["update ServiceUser signer"]);
    expect(await world.description(id)).toMatch(/^Signs \(pulumi: organization\/payments\/dev\/signer #/);
    await stack.refresh();
    expect((await stack.preview(signer())).steps).toEqual([]);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });
});

describe("a user with a key", () => {
  it("--replace keeps both, and needs no remedy", async () => {
    const stack = await world.stack();
    const both = () => new ApiKey("key", { serviceUser: new ServiceUser("signer", world.args()), lifetimeDays: 90 });
    await stack.up(both);
    const id = await stack.userId();
    const keys = (await world.emulator.state()).tokens.filter(({ user_id }) => user_id === id);
    const urn = "urn:pulumi:dev::payments::pulumi-nodejs:dynamic/digicert-one:ServiceUser::signer";
    expect((await stack.up(both, { replace: [urn] })).ok).toBe(true);
    expect(await stack.userId()).toBe(id);
    expect((await world.emulator.state()).tokens.filter(({ user_id }) => user_id === id)).toEqual(keys);
    expect((await stack.preview(both)).steps).toEqual([]);
    expect((await stack.destroy()).ok).toBe(true);
    expect(await world.users()).toEqual([]);
  });
});
