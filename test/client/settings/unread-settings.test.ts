import { describe, expect, it } from "vitest";
import { type StackConfig, unreadInConfig, unreadInEnvironment } from "../../../src/client/settings/unread-settings";

const report = (set: Partial<StackConfig>) => unreadInConfig({ config: {}, isSecret: () => true, ...set });
const given =
  (...names: readonly string[]) =>
  (name: string) =>
    names.includes(name);

describe("a setting that does not exist", () => {
  it.each([
    ["timeoutSecond", "timeoutSeconds"],
    ["ratelimits", "rateLimits"],
    ["apiKeyPath", "apiKey"],
  ])("in config, %s, is warned of with %s", (name, meant) => {
    const { errors, warnings } = report({ config: { [name]: "5" } });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      `digicert-one:${name} in the stack's config is no setting of this version, and changes nothing. Did you mean digicert-one:${meant}? Rename it, or remove it: \`pulumi config rm digicert-one:${name}\`.`,
    ]);
  });

  it.each([
    ["apikey", "apiKey"],
    ["apiKye", "apiKey"],
    ["apikeys", "apiKeys"],
    ["baseURL", "baseUrl"],
    ["base-url", "baseUrl"],
    ["regions", "region"],
    ["enviroment", "environment"],
    ["clientCrt", "clientCert"],
  ])("stops the run where it decides whose tenant answers: %s for %s", (name, meant) => {
    const { errors, warnings } = report({ config: { [name]: "a-value-of-it" } });
    expect(warnings).toEqual([]);
    expect(errors).toEqual([
      expect.stringMatching(/another tenant might answer, so the run stops here\. Did you mean /),
    ]);
    expect(errors[0]).toContain(`Did you mean digicert-one:${meant}?`);
    expect(errors[0]).not.toContain("a-value-of-it");
    // With the right one set as well, no other tenant answers.
    const both = report({ config: { [name]: "a-value-of-it", [meant]: "another" } });
    expect([both.errors.length, both.warnings.length]).toEqual([0, 1]);
  });

  it("is asked about only where a name is near; another is corrected or removed", () => {
    const { warnings } = report({ config: { colour: "blue" } });
    expect(warnings).toEqual([
      "digicert-one:colour in the stack's config is no setting of this version, and changes nothing. Correct its name, or remove it: `pulumi config rm digicert-one:colour`.",
    ]);
  });

  it("is nobody's business in a project of our own name, unless it is near", () => {
    const config = { colour: "blue", timeoutSecond: "5" };
    expect(report({ config, sharesNamespace: true }).warnings).toEqual([expect.stringContaining("timeoutSecond")]);
  });

  it("in the environment is reported alike, and stops the run unless the right one is set anywhere", () => {
    const env = {
      DIGICERT_ONE_APIKEY: "a-value-of-it",
      DIGICERT_ONE_TIMEOUT: "5",
      DIGICERT_ONE_COLOUR: "",
      OTHER: "x",
    };
    const { errors, warnings } = unreadInEnvironment(env, given());
    expect(errors).toEqual([expect.stringContaining("DIGICERT_ONE_APIKEY is no setting")]);
    expect(errors[0]).toContain("Did you mean DIGICERT_ONE_API_KEY? Rename it, or unset it.");
    expect(errors[0]).not.toContain("a-value-of-it");
    expect(warnings).toEqual([expect.stringContaining("Did you mean DIGICERT_ONE_TIMEOUT_SECONDS?")]);
    const mended = [
      unreadInEnvironment(env, given("apiKey")),
      unreadInEnvironment({ ...env, DIGICERT_ONE_API_KEY: "k" }, given()),
    ];
    expect(mended.map((each) => [each.errors.length, each.warnings.length])).toEqual([
      [0, 2],
      [0, 2],
    ]);
  });

  it("is none of those that exist, nor of our other variables", () => {
    const env = { DIGICERT_ONE_AS_OF: "2027-01-01", DIGICERT_ONE_LOG: "debug", DIGICERT_ONE_REGION: "nl" };
    const nothing = { errors: [], warnings: [] };
    expect(unreadInEnvironment(env, given())).toEqual(nothing);
    expect(report({ config: { region: "nl", capacityPercent: "50" } })).toEqual(nothing);
  });
});

describe("a secret in plain text", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
  const pfx = `MI${"A".repeat(240)}`;
  it.each([
    ["apiKey", "abcdefghijkl"],
    ["apiKeys", "abcdefghijkl,mnopqrstuvwx"],
    ["clientCertPassword", "hush"],
    ["clientKey", pem],
    ["clientPfx", pfx],
  ])("is warned of with the command that mends it: %s", (name, value) => {
    const { errors, warnings } = report({ config: { [name]: value }, isSecret: () => false });
    expect(errors).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`Run \`pulumi config set --secret digicert-one:${name}\``)]);
    expect(warnings[0]).not.toContain(value);
    expect(report({ config: { [name]: value } }).warnings).toEqual([]);
  });

  it("is none that is a path, that is no secret, or that is empty", () => {
    const config = { clientKey: "/run/key.pem", clientPfx: "./user.p12", region: "nl", apiKey: " " };
    expect(report({ config, isSecret: () => false }).warnings).toEqual([]);
  });
});
