import { expect, it } from "vitest";
import { shownOutputs } from "../../src/native/outputs";
import { schema } from "../../src/native/schema";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

it("says what a state leaves out, and keeps what it says", () => {
  expect(shownOutputs("ServiceUser", { endDate: "2027-12-31", adopted: true })).toEqual({
    ...{ endDate: "2027-12-31", endsAt: "2027-12-31T23:59:59Z", adopted: true },
    ...{ initialApiKeyId: "", initialApiKey: "", initialApiKeyEndDate: "" },
  });
  expect(shownOutputs("ApiKeySlot", { endDate: "2027-12-31" })).toEqual({ endDate: "2027-12-31" });
});

it("knows the last instant as soon as the day, and forgets one of another day", () => {
  expect(shownOutputs("ApiKey", { endDate: UNKNOWN, endsAt: "2027-12-31T23:59:59Z" }).endsAt).toBe(UNKNOWN);
  expect(shownOutputs("ApiKey", { endDate: "", endsAt: UNKNOWN }).endsAt).toBe("");
});

it("fills in outputs of the schema alone", () => {
  const { resources = {} } = schema();
  for (const kind of ["ServiceUser", "ApiKey"] as const) {
    const declared = Object.keys(resources[`digicert-one:index:${kind}`]?.properties ?? {});
    expect(declared).toEqual(expect.arrayContaining(Object.keys(shownOutputs(kind, {}))));
  }
});
