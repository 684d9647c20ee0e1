/** Everything that reads types of resources reads those of both hosts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { type Kind, kindOf, kinds, nativeToken, typeToken } from "../../src/fields/kinds";
import { partsOfUrn } from "../../src/fields/urn";
import { recordedIn } from "../../src/inventory/recorded";
import { planFacts, type StateResource } from "../../src/plan";
import { digicertMocks } from "../../src/testing/mocks";

const all = Object.keys(kinds) as Kind[];
const text = readFileSync(join(__dirname, "..", "fixtures", "state", "v1.json"), "utf8");
const DYNAMIC = "pulumi-nodejs:dynamic/digicert-one:";
const native = text.replaceAll(DYNAMIC, "digicert-one:index:");
const today = "2027-01-15";

const resourcesIn = (state: string): StateResource[] =>
  JSON.parse(state).deployment.resources.map((each: StateResource) => ({
    ...partsOfUrn(each.urn),
    ...each,
    outputs: each.outputs ?? {},
  }));
const asDynamic = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll("digicert-one:index:", DYNAMIC)
      .replaceAll(`${DYNAMIC}Rotating`, "digicert-one:index:Rotating"),
  );

it("knows a kind by either type, and never renames one: they stand in every state", () => {
  expect(all.map((kind) => [kindOf(typeToken(kind)), kindOf(nativeToken(kind))])).toEqual(
    all.map((kind) => [kind, kind]),
  );
  expect(all.map(nativeToken)).toEqual(
    ["ServiceUser", "ApiKey", "RotationSchedule", "ApiKeySlot", "ApiKeyRetirement", "StackIdentity"].map(
      (kind) => `digicert-one:index:${kind}`,
    ),
  );
});

it("plans the same of a state behind either host", () => {
  const [before, after] = [planFacts(resourcesIn(text), today), planFacts(resourcesIn(native), today)];
  expect(before.map(({ kind }) => kind).sort()).toEqual(
    expect.arrayContaining(["ApiKey", "RotatingApiKey", "ServiceUser"]),
  );
  expect(native).not.toContain(DYNAMIC);
  expect(asDynamic(after)).toEqual(asDynamic(before));
});

it("takes the same users and keys for recorded", () => {
  const ids = (state: string) => recordedIn(resourcesIn(state), today).map(({ id }) => id);
  expect(ids(native)).toEqual(ids(text));
  expect(ids(text)).toHaveLength(3);
});

it("mocks resources of the native types as those of the classes", async () => {
  await pulumi.runtime.setMocks(digicertMocks({ asOf: "2026-11-22" }), "project", "dev");
  class Native extends pulumi.CustomResource {}
  const key = new Native(nativeToken("ApiKey"), "ci", {
    ...{ serviceUserId: "u", lifetimeDays: 90, namePrefix: "ci", value: undefined, endDate: undefined },
  });
  const { endDate, value } = key as unknown as Record<string, pulumi.Output<string>>;
  const known = await new Promise((resolve) => pulumi.all([endDate, value]).apply(resolve));
  expect(known).toEqual(["2027-02-20", "mock-key-of-ci"]);
});
