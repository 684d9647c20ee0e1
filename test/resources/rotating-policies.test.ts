import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRotatingWorld, type RotatingWorld } from "./rotating-world";

let world: RotatingWorld;
beforeAll(async () => {
  world = await openRotatingWorld("2027-01-01");
  await world.up();
});
afterAll(() => world.close());

const CLOSING = "1 validation error, listed above: nothing was changed in DigiCert ONE.";

/** What the preview of a policy says, of a pair that there is already. */
async function refusal(pair: { lifetimeDays: number; rotateBeforeDays?: number; overlapDays?: number }) {
  const { ok, errors } = await world.preview({ pair });
  expect(ok).toBe(errors.length === 0);
  // The program tells each validation error, and then fails, once.
  expect(errors.filter((error) => error === CLOSING)).toHaveLength(ok ? 0 : 1);
  return errors.filter((error) => error !== CLOSING).join("\n");
}

describe("a policy at the bound of what is possible is previewed, and one day over it fails with the arithmetic", () => {
  it("the window and the lifetime", async () => {
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 89, overlapDays: 1 })).toBe("");
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 90, overlapDays: 1 })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": rotateBeforeDays is 90 and lifetimeDays is 90: a key would be due for rotation on the day it is made (90 - 90 = 0). Set rotateBeforeDays to at most 89, or lifetimeDays to at least 91."`,
    );
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 91, overlapDays: 1 })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": rotateBeforeDays is 91 and lifetimeDays is 90: a key would be due for rotation 1 day before it is made (90 - 91 = -1). Set rotateBeforeDays to at most 89, or lifetimeDays to at least 92."`,
    );
  });

  it("the shortest lifetime, with the defaults", async () => {
    const defaults: object = { rotateBeforeDays: undefined, overlapDays: undefined };
    expect(await refusal({ lifetimeDays: 2, ...defaults })).toBe("");
    expect(await refusal({ lifetimeDays: 1, ...defaults })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": lifetimeDays is 1, and its default window, a third rounded up, is 1: a key would be due for rotation on the day it is made. Set lifetimeDays to at least 2."`,
    );
  });

  it("the overlap and the window", async () => {
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 29 })).toBe("");
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 30 })).toBe("");
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 31 })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": overlapDays is 31 and rotateBeforeDays is 30: the previous key would end 1 day before the overlap does (31 - 30 = 1). Set overlapDays to at most 30, or rotateBeforeDays to at least 31."`,
    );
  });

  it("the overlap and the time between two rotations", async () => {
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 60, overlapDays: 30 })).toBe("");
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 60, overlapDays: 31 })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": overlapDays is 31 and keys are rotated every 30 days (lifetimeDays 90 - rotateBeforeDays 60 = 30): the next rotation would come before the overlap is over. Set overlapDays to at most 30, or lifetimeDays to at least 91."`,
    );
  });

  it("no overlap at all", async () => {
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 1 })).toBe("");
    expect(await refusal({ lifetimeDays: 90, rotateBeforeDays: 30, overlapDays: 0 })).toMatchInlineSnapshot(
      `"RotatingApiKey "app": overlapDays is 0. Set a whole number of days from 1 to 36500."`,
    );
  });
});
