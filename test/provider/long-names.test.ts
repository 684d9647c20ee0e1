/** Names of up to 255 characters are the server's to refuse; those that not every server takes are told of when they are new. */

import { afterEach, describe, expect, it } from "vitest";
import { messageOf } from "../../src/basics/unknown";
import { checkApiKey } from "../../src/provider/api-key/plan";
import type { CheckOutcome, Props } from "../../src/provider/host/state";
import { checkSchedule } from "../../src/provider/rotating/schedule/plan";
import { checkServiceUser } from "../../src/provider/service-user/plan";
import { keyInputs } from "../../src/resources/key-inputs";
import {
  failure,
  keyArgs,
  keyOf,
  keysOnServer,
  startWorld,
  userArgs,
  userOf,
  userOnServer,
  type World,
} from "./apply-harness";

const today = "2026-12-01";
const user = {
  owner: "acme/payments/prod/ci",
  lifetimeDays: 365,
  email: "team@example.com",
  accountIds: ["a"],
  roleIds: [],
};
const key = { serviceUserId: "u", lifetimeDays: 90 };

type Check = (olds: Props, news: Props) => CheckOutcome;
const names: readonly [what: string, property: string, sure: number, most: number, check: Check][] = [
  ["a user's nickname", "nickname", 64, 255, (olds, news) => checkServiceUser(olds, { ...user, ...news }, { today })],
  ["the prefix of a key", "namePrefix", 44, 235, (olds, news) => checkApiKey(olds, { ...key, ...news }, { today })],
  ["the prefix of a pair", "namePrefix", 44, 235, (olds, news) => checkSchedule(olds, { ...key, ...news }, { today })],
];

describe.each(names)("%s", (_what, property, sure, most, check) => {
  const named = (length: number) => ({ [property]: "n".repeat(length) });

  it("may be as long as a sibling service takes it, and no longer", () => {
    expect(check({}, named(most)).failures).toEqual([]);
    expect(check({}, named(most + 1)).failures).toEqual([
      { property, reason: `${property} has ${most + 1} characters. Use at most ${most}.` },
    ]);
  });

  it("is told of beyond the length that is sure, while it is new", () => {
    expect(check({}, named(sure)).warnings).toEqual([]);
    const { inputs, warnings } = check({}, named(sure + 1));
    expect(warnings).toEqual([
      `${property} has ${sure + 1} characters; up to ${sure} are sure to be taken. Shorten it if DigiCert ONE refuses the name`,
    ]);
    expect(check(inputs, named(sure + 1)).warnings).toEqual([]);
    expect(check(inputs, named(sure + 2)).warnings).toHaveLength(1);
  });
});

describe("a long name", () => {
  let world: World;
  afterEach(() => world.emulator.close());

  it("is the server's to refuse: one of the two readings of its limit takes it", async () => {
    const outcomes: string[] = [];
    for (const variants of [[], ["name-length"]]) {
      world = await startWorld({ variants });
      const args = userArgs(world, { nickname: "n".repeat(200) });
      const made = userOf(world);
      const refused = await made.up(args).then(() => "", messageOf);
      outcomes.push(refused === "" ? "taken" : "refused");
      if (refused !== "") {
        expect(refused).toMatch(/answered 400 invalid_request: ".*friendly_name/);
        expect(world.notices.filter((each) => each.includes("nickname has 200 characters"))).toHaveLength(1);
      } else {
        expect(await made.up(args)).toBe("same");
        expect(await userOnServer(world, made.id)).toMatchObject({ friendly_name: args.nickname });
        const own = keyOf(world);
        await own.up(keyArgs(made.id, { namePrefix: "k".repeat(200) }));
        expect(String((await keysOnServer(world, made.id))[0]?.name)).toHaveLength(220);
      }
      if (variants.length === 0) await world.emulator.close();
    }
    expect(outcomes.sort()).toEqual(["refused", "taken"]);
  });

  it("is not made up by us: names that nobody declares are as long as every server takes them", async () => {
    world = await startWorld();
    const long = `acme/payments/prod/${"n".repeat(150)}`;
    const made = userOf(world);
    await made.up(userArgs(world, { nickname: undefined, owner: long }));
    expect(String(made.outputs.nickname)).toHaveLength(64);
    const { namePrefix } = keyInputs("n".repeat(150), { serviceUser: made.id }).inputs;
    await keyOf(world).up(keyArgs(made.id, { namePrefix }));
    expect((await keysOnServer(world, made.id)).map(({ name }) => String(name).length)).toEqual([64]);
    expect((await failure(userOf(world).up(userArgs(world, { nickname: "n".repeat(256) })))).message).toBe(
      "nickname has 256 characters. Use at most 255.",
    );
    expect(world.notices).toEqual([]);
  });
});
