/** What is played for each cell of the table of options. */
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { ApiKey, Provider, ServiceUser } from "../../../src/index";
import type { OptionKind, OptionName } from "../../../src/resources/options/table";
import { DUE, type OptionsWorld, Team, Toy } from "./world";

export type Play = (world: OptionsWorld, kind: OptionKind) => Promise<void>;

/** Names of what a kind consists of, where it is called `s`. */
const PARTS: Record<OptionKind, readonly string[]> = {
  ServiceUser: ["s"],
  ApiKey: ["s"],
  RotatingApiKey: ["s-schedule", "s-a", "s-b", "s-retirement"],
};
const SECRET: Record<string, string> = { ServiceUser: "initialApiKey", ApiKey: "value" };
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** An option that the embedded engine refuses by name has reached it: what it does there is Pulumi's own affair. */
const reachesTheEngine =
  (options: () => object, name: string): Play =>
  async (world, kind) => {
    const { ok, errors } = await world.up(() => void world.subject(kind, options()));
    expect(ok).toBe(false);
    expect(errors.join("\n")).toContain(name);
    // The twin: without it the same program runs.
    expect((await world.up(() => void world.subject(kind, {}))).ok).toBe(true);
  };

/** Another host than the stack's: only this provider leads to the emulator. */
const withProvider =
  (option: (provider: Provider) => object): Play =>
  async (world, kind) => {
    const { url, apiKey } = world.emulator;
    const { ok } = await world.up(() => {
      const provider = new Provider("own", { baseUrl: url, apiKey, rateLimits: "off" });
      world.subject(kind, option(provider));
    });
    expect(ok).toBe(true);
    const records = await world.records();
    for (const part of PARTS[kind]) expect(records.get(part)?.provider, part).toMatch(/::own::/);
  };

const isSecret = (value: unknown) => value !== null && typeof value === "object" && SIGNATURE in value;

