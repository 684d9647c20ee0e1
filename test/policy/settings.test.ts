import { expect, it } from "vitest";
import { type PolicySettings, policies } from "../../src/policy";

const schemaOf = (settings: PolicySettings, name: string) => {
  const policy = policies(settings).find((each) => each.name === `digicert-one-${name}`);
  if (policy === undefined) throw new Error(`there is no policy ${name}`);
  return policy;
};

it("puts what a pack's code sets into the schema, as the default", () => {
  expect(schemaOf({}, "window").configSchema?.properties.runsEveryDays?.default).toBe(7);
  expect(schemaOf({ window: { runsEveryDays: 1 } }, "window").configSchema?.properties.runsEveryDays?.default).toBe(1);
  expect(schemaOf({}, "roles").configSchema?.required).toEqual(["administratorRoleIds"]);
  expect(schemaOf({ roles: { administratorRoleIds: [] } }, "roles").configSchema?.required).toEqual([]);
});

it("leaves the level to the pack, unless a setting names one", () => {
  expect(policies().map(({ enforcementLevel }) => enforcementLevel)).toEqual(Array(7).fill(undefined));
  expect(schemaOf({ overlap: { enforcementLevel: "mandatory" } }, "overlap").enforcementLevel).toBe("mandatory");
});

it("refuses a rule and a setting that there is not, which a program in JavaScript may write", () => {
  expect(() => policies({ windows: {} } as PolicySettings)).toThrow("There is no rule windows. Rules are: endDate,");
  expect(() => policies({ window: { runsEvery: 1 } } as PolicySettings)).toThrow(
    "window has no setting runsEvery. Its settings are: runsEveryDays.",
  );
});
