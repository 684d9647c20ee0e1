import { describe, expect, it } from "vitest";
import { changedSettings, checkSettings, handlerConfig } from "../../src/native/settings";
import { asSecret } from "../../src/native/wire";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const explicit = "urn:pulumi:dev::shop::pulumi:providers:digicert-one::prod";
const byDefault = "urn:pulumi:dev::shop::pulumi:providers:digicert-one::default_0_1_0";
const check = (settings: object, { urn = explicit, env = {} } = {}) => checkSettings(urn, { ...settings }, env);

describe("the settings of a provider resource", () => {
  it("pass as they are, credentials as secrets however they were set", () => {
    const { inputs, failures, warnings } = check({ apiKey: "k", region: "nl", version: "0.1.0" });
    expect({ failures, warnings }).toEqual({ failures: [], warnings: [] });
    expect(inputs).toEqual({ apiKey: asSecret("k"), region: "nl", version: "0.1.0" });
  });

  it("fail with every fault at once, and never show a key", () => {
    const { failures } = check({ region: "mars", timeoutSeconds: "-1", apiKey: asSecret(" ") });
    expect(failures).toHaveLength(3);
    expect(failures.join("\n")).toMatch(/region "mars".*\n?/);
    expect(failures.join("\n")).toContain("timeoutSeconds");
    expect(failures.join("\n")).toContain("No API key is set");
  });

  it("take from the environment what is not set", () => {
    expect(check({}, { env: { DIGICERT_ONE_API_KEY: "k" } }).failures).toEqual([]);
  });

  it("are not validated while they are unknown", () => {
    expect(check({ region: UNKNOWN, apiKey: asSecret(UNKNOWN) }).failures).toEqual([]);
  });

  it("name the one that was meant", () => {
    const { failures } = check({ apiKey: "k", baseURL: "https://one.example.com" });
    expect(failures).toEqual(['baseURL is no setting of the provider "prod". Did you mean baseUrl?']);
  });

  it("of a default provider are the stack's config, and are called so", () => {
    const { failures, warnings } = check({ apiKey: "k", baseURL: "https://one.example.com" }, { urn: byDefault });
    expect([...failures, ...warnings].join()).toContain("digicert-one:baseURL");
  });
});

it("compares settings without what an engine adds, and without the marks of secrets", () => {
  const before = { apiKey: asSecret("k"), region: "us", version: "0.1.0" };
  expect(changedSettings(before, { apiKey: "k", region: "us", version: "0.2.0" })).toEqual([]);
  expect(changedSettings(before, { apiKey: "other", region: "us" })).toEqual(["apiKey"]);
});

it("hands settings to the handlers by the names of a stack's config, as texts", () => {
  const { get } = handlerConfig({ apiKeys: asSecret(["a", "b"]), timeoutSeconds: 5, region: "nl", caCert: null });
  const names = ["apiKeys", "timeoutSeconds", "region", "caCert"];
  expect(names.map((name) => get(`digicert-one:${name}`))).toEqual(['["a","b"]', "5", "nl", undefined]);
  expect(get("other:region")).toBeUndefined();
});
