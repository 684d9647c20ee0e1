/** A wrong argument or setting fails the run, before anything of ours is registered in it: each kind, in this process. */
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import * as digicert from "../../src";
import { type Config, closing, programStage } from "./program-stage";

const never = undefined as never;
const stage = programStage("validation");
const { run, calls } = stage;

const user = { email: "team@example.com", accountIds: ["783a6a45-b74b-4635-bb4b-69855910ccd3"], roleIds: [] };
const soon = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 20));

/** A program with faults, beside what each message begins with; and its twin that has none. */
const kinds: [kind: string, faulty: () => unknown, errors: RegExp[], sound: () => unknown, config?: Config][] = [
  [
    "a ServiceUser",
    () => new digicert.ServiceUser("u", { ...user, email: "nope", nickname: "a/b" }),
    [/^ServiceUser "u": nickname is "a\/b"/, /^ServiceUser "u": email is "nope"/],
    () => new digicert.ServiceUser("u", user),
  ],
  [
    "names with blanks at their ends",
    () => {
      new digicert.ServiceUser("u", { ...user, nickname: "abc " });
      new digicert.ApiKey("k", { serviceUser: "some-id", lifetimeDays: 90, namePrefix: " ci" });
    },
    [/^ServiceUser "u": nickname begins or ends with a blank/, /^ApiKey "k": namePrefix begins or ends with a blank/],
    () => {
      new digicert.ServiceUser("u", { ...user, nickname: "a b c" });
      // More of the name follows.
      new digicert.ApiKey("k", { serviceUser: "some-id", lifetimeDays: 90, namePrefix: "ci " });
      new digicert.ApiKey(" k", { serviceUser: "some-id", lifetimeDays: 90 });
    },
  ],
  [
    "an ApiKey without arguments",
    () => new digicert.ApiKey("k", { serviceUser: never, lifetimeDays: 90 }),
    [/^ApiKey "k": serviceUser is missing/],
    () => new digicert.ApiKey("k", { serviceUser: "some-id", lifetimeDays: 90 }),
  ],
  [
    "a RotatingApiKey, whose outputs the program reads",
    () => new digicert.RotatingApiKey("p", { serviceUser: "some-id", lifetimeDays: "x" as never }).value,
    [/^RotatingApiKey "p": lifetimeDays is "x"/],
    () => void new digicert.RotatingApiKey("p", { serviceUser: "some-id", lifetimeDays: 90 }),
  ],
  [
    "a Provider with nothing in it",
    () => new digicert.Provider("p", { region: "mars" as never, apiKey: "k", timeoutSeconds: -3, maxRetrySeconds: -1 }),
    [/^Provider "p": region "mars"/, /^Provider "p": timeoutSeconds "-3"/, /^Provider "p": maxRetrySeconds "-1"/],
    () => new digicert.Provider("p", { region: "us", apiKey: "k", timeoutSeconds: 3 }),
  ],
  [
    "a Provider whose certificate is to go alone and is not there",
    () => new digicert.Provider("p", { apiKey: "k", certificateAlone: true }),
    [/^Provider "p": certificateAlone is true, but no client certificate is set/],
    () => new digicert.Provider("p", { apiKey: "k", certificateAlone: false }),
  ],
  [
    "a Provider's setting that is known late",
    () => {
      const late = new digicert.Provider("p", { apiKey: "k", timeoutSeconds: soon(-3) });
      new digicert.ServiceUser("u", user, { provider: late });
    },
    [/^Provider "p": timeoutSeconds "-3"/],
    () => new digicert.Provider("p", { apiKey: "k", timeoutSeconds: soon(3) }),
  ],
  [
    "the stack's config",
    () => new digicert.ServiceUser("u", user),
    [/^timeoutSeconds "abc"/, /^rateLimits "many"/],
    () => new digicert.ServiceUser("u", user),
    { "digicert-one:timeoutSeconds": "abc", "digicert-one:rateLimits": "many" },
  ],
  [
    "credentials that are missing, which look-ups need too",
    () => {
      const accountIds = [digicert.getAccountOutput().id];
      const roleIds = [digicert.getRoleOutput({ name: "Auditor" }).id];
      const made = new digicert.ServiceUser("u", { ...user, accountIds, roleIds });
      return { id: made.id, key: new digicert.ApiKey("k", { serviceUser: made, lifetimeDays: 90 }).value };
    },
    [/^No API key is set\. Set it as/],
    () => new digicert.ServiceUser("u", user),
    { "digicert-one:apiKey": undefined },
  ],
  [
    "credentials that are missing, in an async program that looks up first",
    async () => {
      const { id } = await digicert.getAccount();
      new digicert.ServiceUser("u", { ...user, accountIds: [id] });
    },
    [/^No API key is set\. Set it as/],
    async () => new digicert.ServiceUser("u", user),
    { "digicert-one:apiKey": undefined },
  ],
  [
    "settings that only .get needs",
    () => digicert.ServiceUser.get("u", "some-id").nickname,
    [/^capacityPercent "0"/],
    () => undefined,
    { "digicert-one:capacityPercent": "0" },
  ],
  [
    "several resources, and what depends on them",
    () => {
      const wrong = new digicert.ServiceUser("u", { ...user, email: "nope" });
      const key = new digicert.ApiKey("k", { serviceUser: wrong, lifetimeDays: -1 });
      const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { dependsOn: [key] });
      const inside = new digicert.ApiKey("inside", { serviceUser: wrong, lifetimeDays: 9 }, { parent: group });
      return { key: key.value, both: pulumi.all([key.value, inside.value]).apply(([value]) => value) };
    },
    [/^ServiceUser "u": email is "nope"/, /^ApiKey "k": lifetimeDays is -1/],
    () => {
      const sound = new digicert.ServiceUser("u", user);
      return { key: new digicert.ApiKey("k", { serviceUser: sound, lifetimeDays: 9 }).endDate };
    },
  ],
];

