/** The same over months, for a user of every kind with keys of every kind. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { counts, differences, live } from "./daily";
import { household, USERS } from "./household";

const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 2;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});
afterEach(() => vi.unstubAllEnvs());

it.each(Object.entries(USERS))(
  "what daily runs do to a user %s and its keys is what each plan said",
  { timeout: 300_000 },
  async (_name, args) => {
    const stubEnv = (name: string, value: string) => void vi.stubEnv(name, value);
    const lived = await live({ program: household(args), days: 120, stubEnv });
    expect(lived.failed).toEqual([]);
    expect(differences(lived)).toEqual([]);
    expect(counts(lived).rotate ?? 0).toBeGreaterThan(5);
  },
);
