/** An address in another case is the same address: a server may fold it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkServiceUser, diffServiceUser } from "../../src/provider/service-user/plan";
import { makeUser } from "../emulator/harness";
import { through } from "../support/through";
import { startWorld, userArgs, userOf, userOnServer, type World } from "./apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.emulator.close());

it("a server that folds addresses shows no drift, and the program's spelling stays in state", async () => {
  const lower = ({ email, ...rest }: { email?: unknown }) => ({
    ...rest,
    ...(email !== undefined && { email: String(email).toLowerCase() }),
  });
  const { fetch, sent } = through({ send: ({ body }) => lower(body), show: lower });
  world.deps.client = { fetch };
  const args = userArgs(world, { email: "Team@Example.com" });
  const user = userOf(world);
  await user.up(args);
  const before = user.state;
  await user.refresh();
  expect(user.state).toEqual(before);
  expect(user.outputs.email).toBe("Team@Example.com");
  expect(await user.up(args)).toBe("same");
  await user.up({ ...args, description: "Signs more" });
  expect(sent.filter(({ method }) => method === "PUT").map(({ body }) => body.email)).toEqual(["Team@Example.com"]);
});

it("another address is drift, and a change", async () => {
  const { fetch } = through({ show: (json) => ("email" in json ? { ...json, email: "other@example.com" } : json) });
  const user = userOf(world);
  await user.up(userArgs(world));
  world.deps.client = { fetch };
  await user.refresh();
  expect(user.state?.inputs.email).toBe("other@example.com");
  world.deps.client = {};
  expect(await user.up(userArgs(world))).toBe("update");
});

it("a program that spells it otherwise changes nothing", () => {
  const inputs = (email: string) => checkServiceUser({}, userArgs(world, { email }), { today: "2026-12-01" }).inputs;
  const state = { ...inputs("team@example.com"), requestedEndDate: "2027-12-31", initialApiKeyId: "" };
  expect(diffServiceUser(state, inputs("TEAM@example.com"), { today: "2026-12-01" }).changes).toBe(false);
  expect(diffServiceUser(state, inputs("teams@example.com"), { today: "2026-12-01" }).changes).toBe(true);
});

it("an adoption tells of no difference", async () => {
  const { id } = await makeUser(world.emulator, { email: "TEAM@example.com", end_date: "2027-12-31" });
  const user = userOf(world);
  await user.up(userArgs(world, { onDuplicate: "adopt" }));
  expect(user.id).toBe(id);
  expect(world.notices.join()).not.toContain("email");
  expect(await userOnServer(world, id)).toMatchObject({ email: "team@example.com" });
});
