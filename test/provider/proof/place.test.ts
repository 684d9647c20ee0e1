import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { canonicalHost } from "../../../src/client";
import type { Emulator } from "../../../src/emulator";
import { apiKeyHandlers } from "../../../src/provider/api-key/apply";
import type { DynamicProvider, ResourceHandlers } from "../../../src/provider/host/handlers";
import { isSamePlace } from "../../../src/provider/proof/place";
import { apiKeyRetirementHandlers } from "../../../src/provider/rotating/retirement/apply";
import { rotationScheduleHandlers } from "../../../src/provider/rotating/schedule/apply";
import { apiKeySlotHandlers } from "../../../src/provider/rotating/slot/apply";
import { serviceUserHandlers } from "../../../src/provider/service-user/apply";
import { ApiKey } from "../../../src/resources/api-key";
import { Provider } from "../../../src/resources/provider";
import { RotatingApiKey } from "../../../src/resources/rotating-api-key";
import { ServiceUser } from "../../../src/resources/service-user";
import { failure, keyArgs, keyOf, providerOf, startWorld, userArgs, userOf, type World } from "../apply-harness";
import { type ProofStack, settingsFor, stackWith, startTenant } from "./stack";

const open: Emulator[] = [];
afterEach(async () => {
  for (const emulator of open.splice(0)) await emulator.close();
});

async function tenant(seed = 7): Promise<Emulator> {
  const emulator = await startTenant({ seed });
  open.push(emulator);
  return emulator;
}

async function newWorld(): Promise<World> {
  const world = await startWorld();
  open.push(world.emulator);
  return world;
}

const hostOf = ({ url }: Pick<Emulator, "url">): string => String(canonicalHost(url));

describe("the place of an object", () => {
  const place = { host: "one.example.com/digi", formerHosts: ["old.example.com"] };

  it.each([
    ["one.example.com/digi", true],
    ["old.example.com", true],
    ["", true],
    ["one.example.com", false],
    ["old.example.com/digi", false],
    ["demo.one.example.com/digi", false],
  ])("of state %j is the configured one: %s", (stored, same) => {
    expect(isSamePlace(stored, place)).toBe(same);
  });
});

const kinds: readonly (readonly [string, ResourceHandlers])[] = [
  ["service user", serviceUserHandlers],
  ["API key", apiKeyHandlers],
  ["slot", apiKeySlotHandlers()],
  ["retirement", apiKeyRetirementHandlers],
];

const operations: Record<string, (provider: DynamicProvider, olds: Record<string, unknown>) => Promise<unknown>> = {
  diff: (provider, olds) => provider.diff("id-1", olds, olds),
  read: (provider, olds) => provider.read("id-1", olds),
  update: (provider, olds) => provider.update("id-1", olds, olds),
  delete: (provider, olds) => provider.delete("id-1", olds),
};

