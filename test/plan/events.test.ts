/** What a plan says will come, against what runs do that come each day: everything in it happens on its day, and nothing else. */
import * as pulumi from "@pulumi/pulumi";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { providerText, typeToken } from "../../src/fields/kinds";
import { ApiKey, RotatingApiKey, ServiceUser } from "../../src/index";
import { addDays } from "../../src/rotation";
import { counts, differences, live, START } from "./daily";
import { household } from "./household";

// Pulumi notes where each of its promises was made; thousands of runs spend half their time on that.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 2;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});
afterEach(() => vi.unstubAllEnvs());

const stubEnv = (name: string, value: string) => void vi.stubEnv(name, value);
const userOf = (accountIds: string[], args = {}) =>
  new ServiceUser("user", { email: "app@example.com", accountIds, roleIds: [], ...args });

/** An `ApiKey` whose options nothing of ours has settled, as a transform leaves it. */
class Transformed extends pulumi.CustomResource {
  constructor(name: string, serviceUser: ServiceUser, options: pulumi.CustomResourceOptions) {
    const life = { lifetimeDays: 30, rotateBeforeDays: 10 };
    const inputs = { serviceUserId: serviceUser.id, ...life, namePrefix: name, value: undefined };
    super(typeToken("ApiKey"), name, { ...inputs, __provider: providerText("ApiKey") }, options);
  }
}

describe("a plan, where a run comes each day", () => {
  it("holds every event of a user that is extended and of its keys on its day, and no other", async () => {
    const lived = await live({ program: household({ lifetimeDays: 25, initialKey: "keep" }), days: 45, stubEnv });
    expect(lived.failed).toEqual([]);
    expect(differences(lived)).toEqual([]);
    for (const event of ["extend", "rotate", "retire", "remove", "end"])
      expect(counts(lived)[event] ?? 0, event).toBeGreaterThan(0);
  });

  it("goes by what the server granted", async () => {
    const program = (accountIds: string[]) => {
      const serviceUser = userOf(accountIds);
      new ApiKey("quarter", { serviceUser, lifetimeDays: 90 });
      new ApiKey("short-window", { serviceUser, lifetimeDays: 90, rotateBeforeDays: 3 });
      new ApiKey("never", { serviceUser, lifetimeDays: 90, rotate: false });
    };
    const lived = await live({ program, days: 65, variants: ["grants-less"], stubEnv });
    expect(differences(lived, { compareEnds: false })).toEqual([]);
    expect(counts(lived)).toMatchObject({ rotate: 5, end: 1 });
  });

  it("promises no rotation of a key that is protected, and it ends", async () => {
    const program = (accountIds: string[]) => void new Transformed("key", userOf(accountIds), { protect: true });
    const lived = await live({ program, days: 34, stubEnv });
    expect(lived.failed.at(0)).toBe(addDays(START, 20));
    expect(differences(lived)).toEqual([]);
    expect(counts(lived)).toEqual({ end: 1 });
    const [first] = lived.plans;
    expect([...(first?.rows.values() ?? [])].map(({ reason }) => reason)).toContain(
      `due on ${addDays(START, 20)}, but protected: the run that rotates fails`,
    );
  });

  it("promises no removal of a key that is retained, and it works to its end", async () => {
    const program = (accountIds: string[]) => void new Transformed("key", userOf(accountIds), { retainOnDelete: true });
    const lived = await live({ program, days: 33, stubEnv });
    expect(differences(lived)).toEqual([]);
    expect(counts(lived)).toEqual({ rotate: 1, end: 1 });
  });

  it("promises nothing of a pair whose consumers went back to the previous key", async () => {
    const program = (accountIds: string[], day: string) => {
      const use = day > addDays(START, 12) ? "previous" : "newest";
      const life = { lifetimeDays: 20, rotateBeforeDays: 10, overlapDays: 5 };
      new RotatingApiKey("pair", { serviceUser: userOf(accountIds), ...life, use });
    };
    const lived = await live({ program, days: 36, stubEnv });
    const held = lived.plans.filter(({ day }) => day > addDays(START, 13));
    expect(differences({ ...lived, plans: held })).toEqual([]);
  });
});
