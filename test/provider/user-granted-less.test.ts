import nodeFetch from "node-fetch";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Fetch } from "../../src/client/transport/transport";
import { addDays } from "../../src/rotation";
import { startWorld, userArgs, userOf, userOnServer, type World } from "./apply-harness";

const ASKED = { endDate: undefined, lifetimeDays: 365, extendBeforeDays: 10 };
let world: World;
let day = "2026-12-01";
/** The last day that the server lets a user have. */
let most = (): string => addDays(day, 30);

/** The server grants less than was asked for: what is asked for is cut on its way. */
const cutting: Fetch = (url, init) => {
  const { body } = init ?? {};
  if (typeof body !== "string" || !/\/user(\/|$)/.test(new URL(String(url)).pathname)) return nodeFetch(url, init);
  const sent = JSON.parse(body) as { end_date?: string };
  if (sent.end_date !== undefined && sent.end_date > most()) sent.end_date = most();
  return nodeFetch(url, { ...init, body: JSON.stringify(sent) });
};

beforeEach(async () => {
  day = "2026-12-01";
  most = () => addDays(day, 30);
  world = await startWorld();
  world.deps = { client: { fetch: cutting }, now: () => Date.parse(`${day}T12:00:00Z`) };
});
afterEach(() => world.emulator.close());

const goTo = async (next: string): Promise<void> => {
  day = next;
  await world.emulator.setClock(`${next}T12:00:00Z`);
};

it("a user is kept alive by a server that never grants more than 30 days, and nothing else shows a change", async () => {
  const user = userOf(world);
  await user.up(userArgs(world, ASKED));
  expect(user.outputs).toMatchObject({ endDate: "2026-12-31", requestedEndDate: "2027-12-01", endGrantedOn: day });
  const updates: string[] = [];
  for (; day < "2027-03-01"; await goTo(addDays(day, 1))) {
    for (const _run of [1, 2]) if ((await user.up(userArgs(world, ASKED))) === "update") updates.push(day);
    expect(await userOnServer(world, user.id)).toMatchObject({ status: "ACTIVE", end_date: user.outputs.endDate });
  }
  expect(updates).toEqual(["2026-12-21", "2027-01-10", "2027-01-30", "2027-02-19"]);
  expect(world.notices.filter((each) => each.includes("2027-12-01 is asked for again"))).toHaveLength(updates.length);
  await user.refresh();
  expect(user.outputs.endGrantedOn).toBe("2027-02-19");
});

it("a server that grants nothing more is asked a few times, and each of the last previews warns", async () => {
  most = () => "2026-12-31";
  const user = userOf(world);
  await user.up(userArgs(world, ASKED));
  const updates: string[] = [];
  for (; day <= "2026-12-31"; await goTo(addDays(day, 1))) {
    for (const _run of [1, 2]) if ((await user.up(userArgs(world, ASKED))) === "update") updates.push(day);
    if (day > "2026-12-21") expect(world.notices.at(-1), day).toMatch(/service user ends .*the server granted no more/);
  }
  expect(updates).toEqual(["2026-12-21", "2026-12-27", "2026-12-29", "2026-12-30", "2026-12-31"]);
});

it("one that is granted what it asked for keeps no day of it", async () => {
  world.deps.client = {};
  const user = userOf(world);
  await user.up(userArgs(world, ASKED));
  expect(user.outputs).toMatchObject({ endDate: "2027-12-01" });
  expect(user.outputs).not.toHaveProperty("endGrantedOn");
});
