import { describe, expect, it } from "vitest";
import { ROTATING_API_KEY_ARGUMENTS } from "../../src/arguments/rotating-api-key";
import { apiKeyFields } from "../../src/fields/api-key";
import { serviceUserFields } from "../../src/fields/service-user";
import { apiKeyHandlers } from "../../src/provider/api-key/apply";
import type { ResourceHandlers } from "../../src/provider/host/handlers";
import { dynamicProvider } from "../../src/provider/host/host";
import type { HostDeps } from "../../src/provider/host/session";
import { rotationScheduleHandlers } from "../../src/provider/rotating/schedule/apply";
import { serviceUserHandlers } from "../../src/provider/service-user/apply";

const deps: HostDeps = {
  env: {},
  now: () => Date.parse("2027-01-04T12:00:00Z"),
  engineAlive: async () => true,
  notice: () => undefined,
};

const kinds: readonly (readonly [string, ResourceHandlers, Record<string, unknown>, readonly string[]])[] = [
  [
    "a service user",
    serviceUserHandlers,
    { owner: "org/project/stack/ci", email: "team@example.com", accountIds: ["a"], roleIds: [] },
    Object.keys(serviceUserFields),
  ],
  ["a key", apiKeyHandlers, { serviceUserId: "u1", namePrefix: "ci" }, Object.keys(apiKeyFields)],
  [
    "a rotating key",
    rotationScheduleHandlers,
    { serviceUserId: "u1", namePrefix: "ci", lifetimeDays: 90 },
    ROTATING_API_KEY_ARGUMENTS,
  ],
];

describe("null in a JavaScript program means not set, as undefined does", () => {
  it.each(kinds)(
    "for every optional argument of %s, in the first run and in later ones",
    async (_kind, handlers, set, all) => {
      const provider = dynamicProvider(handlers, deps);
      const unset = all.filter((name) => !(name in set));
      expect(unset.length).toBeGreaterThan(5);
      const news = { ...set, ...Object.fromEntries(unset.map((name) => [name, null])) };
      const first = await provider.check({}, set);
      expect(first.failures).toEqual([]);
      expect(await provider.check({}, news)).toEqual(first);
      expect(await provider.check(first.inputs, news)).toEqual(await provider.check(first.inputs, set));
      expect(JSON.stringify(first.inputs)).not.toContain("null");
    },
  );

  it.each(kinds)("and a required argument of %s that is null is missing", async (_kind, handlers, set) => {
    const provider = dynamicProvider(handlers, deps);
    const required = _kind === "a service user" ? "email" : "serviceUserId";
    const { [required]: _value, ...rest } = set;
    const missing = await provider.check({}, rest);
    expect(missing.failures).toHaveLength(1);
    expect((await provider.check({}, { ...set, [required]: null })).failures).toEqual(missing.failures);
  });

  it("but null inside triggers is a value like any other", async () => {
    const [, handlers, set] = kinds[1] ?? [];
    if (handlers === undefined) throw new Error("no kind");
    const checked = await dynamicProvider(handlers, deps).check({}, { ...set, triggers: { reason: null } });
    expect(checked).toMatchObject({ failures: [], inputs: { triggers: { reason: null } } });
  });
});
