/** Settings of the command line come from variables, and its messages name those alone. */
import { describe, expect, it } from "vitest";
import { commandSettings, inVariables } from "../../src/cli/settings";
import { placesOf, settingsTable } from "../../src/client";

const said: string[] = [];
const read = (env: Record<string, string>) => {
  said.length = 0;
  return commandSettings({ env, writeError: (text) => void said.push(text) });
};
const messageOf = (env: Record<string, string>): string => {
  try {
    read(env);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "no error";
};

const key = { DIGICERT_ONE_API_KEY: "a-key-that-is-long-enough" };

describe("a message", () => {
  it.each<[wrong: string, env: Record<string, string>, names: string]>([
    ["no key", {}, "DIGICERT_ONE_API_KEY"],
    ["a region that is none", { ...key, DIGICERT_ONE_REGION: "mars" }, "DIGICERT_ONE_REGION"],
    ["an environment that is none", { ...key, DIGICERT_ONE_ENVIRONMENT: "test" }, "DIGICERT_ONE_ENVIRONMENT"],
    ["an address that is none", { ...key, DIGICERT_ONE_BASE_URL: "not a url" }, "DIGICERT_ONE_BASE_URL"],
    ["a certificate without a key", { DIGICERT_ONE_CLIENT_CERT: "x" }, "DIGICERT_ONE_CLIENT_"],
    ["a timeout that is none", { ...key, DIGICERT_ONE_TIMEOUT_SECONDS: "soon" }, "DIGICERT_ONE_TIMEOUT_SECONDS"],
    ["limits that are none", { ...key, DIGICERT_ONE_RATE_LIMITS: "many" }, "DIGICERT_ONE_RATE_LIMITS"],
    [
      "a certificate alone without one",
      { ...key, DIGICERT_ONE_CERTIFICATE_ALONE: "true" },
      "DIGICERT_ONE_CERTIFICATE_ALONE",
    ],
    ["a former host that is none", { ...key, DIGICERT_ONE_FORMER_HOSTS: "https://" }, "DIGICERT_ONE_FORMER_HOSTS"],
    ["a day that is none", { ...key, DIGICERT_ONE_API_KEY_END_DATE: "2027-02-30" }, "DIGICERT_ONE_API_KEY_END_DATE"],
  ])("about %s names variables, and neither arguments nor a stack's config", (_wrong, env, names) => {
    const message = messageOf(env);
    expect(message).toContain(names);
    expect(message).not.toMatch(/Provider argument|pulumi config|digicert-one:/);
    const settings = settingsTable.map(({ name }) => name).filter((name) => /[A-Z]/.test(name));
    expect(settings.filter((name) => new RegExp(`\\b${name}\\b`).test(message))).toEqual([]);
  });

  it("of every place of a setting becomes its variable", () => {
    for (const { name, env } of settingsTable) expect(inVariables(placesOf(name))).toBe(`environment variable ${env}`);
    expect(inVariables("another region and environment")).toBe("another region and environment");
  });
});

describe("a misspelt variable", () => {
  it.each(["DIGICERT_ONE_APIKEY", "DIGICERT_ONE_BASEURL", "DIGICERT_ONE_REGOIN"])(
    "%s stops the command, where another tenant might answer",
    (name) =>
      expect(messageOf({ DIGICERT_ONE_CLIENT_PFX: "x", [name]: "x" })).toMatch(`${name} is no setting of this version`),
  );

  it("that decides nothing is warned of, and one that is right is not", () => {
    expect(read({ ...key, DIGICERT_ONE_TIMEOUT: "30" }).apiKeys).toHaveLength(1);
    expect(said.join()).toMatch(/^warning: .*DIGICERT_ONE_TIMEOUT is no setting/);
    read({ ...key, DIGICERT_ONE_TIMEOUT_SECONDS: "30", DIGICERT_ONE_LOG: "x", DIGICERT_ONE_AS_OF: "2027-01-01" });
    expect(said).toEqual([]);
  });
});
