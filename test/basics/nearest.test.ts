import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "../../src/basics/nearest";
import { settingsTable } from "../../src/client/settings/settings-table";
import { serviceUserFields } from "../../src/fields/service-user";

const settings = settingsTable.map(({ name }) => name);
const ofKeys = ["serviceUser", "endDate", "lifetimeDays", "rotateBeforeDays", "overlapDays", "namePrefix", "enabled"];

describe("the nearest known name", () => {
  it.each([
    ["baseURL", settings, "baseUrl"],
    ["apikey", settings, "apiKey"],
    ["api_keys", settings, "apiKeys"],
    ["timeoutSecond", settings, "timeoutSeconds"],
    ["timeout", settings, "timeoutSeconds"],
    ["reigon", settings, "region"],
    ["lifetimeDay", ofKeys, "lifetimeDays"],
    ["lifeTimeDays", ofKeys, "lifetimeDays"],
    ["overlap", ofKeys, "overlapDays"],
    ["serviceUserID", ofKeys, "serviceUser"],
    ["enabeld", ofKeys, "enabled"],
    ["roles", Object.keys(serviceUserFields), "roleIds"],
    ["accounts", Object.keys(serviceUserFields), "accountIds"],
  ])("of %s is found", (name, known, meant) => {
    expect(nearest(name, known)).toBe(meant);
    expect(didYouMean(name, known)).toBe(` Did you mean ${meant}?`);
  });

  it.each(["tags", "x", "", "en", "colour", "description"])("of %s is none", (name) => {
    expect(nearest(name, ofKeys)).toBeUndefined();
    expect(didYouMean(name, ofKeys)).toBe("");
  });

  it("is the one of the fewest edits, wherever it stands in the list", () => {
    expect(nearest("apiKeyz", ["apiKeyEndDate", "apiKey", "apiKeys"])).toBe("apiKey");
    expect(nearest("apiKeyss", ["apiKey", "apiKeys"])).toBe("apiKeys");
  });

  it("is none where nothing is known", () => {
    expect(nearest("apiKey", [])).toBeUndefined();
  });
});