describe.each(kinds)("a %s of another host", (_kind, handlers) => {
  it.each(Object.entries(operations))(
    "fails its %s before any call, with both names and the ways out",
    async (_name, run) => {
      const world = await newWorld();
      const host = hostOf(world.emulator);
      const { message } = await failure(run(providerOf(world, handlers), { host: "one.digicert.com" }));
      for (const words of [
        "id-1",
        "lives at one.digicert.com",
        host,
        "formerHosts",
        "DIGICERT_ONE_FORMER_HOSTS",
        "pulumi state delete",
      ]) {
        expect(message).toContain(words);
      }
      expect(message).not.toContain("emulator");
      expect(await world.emulator.journal()).toEqual([]);
    },
  );

  it("is told of on loopback that an emulator forgets", async () => {
    const provider = providerOf(await newWorld(), handlers);
    const { message } = await failure(provider.diff("id-1", { host: "127.0.0.1:1" }, {}));
    expect(message).toContain("An emulator that was started again has forgotten what it held");
  });

  it("passes the comparison under every spelling of its own host, and under a former name", async () => {
    for (const [baseUrl, stored] of [
      ["https://ONE.example.com/", "one.example.com"],
      ["https://clientauth.one.example.com:443/Digi/account/api/v1", "one.example.com/digi"],
      ["https://new.example.com", "one.example.com"],
      ["https://new.example.com", ""],
    ] as const) {
      const world = await newWorld();
      world.env = { DIGICERT_ONE_BASE_URL: baseUrl, DIGICERT_ONE_FORMER_HOSTS: "clientauth.ONE.example.com" };
      const { changes } = await providerOf(world, handlers).diff("id-1", { host: stored }, {});
      expect(changes).toBeTypeOf("boolean");
    }
  });

  it("is not compared while the settings do not tell the host, as in a preview that does not know them", async () => {
    const world = await newWorld();
    for (const baseUrl of ["04da6b54-80e4-46f7-96ec-b56ff0331ba9", "no url"]) {
      world.env = { DIGICERT_ONE_BASE_URL: baseUrl };
      const { changes } = await providerOf(world, handlers).diff("id-1", { host: "one.example.com" }, {});
      expect(changes).toBeTypeOf("boolean");
    }
  });
});

describe("state says where an object lives", () => {
  it("after create, read and update, and an old state gets it without showing a change", async () => {
    const world = await newWorld();
    const host = hostOf(world.emulator);
    const user = userOf(world);
    await user.up(userArgs(world));
    const key = keyOf(world);
    await key.up(keyArgs(user.id));
    for (const [resource, args, next] of [
      [user, userArgs(world), userArgs(world, { description: "Signs more" })],
      [key, keyArgs(user.id), keyArgs(user.id, { enabled: false })],
    ] as const) {
      expect(resource.outputs.host).toBe(host);
      const forget = () => {
        delete resource.outputs.host;
      };
      forget();
      expect(await resource.up(args)).toBe("same");
      expect(resource.outputs.host).toBeUndefined();
      expect(await resource.refresh()).toBe("refresh");
      expect(resource.outputs.host).toBe(host);
      expect(await resource.up(args)).toBe("same");
      forget();
      expect(await resource.up(next)).toBe("update");
      expect(resource.outputs.host).toBe(host);
    }
  });

  it("of a creation that could not be finished", async () => {
    const world = await newWorld();
    const user = userOf(world);
    await world.emulator.addFault({ kind: "status", status: 403, match: { method: "PUT", path: "/user/*/disable" } });
    await failure(user.up(userArgs(world, { enabled: false })));
    expect(user.state?.isPartial).toBe(true);
    expect(user.outputs.host).toBe(hostOf(world.emulator));
  });

  it("and nothing of a slot that holds no key, or of a schedule", async () => {
    const world = await newWorld();
    const empty = await providerOf(world, apiKeySlotHandlers()).create({ generation: "" });
    expect(empty.id).toBe("empty");
    expect(empty.outs.host ?? "").toBe("");
    const schedule = await providerOf(world, rotationScheduleHandlers).create({ generation: 1 });
    expect(schedule.outs).toEqual({ generation: 1 });
  });
});