it.each(kinds)("%s: every error is told once, and the run fails once, before any call", async (...kind) => {
  const [, faulty, expected, sound, config] = kind;
  for (const operation of ["preview", "up"] as const) {
    const { ok, errors, ours } = await run(operation, faulty, config);
    const told = errors.slice(0, -1);
    expect(ok).toBe(false);
    expect(errors).toHaveLength(expected.length + 1);
    for (const pattern of expected) expect(told.filter((error) => pattern.test(error))).toHaveLength(1);
    expect(errors.at(-1)).toBe(closing(expected.length));
    // What is sound is previewed all the same; what would be written is not even recorded.
    if (operation === "up") expect(ours).toEqual([]);
    expect(await calls()).toEqual([]);
  }
  const mended = await run(
    "preview",
    sound,
    config && Object.fromEntries(Object.keys(config).map((key) => [key, given(key)])),
  );
  expect(mended).toMatchObject({ ok: true, errors: [] });
});

/** A usable value for a setting that a kind spoils. */
const given = (key: string): string =>
  ({
    "digicert-one:timeoutSeconds": "5",
    "digicert-one:rateLimits": "off",
    "digicert-one:apiKey": stage.emulator.apiKey,
    "digicert-one:capacityPercent": "50",
  })[key] ?? "";

it("shows in a preview what is sound beside what is not", async () => {
  const { ok, ours } = await run("preview", () => {
    new digicert.ServiceUser("sound", user);
    new digicert.ServiceUser("wrong", { ...user, email: "nope" });
  });
  expect(ok).toBe(false);
  expect(ours.filter((step) => !step.includes("default"))).toEqual([
    "create digicert-one-stack-identity",
    "create sound",
  ]);
});

it("does not say that nothing was changed where an error comes after a change", async () => {
  const accountIds = [stage.emulator.accountId];
  const { ok, errors, ours } = await run("up", async () => {
    const first = new digicert.ServiceUser("first", { ...user, accountIds });
    await new Promise((resolve) => first.id.apply(resolve));
    new digicert.ServiceUser("second", { ...user, email: "nope" });
  });
  expect(ok).toBe(false);
  expect(errors).toEqual([expect.stringMatching(/^ServiceUser "second"/), "1 validation error, listed above."]);
  expect(ours).toContain("create first");
  expect(ours).not.toContain("create second");
  expect(await calls()).toContain("POST /account/api/v1/user");
});

it("does not judge what depends on a setting that is not known yet", async () => {
  const { errors } = await run("preview", () => {
    const made = new digicert.ServiceUser("made", user);
    const clientKey = made.id.apply((id) => `-----BEGIN ${id}`);
    new digicert.Provider("p", { clientCert: "-----BEGIN CERTIFICATE-----\n", clientKey });
    new digicert.Provider("q", { apiKey: made.id, region: "mars" as never });
  });
  expect(errors).toEqual([expect.stringMatching(/^Provider "q": region "mars"/), closing(1)]);
});
