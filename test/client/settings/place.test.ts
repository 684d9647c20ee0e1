import { describe, expect, it } from "vitest";
import {
  canonicalHost,
  isConfigurationError,
  resolveSettings,
  settingsPlace,
  settingsProblems,
} from "../../../src/client";

const source = (config: Record<string, string>) => ({ config: (name: string) => config[name], env: {} });
const apiKey = "key-number-1";

describe("the canonical text of an address", () => {
  it.each([
    ["https://one.digicert.com", "one.digicert.com"],
    ["one.digicert.com", "one.digicert.com"],
    ["https://ONE.DigiCert.com/", "one.digicert.com"],
    ["https://one.digicert.com:443", "one.digicert.com"],
    ["https://one.digicert.com./", "one.digicert.com"],
    ["https://clientauth.one.digicert.com", "one.digicert.com"],
    ["https://one.digicert.com/account/api/v1/", "one.digicert.com"],
    ["https://demo.one.digicert.com", "demo.one.digicert.com"],
    ["https://one.example.com:8443", "one.example.com:8443"],
    ["https://one.example.com/Digi/", "one.example.com/digi"],
    ["https://one.example.com/digi/account/api/v1", "one.example.com/digi"],
    ["http://127.0.0.1", "127.0.0.1:80"],
    ["https://127.0.0.1/", "127.0.0.1:443"],
    ["http://127.0.0.1:8080", "127.0.0.1:8080"],
    ["http://localhost:9000/", "localhost:9000"],
    ["http://[::1]:9000", "[::1]:9000"],
    [" one.example.com ", "one.example.com"],
  ])("of %s is %s", (address, host) => {
    expect(canonicalHost(address)).toBe(host);
    expect(canonicalHost(host), "it is its own").toBe(host);
  });

  it.each([
    "",
    " ",
    "one example.com",
    "ftp://one.example.com",
    "https://user:pw@one.example.com",
    "https://",
    '["one"]',
  ])("does not exist for %j", (address) => {
    expect(canonicalHost(address)).toBeUndefined();
  });
});

describe("the place that settings name", () => {
  it("is one and the same for region and baseUrl, with a client certificate or without", () => {
    const host = "demo.one.nl.digicert.com";
    for (const config of [
      { region: "nl", environment: "demo" },
      { region: "NL", environment: "Demo" },
      { baseUrl: "https://demo.one.nl.digicert.com" },
      { baseUrl: "https://clientauth.demo.one.nl.digicert.com/" },
    ]) {
      expect(settingsPlace(source(config))).toEqual({ host, formerHosts: [] });
    }
  });

  it("is known although another setting is wrong, and unknown while its own are", () => {
    const host = "one.digicert.com";
    expect(settingsPlace(source({}))?.host).toBe(host);
    expect(settingsPlace(source({ apiKey, timeoutSeconds: "soon" }))?.host).toBe(host);
    for (const config of [{ baseUrl: "no url" }, { region: "mars" }, { formerHosts: "ftp://a" }] as const) {
      expect(settingsPlace(source(config))).toBeUndefined();
      expect(settingsProblems(source({ apiKey, ...config }))).toHaveLength(1);
    }
  });

  it("takes former names in any spelling, from a list of a config or a text", () => {
    const formerHosts = ["old.example.com", "older.example.com/digi"];
    for (const text of [
      "https://OLD.example.com:443/, older.example.com/Digi",
      JSON.stringify(["clientauth.old.example.com", "https://older.example.com/digi/"]),
    ]) {
      expect(resolveSettings(source({ apiKey, formerHosts: text })).formerHosts).toEqual(formerHosts);
    }
  });

  it.each(["http://user@old.example.com", '["a"', "old.example.com,ftp://b"])(
    "refuses %s among the former names",
    (text) => {
      const [fault, ...more] = settingsProblems(source({ apiKey, formerHosts: text }));
      expect(isConfigurationError(fault)).toBe(true);
      expect(fault?.property).toBe("formerHosts");
      expect(fault?.message).toContain("DIGICERT_ONE_FORMER_HOSTS");
      expect(more).toEqual([]);
    },
  );
});