describe("a move to another tenant", () => {
  const providers = (tenants: Record<string, Emulator>) =>
    Object.fromEntries(
      Object.entries(tenants).map(([name, { url, apiKey }]) => [
        name,
        new Provider(name, { baseUrl: url, apiKey: pulumi.secret(apiKey), rateLimits: "off", maxRetrySeconds: 1 }),
      ]),
    );
  const email = "team@example.com";

  async function moved(program: (to: string, provider: Provider | undefined) => void): Promise<{
    stack: ProofStack;
    demo: Emulator;
    prod: Emulator;
    move(to: "demo" | "prod"): void;
  }> {
    // One seed: the ids are the same in both tenants.
    const [demo, prod] = [await tenant(), await tenant()];
    for (const { addUser } of [demo, prod]) await addUser({ user_type: "service", friendly_name: "ci", email });
    let to: "demo" | "prod" = "demo";
    const stack = await stackWith(() => program(to, providers({ demo, prod })[to]), {});
    return { stack, demo, prod, move: (next) => (to = next) };
  }

  const userIdIn = async (emulator: Emulator) =>
    String((await emulator.state()).users.find((user) => user.friendly_name === "ci")?.id);

  it("of a user, a key and a pair fails in preview and in every other run, and changes nothing", async () => {
    let demoAccount = "";
    const { stack, demo, prod, move } = await moved((_to, provider) => {
      const options = provider && { provider };
      const user = new ServiceUser("u", { email, accountIds: [demoAccount], roleIds: [], lifetimeDays: 365 }, options);
      new ApiKey("k", { serviceUser: user, lifetimeDays: 90 }, options);
      new RotatingApiKey("p", { serviceUser: user, lifetimeDays: 90 }, provider && { providers: [provider] });
    });
    demoAccount = demo.accountId;
    expect((await stack.run("up")).text).toBe("");
    const before = await stack.outputs();
    const alive = (await demo.state()).tokens.length;
    move("prod");
    await prod.clearJournal();
    for (const name of ["preview", "up", "up --refresh", "preview --refresh"] as const) {
      const ran = await stack.run(name);
      expect(ran.ok, name).toBe(false);
      for (const words of [hostOf(demo), hostOf(prod)]) expect(ran.text, name).toContain(words);
      expect(
        ran.steps.filter((step) => !step.includes("prod")),
        name,
      ).toEqual([]);
    }
    expect(await prod.journal()).toEqual([]);
    expect(await stack.outputs()).toEqual(before);
    expect((await demo.state()).tokens).toHaveLength(alive);

    move("demo");
    expect((await stack.run("preview")).steps).toEqual([]);
    expect((await stack.run("destroy")).text).toBe("");
    expect((await demo.state()).tokens).toHaveLength(1);
  });

  it("of a key whose user is given by its id fails in preview although the id exists there too", async () => {
    let userId = "";
    const { stack, demo, prod, move } = await moved((_to, provider) => {
      new ApiKey("k", { serviceUser: userId, lifetimeDays: 90 }, provider && { provider });
    });
    userId = await userIdIn(demo);
    expect(await userIdIn(prod)).toBe(userId);
    expect((await stack.run("up")).ok).toBe(true);
    move("prod");
    const preview = await stack.run("preview");
    expect(preview.ok).toBe(false);
    expect(preview.text).toContain(`lives at ${hostOf(demo)}`);
  });

  it("by the stack's own settings fails in the same way, and goes through for a former name", async () => {
    const [one, other] = [await tenant(), await tenant(99)];
    const program = () => new ServiceUser("u", { email, accountIds: [one.accountId], roleIds: [], lifetimeDays: 365 });
    const stack = await stackWith(program, { config: settingsFor(one) });
    expect((await stack.run("up")).ok).toBe(true);
    const elsewhere = await stackWith(program, { config: settingsFor(other), state: stack });
    const refused = await elsewhere.run("preview");
    expect(refused.ok).toBe(false);
    expect(refused.text).toContain(hostOf(other));
    // The same server behind another name: here, loopback's other one.
    const renamed = { ...settingsFor(one), baseUrl: one.url.replace("127.0.0.1", "localhost") };
    expect((await (await stackWith(program, { config: renamed, state: stack })).run("preview")).ok).toBe(false);
    const formerHosts = hostOf(one);
    const told = await stackWith(program, { config: { ...renamed, formerHosts }, state: stack });
    expect((await told.run("preview")).steps).toEqual(["update default"]);
    for (const name of ["up", "refresh"] as const) expect((await told.run(name)).text, name).toBe("");
    expect((await told.outputs()).u?.host).toBe(hostOf(one).replace("127.0.0.1", "localhost"));
  });
});
