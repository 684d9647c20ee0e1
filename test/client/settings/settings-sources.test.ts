import { expect, it } from "vitest";
import { resolveSettings } from "../../../src/client";

const config = (values: Record<string, string>) => (name: string) => values[name];

it("never pools a key that was given with one from the environment", () => {
  const env = { DIGICERT_ONE_API_KEYS: "other-1,other-2", DIGICERT_ONE_API_KEY: "other" };
  expect(resolveSettings({ config: config({ apiKey: "given" }), env }).apiKeys).toEqual(["given"]);
  expect(resolveSettings({ config: config({}), env }).apiKeys).toEqual(["other", "other-1", "other-2"]);
});

it("takes no host from the environment for a place that was given", () => {
  const env = { DIGICERT_ONE_BASE_URL: "https://elsewhere.example.com", DIGICERT_ONE_API_KEY: "k" };
  expect(resolveSettings({ config: config({ region: "nl" }), env }).host).toBe("one.nl.digicert.com");
  expect(resolveSettings({ config: config({}), env }).host).toBe("elsewhere.example.com");
});
