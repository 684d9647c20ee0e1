/** What a user and a key take in state: the engine loads the whole state in every run, and writes it after every step. */
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../src/index";
import { OptionsWorld, Toy } from "./options/world";

let world: OptionsWorld;
beforeEach(async () => {
  world = await OptionsWorld.open();
});
afterEach(() => world.close());

/**
 * What the command line adds to a record: times to the nanosecond, the line of the program, and the stack there of a program
 * in JavaScript, most of which is Node's and the SDK's (seen with 3.260).
 */
const OF_THE_COMMAND_LINE = 12 + 350;

/** What a record takes here, in bytes of compact JSON; names and values of another length would move it. */
const MOST = { user: 1_583, key: 1_699, "pair-schedule": 1_598, "pair-a": 1_997, "pair-retirement": 2_611 };

const fleet = () => {
  const user = new ServiceUser("user", world.userArgs({ lifetimeDays: 365 }));
  const args = { serviceUser: user, lifetimeDays: 90 };
  return { user, key: new ApiKey("key", args), pair: new RotatingApiKey("pair", args) };
};

it("takes 2.3 kB at most of a user and of a key, all that the command line adds included", async () => {
  await world.up(() => void fleet());
  const records = await world.records();
  const sizeOf = (name: string) => JSON.stringify(records.get(name)).length;
  for (const [name, most] of Object.entries(MOST)) expect(sizeOf(name), name).toBeLessThanOrEqual(most);
  expect(Math.max(sizeOf("user"), sizeOf("key"))).toBeLessThanOrEqual(2_300 - OF_THE_COMMAND_LINE);
});

it("names the line of the program, not one of ours, as where a resource comes from", async () => {
  const sdk = pulumi.Resource as unknown as { stackTrace(skip: number): { uri: string }[] };
  const traced = vi.spyOn(sdk, "stackTrace");
  await world.up(() => void fleet());
  // The spy is a frame of its own.
  const first = traced.mock.results.map(({ value }) => String(value[1]?.uri).split("/").at(-1));
  const lines = first.filter((file) => file === "state-size.test.ts");
  // User, key, and the component; its parts and the identity are made by lines of ours.
  expect(lines).toHaveLength(3);
});

it("shows what the state leaves out: known in previews too, and no change to whoever reads it", async () => {
  const program = () => {
    const { user, key } = fleet();
    const { adopted, initialApiKey, initialApiKeyId, initialApiKeyEndDate, endsAt } = user;
    const first = { initialApiKey, initialApiKeyId, initialApiKeyEndDate };
    new Toy("reader", { name: "reader", adopted, ...first, endsAt, keyEnds: key.endsAt });
  };
  await world.up(program);
  const { adopted, initialApiKeyId, initialApiKeyEndDate, endsAt } = world.toys.get("reader") ?? {};
  expect([adopted, initialApiKeyId, initialApiKeyEndDate]).toEqual([false, "", ""]);
  expect(endsAt).toMatch(/T23:59:59Z$/);
  const { outputs = {} } = (await world.records()).get("user") ?? {};
  for (const name of ["adopted", "initialApiKey", "endsAt"]) expect(outputs).not.toHaveProperty(name);
  expect((await world.run("preview", program)).steps).toEqual([]);
});
