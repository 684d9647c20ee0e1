/** "Who am I" that cannot be asked stops what would take the provider's own user away; only the API's 401 passes as nobody. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../../src/emulator";
import { makeUser } from "../../emulator/harness";
import { failure, roleIds, startWorld, userArgs, userOf, userOnServer, type World } from "../apply-harness";

let world: World;
beforeEach(async () => {
  world = await startWorld();
  world.env.DIGICERT_ONE_MAX_RETRY_SECONDS = "0";
  world.env.DIGICERT_ONE_TIMEOUT_SECONDS = "0.3";
});
afterEach(() => world.emulator.close());

type Answer = "401" | "403" | "404" | "500" | "time-out" | "a page with 401" | "a page with 404" | "itself";

const faults: Readonly<Record<Answer, Omit<Fault, "match"> | undefined>> = {
  "401": { kind: "status", status: 401 },
  "403": { kind: "status", status: 403 },
  "404": { kind: "status", status: 404 },
  "500": { kind: "status", status: 500 },
  "time-out": { kind: "stall" },
  "a page with 401": { kind: "html", status: 401 },
  "a page with 404": { kind: "html", status: 404 },
  itself: undefined,
};

/** The oracle: another user's key, or one that the API refuses, may go on. */
const goesOn = (answer: Answer): boolean => answer === "itself" || answer === "401";

const steps = {
  delete: async (user: ReturnType<typeof userOf>) => user.destroy(),
  disable: async (user: ReturnType<typeof userOf>) => user.up(userArgs(world, { enabled: false })),
  strip: async (user: ReturnType<typeof userOf>) => user.up(userArgs(world, { roleIds: [] })),
} as const;

const rows = Object.keys(faults).flatMap((answer) =>
  Object.keys(steps).map((step) => ({ answer: answer as Answer, step: step as keyof typeof steps })),
);

describe("who am I", () => {
  it.each(rows)("answered by $answer: $step", async ({ answer, step }) => {
    const user = userOf(world);
    const { id: role = "" } = (await world.emulator.state()).roles?.[0] ?? {};
    await user.up(userArgs(world, { roleIds: [String(role)] }));
    const before = await userOnServer(world, user.id);
    const fault = faults[answer];
    if (fault) await world.emulator.addFault({ ...fault, match: { method: "GET", path: "/user/me" } });
    if (goesOn(answer)) {
      await steps[step](user);
      expect(await userOnServer(world, user.id)).not.toEqual(before);
      return;
    }
    const error = await failure(Promise.resolve(steps[step](user)));
    expect(error.message).toMatch(/could not be asked, so it was left as it is.*allowSelf: true/s);
    expect(await userOnServer(world, user.id)).toMatchObject({ enabled: true, roles: before?.roles });
  });

  it("is not asked with allowSelf", async () => {
    const user = userOf(world);
    await user.up(userArgs(world, { allowSelf: true }));
    await world.emulator.addFault({ kind: "status", status: 500, match: { method: "GET", path: "/user/me" } });
    await user.destroy();
    expect(await userOnServer(world, user.id)).toBeUndefined();
  });

  it("has a row for every answer and step", () => expect(rows).toHaveLength(8 * 3));

  it("is asked for each key of the provider, and one that cannot be asked stops the step", async () => {
    const { key } = await makeUser(world.emulator, {
      friendly_name: "other",
      roles: await roleIds(world, "User manager"),
    });
    const several = { ...world, env: { ...world.env, DIGICERT_ONE_API_KEYS: key } };
    const user = userOf(several);
    await user.up(userArgs(several));
    await world.emulator.addFault({ kind: "status", status: 403, match: { path: "/user/me", nth: 2 } });
    expect((await failure(user.destroy())).message).toMatch(/could not be asked/);
    expect(await userOnServer(several, user.id)).toBeDefined();
    await world.emulator.clearFaults();
    await user.destroy();
    expect(await userOnServer(several, user.id)).toBeUndefined();
  });
});