/** What works, by option. */
export const plays: Readonly<Record<OptionName, Play | undefined>> = {
  additionalSecretOutputs: async (world, kind) => {
    const args = kind === "ServiceUser" ? { initialKey: "keep" } : {};
    await world.up(() => void world.subject(kind, { additionalSecretOutputs: ["status"] }, args));
    const { outputs = {} } = (await world.records()).get("s") ?? {};
    expect([outputs.status, outputs[SECRET[kind] ?? ""], outputs.createdAt].map(isSecret)).toEqual([true, true, false]);
  },
  aliases: async (world, kind) => {
    await world.up(() => void world.subject(kind, {}, {}, "old"));
    const [users, keys, before] = [await world.users(), await world.keys(), await world.records()];
    const { ok, steps } = await world.up(() => void world.subject(kind, { aliases: [{ name: "old" }] }));
    expect(ok).toBe(true);
    expect(steps.filter((step) => !step.startsWith("update"))).toEqual([]);
    const after = await world.records();
    for (const part of PARTS[kind]) expect(after.get(part)?.id).toBe(before.get(part.replace(/^s/, "old"))?.id);
    expect([await world.users(), await world.keys()]).toEqual([users, keys]);
    // The twin: without it another one is made.
    const twin = await world.run("preview", () => void world.subject(kind, {}, {}, "third"));
    expect(twin.steps.some((step) => step.startsWith("create third"))).toBe(true);
  },
  customTimeouts: undefined,
  deleteBeforeReplace: async (world, kind) => {
    const options = { deleteBeforeReplace: true };
    const program = (trigger: number, more: object) => () => {
      if (kind === "ApiKey") return void world.subject(kind, more, { triggers: { trigger } });
      const serviceUser = world.subject(kind, more) as ServiceUser;
      new ApiKey("k", { serviceUser, lifetimeDays: 90 });
    };
    await world.up(program(1, options));
    const [users, keys] = [await world.users(), await world.keys()];
    await world.writes();
    const replace = kind === "ApiKey" ? {} : { replace: [await world.urn("s")] };
    expect((await world.up(program(2, options), replace)).ok).toBe(true);
    const writes = (await world.writes()).filter((write) => /^(POST|DELETE)/.test(write));
    if (kind === "ApiKey") expect(writes).toEqual(["DELETE api-access-token", "POST api-access-token"]);
    else expect(writes.slice(0, 3)).toEqual(["DELETE api-access-token", "DELETE user", "POST user"]);
    expect(await world.keys()).toHaveLength(1);
    expect(await world.keys()).not.toEqual(keys);
    if (kind === "ServiceUser") expect(await world.users()).not.toEqual(users);
  },
  deletedWith: async (world, kind) => {
    await world.up(() => {
      const other = new Toy("other");
      world.subject(kind, { deletedWith: other });
    });
    const users = await world.users();
    expect((await world.run("destroy", () => undefined)).ok).toBe(true);
    expect([await world.users(), [...(await world.records()).keys()]]).toEqual([users, []]);
  },
  dependsOn: async (world, kind) => {
    const program = (depends: boolean) => () => {
      const other = new Toy("other");
      world.subject(kind, depends ? { dependsOn: [other] } : {});
    };
    const { ok, steps } = await world.up(program(true));
    expect(ok).toBe(true);
    for (const part of PARTS[kind]) {
      expect(steps.indexOf("create other"), part).toBeLessThan(steps.indexOf(`create ${part}`));
    }
    const holder = (await world.records()).get("s");
    expect(holder?.dependencies).toContain(await world.urn("other"));
  },
  envVarMappings: undefined,
  hideDiffs: reachesTheEngine(() => ({ hideDiffs: ["endDate"] }), "the hideDiffs option"),
  hooks: reachesTheEngine(() => ({ hooks: { beforeCreate: [() => undefined] } }), "resource hooks"),
  id: async (world, kind) => {
    const person = { user_type: "service", friendly_name: "by hand", email: "a@example.com" };
    const { user } = await world.emulator.addUser({ ...person, apiKey: true });
    const [key = ""] = await world.keys();
    const id = kind === "ApiKey" ? key : user.id;
    const none = undefined as never;
    const { ok } = await world.up(() => {
      if (kind === "ApiKey") new ApiKey("s", none, { id });
      else new ServiceUser("s", none, { id });
    });
    expect(ok).toBe(true);
    expect((await world.records()).get("s")).toMatchObject({ id, external: true });
    await world.run("destroy", () => undefined);
    expect(await world.users()).toHaveLength(1);
  },
  ignoreChanges: async (world, kind) => {
    const argument = kind === "ServiceUser" ? "description" : "triggers";
    const value = (number: number) => (kind === "ServiceUser" ? `text ${number}` : { number });
    const program = (number: number, options: object) => () =>
      void world.subject(kind, options, { [argument]: value(number) });
    const options = { ignoreChanges: [argument] };
    await world.up(program(1, options));
    expect((await world.run("preview", program(2, options))).steps).toEqual([]);
    expect((await world.run("preview", program(2, {}))).steps.length).toBeGreaterThan(0);
  },
  import: undefined,
  parent: async (world, kind) => {
    const { ok } = await world.up(() => void world.subject(kind, { parent: new Team("team") }));
    expect(ok).toBe(true);
    expect(await world.urn(PARTS[kind][0] ?? "")).toContain("::test:index:Team$");
  },
  pluginDownloadURL: undefined,
  protect: async (world, kind) => {
    const args = kind === "ApiKey" ? { rotate: false } : {};
    const protects = () => void world.subject(kind, { protect: true }, args);
    await world.up(protects);
    const [users, keys] = [await world.users(), await world.keys()];
    if (kind === "RotatingApiKey") {
      await world.goTo(DUE);
      expect(await world.up(protects)).toMatchObject({ ok: true, steps: expect.arrayContaining(["replace s-b"]) });
      keys.push(...(await world.keys()).slice(1));
      expect(keys).toHaveLength(2);
    }
    for (const attempt of [
      await world.up(() => undefined),
      await world.run("preview", () => undefined),
      await world.run("destroy", () => undefined),
    ]) {
      expect(attempt.ok).toBe(false);
      expect(attempt.errors.join("\n")).toContain("because it is protected");
    }
    expect([await world.users(), await world.keys()]).toEqual([users, keys]);
    // The twin: without it the same goes.
    await world.up(() => void world.subject(kind, {}, args));
    expect((await world.up(() => undefined)).ok).toBe(true);
    expect([await world.users(), await world.keys()]).toEqual([[], []]);
  },
  provider: withProvider((provider) => ({ provider })),
  providers: withProvider((provider) => ({ providers: [provider] })),
  replaceOnChanges: undefined,
  replaceWith: undefined,
  replacementTrigger: undefined,
  retainOnDelete: async (world, kind) => {
    await world.up(() => {
      const serviceUser = world.subject(kind, { retainOnDelete: true }) as ServiceUser;
      new ApiKey("k", { serviceUser, lifetimeDays: 90 }, { parent: serviceUser });
    });
    const users = await world.users();
    expect(await world.keys()).toHaveLength(1);
    expect((await world.up(() => undefined)).ok).toBe(true);
    expect([await world.users(), await world.keys()]).toEqual([users, []]);
  },
  stateMigrations: undefined,
  transformations: async (world, kind) => {
    const tag = (args: pulumi.ResourceTransformationArgs) =>
      args.type.includes("digicert-one")
        ? { props: args.props, opts: { ...args.opts, ignoreChanges: ["*"] } }
        : undefined;
    const program = (text: number, options: object) => () =>
      void world.subject(kind, options, kind === "ServiceUser" ? { description: `${text}` } : { triggers: { text } });
    await world.up(program(1, { transformations: [tag] }));
    expect((await world.run("preview", program(2, { transformations: [tag] }))).steps).toEqual([]);
    expect((await world.run("preview", program(2, {}))).steps.length).toBeGreaterThan(0);
  },
  transforms: reachesTheEngine(
    () => ({ transforms: [({ props, opts }: pulumi.ResourceTransformArgs) => ({ props, opts })] }),
    "the transforms option",
  ),
  urn: undefined,
  version: undefined,
};

/** What is refused, by option: a value to give, as one kind may have it. */
export const values: Readonly<Record<OptionName, (() => unknown) | undefined>> = {
  additionalSecretOutputs: () => ["endDate"],
  aliases: undefined,
  customTimeouts: () => ({ create: "1h" }),
  deleteBeforeReplace: () => true,
  deletedWith: () => new Toy("other"),
  dependsOn: undefined,
  envVarMappings: () => ({ MINE: "THEIRS" }),
  hideDiffs: () => ["endDate"],
  hooks: () => ({ afterCreate: [() => undefined] }),
  id: () => "783a6a45-b74b-4635-bb4b-69855910ccd3",
  ignoreChanges: undefined,
  import: () => "783a6a45-b74b-4635-bb4b-69855910ccd3",
  parent: undefined,
  pluginDownloadURL: () => "https://example.com",
  protect: () => true,
  provider: undefined,
  providers: () => [new Provider("own", { apiKey: "some-key" })],
  replaceOnChanges: () => ["endDate"],
  replaceWith: () => [new Toy("other")],
  replacementTrigger: () => "1",
  retainOnDelete: () => true,
  stateMigrations: () => [() => undefined],
  transformations: undefined,
  transforms: undefined,
  urn: () => "urn:pulumi:dev::options::pulumi-nodejs:dynamic/digicert-one:ApiKey::other",
  version: () => "1.0.0",
};
