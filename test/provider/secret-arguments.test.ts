/** What a program gave as a secret stands in no message, whoever says it: check, an error, a notice, the server. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeTexts } from "../../src/arguments/shown-in-check";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { discretionOf } from "../../src/provider/host/presentation";
import type { Props } from "../../src/provider/host/state";
import { rotationScheduleHandlers } from "../../src/provider/rotating/schedule/apply";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";
import { makeKey, makeUser } from "../emulator/harness";
import { failure, keyArgs, providerOf, startWorld, userArgs, userOf, type World } from "./apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

const hushed = { nickname: "Hush nickname", description: "hush-description", email: "hush@secret.example" };
const listed = { __secretArguments: Object.keys(hushed) };

/** The same situation, with the arguments given as secrets and as plain values. */
async function both(live: (args: Props) => Promise<string>): Promise<{ secret: string; plain: string }> {
  const plain = await live(userArgs(world, hushed));
  await world.emulator.close();
  world = await startWorld();
  return { plain, secret: await live(userArgs(world, { ...hushed, ...listed })) };
}

const holder = { friendly_name: "HUSH NICKNAME", description: "what they wrote", email: "theirs@example.com" };
const taken = (args: Props) => failure(userOf(world).up(args)).then(({ message }) => message);

const situations: readonly [what: string, live: (args: Props) => Promise<string>, shows: readonly string[]][] = [
  [
    "a taken nickname",
    async (args) => {
      await makeUser(world.emulator, holder);
      return taken(args);
    },
    ["HUSH NICKNAME", "hush-description", "what they wrote", "hush@secret.example", "theirs@example.com"],
  ],
  [
    "an adoption",
    async (args) => {
      await makeUser(world.emulator, { ...holder, end_date: "2027-12-31" });
      await userOf(world).up({ ...args, onDuplicate: "adopt", adoptChanges: true });
      return world.notices.join("\n");
    },
    ["HUSH NICKNAME", "hush-description", "what they wrote", "hush@secret.example"],
  ],
  [
    "a rename to a taken nickname",
    async (args) => {
      await makeUser(world.emulator, holder);
      const user = userOf(world);
      await user.up({ ...args, nickname: "free" });
      return failure(user.up(args)).then(({ message }) => message);
    },
    ["HUSH NICKNAME"],
  ],
  [
    "a user that could not be finished",
    async (args) => {
      const user = userOf(world);
      const match = { method: "DELETE", path: "/account/api/v1/api-access-token/*" };
      await world.emulator.addFault({ match, kind: "status", status: 403, times: 9 });
      return failure(user.up(args)).then((error) => String((error as Error & { reasons?: string[] }).reasons));
    },
    ["Hush nickname"],
  ],
  [
    "a deletion that a live key holds back",
    async (args) => {
      const user = userOf(world);
      await user.up(args);
      await makeKey(world.emulator, user.id, "of-a-person");
      return failure(user.destroy()).then(({ message }) => message);
    },
    ["Hush nickname"],
  ],
];

describe("a value that was given as a secret", () => {
  it.each(situations)("stands in no message about %s; one that was not does", async (_what, live, shows) => {
    const said = await both(live);
    for (const value of shows) expect(said.plain).toContain(value);
    expect(said.secret).not.toBe("");
    expect(said.secret).not.toMatch(/hush|what they wrote|theirs@/i);
  });

  it("is named as what differs", async () => {
    await makeUser(world.emulator, holder);
    expect(await taken(userArgs(world, { ...hushed, ...listed }))).toContain(
      "description: it has another than the program declares, which is a secret",
    );
  });

  it("stays marked through a refresh and an update, and shows as no change", async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { ...hushed, ...listed }));
    expect(user.state?.inputs).toMatchObject(listed);
    await user.refresh();
    expect([user.state?.inputs, user.outputs]).toMatchObject([listed, listed]);
    expect(await user.up(userArgs(world, { ...hushed, ...listed }))).toBe("same");
    // A state from before it was kept.
    const plain = userOf(world);
    await plain.up(userArgs(world, { nickname: "plain" }));
    expect(plain.outputs).not.toHaveProperty("__secretArguments");
    expect(await plain.up(userArgs(world, { nickname: "plain", __secretArguments: ["nickname"] }))).toBe("same");
    expect(await plain.up(userArgs(world, { nickname: "plain" }))).toBe("same");
  });

  it("is hidden in any case, with what is in it; days, choices and other values are not", () => {
    const props = { nickname: "Hush", triggers: { a: ["deep-inside"] }, endDate: "2027-01-31", onDestroy: "delete" };
    const { hide, isSecret } = discretionOf({
      ...props,
      email: "open@example.com",
      __secretArguments: Object.keys(props),
    });
    expect(hide("HUSH and hush, deep-inside; delete on 2027-01-31, open@example.com")).toBe(
      "[secret] and [secret], [secret]; delete on 2027-01-31, open@example.com",
    );
    expect([isSecret("nickname"), isSecret("email")]).toEqual([true, false]);
  });
});

describe("failures of check", () => {
  const failuresOf = async (handlers: ResourceHandlers, args: Props): Promise<readonly Props[]> =>
    (await providerOf(world, handlers).check({}, args)).failures.map((each) => ({ ...each }));

  const wrong: readonly [kind: string, handlers: ResourceHandlers, args: () => Props][] = [
    [
      "a user",
      serviceUserHandlers,
      () => userArgs(world, { nickname: "hush/hush", email: "hush", description: ["hush"] }),
    ],
    ["a key", apiKeyHandlers, () => keyArgs("u1", { namePrefix: "hush/hush", triggers: "hush" })],
    [
      "a pair",
      rotationScheduleHandlers,
      () => keyArgs("u1", { namePrefix: "hush/hush", triggers: "hush", revoke: ["hush"] }),
    ],
  ];

  it.each(wrong)("of %s name no property and show no free text", async (_kind, handlers, args) => {
    const failures = await failuresOf(handlers, args());
    expect(failures.length).toBeGreaterThan(1);
    for (const { property, reason } of failures) {
      expect(property).toBe("");
      expect(String(reason)).not.toContain("hush");
      expect([...freeTexts].some((name) => String(reason).startsWith(`${name} `))).toBe(true);
    }
  });

  it("show dates, days and choices, unless they were given as secrets", async () => {
    const args = { endDate: "hush-date", onDestroy: "hush-word", lifetimeDays: "hush-days" };
    const reasons = async (more: Props) =>
      (await failuresOf(serviceUserHandlers, userArgs(world, { ...args, ...more }))).map(({ reason }) =>
        String(reason),
      );
    const shown = (await reasons({})).join("\n");
    for (const value of ["hush-date", "hush-word", "hush-days"]) expect(shown).toContain(value);
    const hidden = await reasons({ __secretArguments: Object.keys(args) });
    expect(hidden).toHaveLength(3);
    expect(hidden.join("\n")).not.toMatch(/hush/);
  });
});
