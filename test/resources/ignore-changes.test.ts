/** `ignoreChanges` on every kind of resource: what is put back changes nothing, holds what it names, and is said when due. */
import type * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator";
import { EmbeddedStack, type LoadProvider } from "../../src/engine";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../src/index";
import { handlersNamedIn } from "./rotating-world";

type Kind = "user" | "key" | "pair";
type Args = Record<string, unknown>;

let emulator: Emulator;
let said: string[];
afterEach(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
});

/** A stack with a user, a key and a pair; one of the three has arguments and options of its own, which may change. */
async function open(kind: Kind, userArgs: Args = {}) {
  emulator = await startEmulator({ rateLimits: "off", seed: 7, now: "2027-01-01T12:00:00Z" });
  vi.stubEnv("DIGICERT_ONE_BASE_URL", emulator.url);
  vi.stubEnv("DIGICERT_ONE_API_KEY", emulator.apiKey);
  vi.stubEnv("DIGICERT_ONE_RATE_LIMITS", "off");
  said = [];
  let own: Args = {};
  let options: pulumi.CustomResourceOptions = {};
  const of = (each: Kind): [Args, pulumi.CustomResourceOptions] => (each === kind ? [own, options] : [{}, {}]);
  const stack = await EmbeddedStack.createOrSelect({
    projectName: "ignore",
    stackName: "dev",
    workDir: process.cwd(),
    stateFile: false,
    passphrase: "p",
    host: "in-process",
    loadProvider: (text) => handlersNamedIn(text) as ReturnType<LoadProvider>,
    program: () => {
      const [user, key, pair] = [of("user"), of("key"), of("pair")];
      const base = { email: "app@example.com", accountIds: [emulator.accountId], roleIds: [], ...userArgs };
      const serviceUser = new ServiceUser("u", { ...base, ...user[0] }, user[1]);
      new ApiKey("k", { serviceUser, lifetimeDays: 90, ...key[0] }, key[1]);
      new RotatingApiKey("p", { serviceUser, lifetimeDays: 90, ...pair[0] }, pair[1]);
    },
  });
  const stepsOf = (steps: readonly { op: string; urn: string }[]) =>
    steps.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
  return {
    async goTo(day: string) {
      await emulator.setClock(`${day}T12:00:00Z`);
      vi.stubEnv("DIGICERT_ONE_AS_OF", day);
    },
    async run(verb: "up" | "preview", args: Args, ignoreChanges: string[]) {
      [own, options] = [args, { ignoreChanges }];
      const { steps, diagnostics } = await stack[verb]();
      said.push(...diagnostics.map(({ severity, message }) => `${severity}: ${message}`));
      return stepsOf(steps);
    },
  };
}

const cases: readonly (readonly [Kind, Args, string[]])[] = [
  ["user", {}, ["endDate"]],
  ["user", { lifetimeDays: 365 }, ["endDate"]],
  ["user", { endDate: "2028-01-31" }, ["endDate"]],
  ["user", {}, ["nickname"]],
  ["user", {}, ["onDestroy", "adoptFrom", "adoptId"]],
  ["user", {}, ["autoNickname", "ownerHash"]],
  ["user", { lifetimeDays: 365, extendBeforeDays: 30 }, ["*"]],
  ["key", {}, ["endDate"]],
  ["key", {}, ["issuedOn"]],
  ["key", {}, ["rotateOn"]],
  ["key", { triggers: { a: 1 } }, ["serviceUser", "triggers"]],
  ["key", { rotateBeforeDays: 30 }, ["rotateBeforeDays"]],
  ["key", {}, ["*"]],
  ["pair", { triggers: { a: 1 } }, ["triggers", "revoke"]],
  ["pair", {}, ["generation", "issuedOn", "endDate", "rotateOn"]],
  ["pair", {}, ["overlapDays", "rotateBeforeDays"]],
  ["pair", {}, ["serviceUser"]],
  ["pair", {}, ["*"]],
];

it.each(cases)("a second run of a %s with %j and ignoreChanges %j changes nothing", async (kind, args, paths) => {
  const stack = await open(kind);
  await stack.goTo("2027-01-01");
  expect((await stack.run("up", args, paths)).length).toBeGreaterThan(5);
  expect(await stack.run("preview", args, paths)).toEqual([]);
  expect(await stack.run("up", args, paths)).toEqual([]);
});

describe("what is ignored is held", () => {
  it.each([
    ["user", { description: "one" }, { description: "two" }, ["description"]],
    ["key", { triggers: { a: 1 } }, { triggers: { a: 2 } }, ["triggers"]],
    ["key", {}, { lifetimeDays: 60 }, ["lifetimeDays"]],
    ["pair", { triggers: { a: 1 } }, { triggers: { a: 2 } }, ["triggers"]],
    ["pair", { revoke: { a: 1 } }, { revoke: { a: 2 } }, ["revoke"]],
    ["pair", {}, { lifetimeDays: 20 }, ["lifetimeDays"]],
  ] as const)("a %s with %j, then %j", async (kind, before, after, paths) => {
    const stack = await open(kind);
    await stack.goTo("2027-01-01");
    await stack.run("up", before, [...paths]);
    expect(await stack.run("preview", after, [...paths])).toEqual([]);
    // The twin: without the option the same change is seen.
    expect((await stack.run("preview", after, [])).length).toBeGreaterThan(0);
  });

  it.each([
    [
      "user",
      { lifetimeDays: 90 },
      ["endDate"],
      "2027-03-10",
      /ends in 22 days.*ignoreChanges holds endDate: take it out/,
    ],
    ["key", {}, ["issuedOn"], "2027-03-10", /ends in 22 days.*ignoreChanges holds its dates: take them out/],
    ["key", {}, ["*"], "2027-03-10", /ends in 22 days.*ignoreChanges holds its dates: take them out/],
    ["pair", {}, ["issuedOn"], "2027-03-10", /ends in 22 days.*ignoreChanges holds its dates: take them out/],
  ] as const)("and a %s with %j and %j says so in a preview when it is due", async (kind, args, paths, day, words) => {
    const stack = await open(kind);
    await stack.goTo("2027-01-01");
    // The others of the stack do not come due.
    await stack.run("up", args, [...paths]);
    await stack.goTo(day);
    said.length = 0;
    const name = { user: "u", key: "k", pair: "p" }[kind];
    const mine = (steps: readonly string[]) => steps.filter((step) => step.split(" ")[1]?.startsWith(name));
    expect(mine(await stack.run("preview", args, [...paths]))).toEqual([]);
    expect(said.filter((line) => line.startsWith("warning: ")).join("\n")).toMatch(words);
    expect(mine(await stack.run("preview", args, [])).length).toBeGreaterThan(0);
  });
});

it("an end that has passed since it was declared, capped at the user's, blocks nothing; one declared anew does", async () => {
  const stack = await open("key", { endDate: "2027-05-31" });
  await stack.goTo("2027-01-01");
  const capped = { lifetimeDays: undefined, endDate: "2027-06-30" };
  await stack.run("up", capped, []);
  await stack.goTo("2027-07-10");
  const steps = await stack.run("preview", capped, []);
  expect(steps.filter((step) => step.endsWith(" k"))).toEqual([]);
  await expect(stack.run("preview", { ...capped, endDate: "2027-04-30" }, [])).rejects.toThrow("endDate is 2027-04-30");
});
